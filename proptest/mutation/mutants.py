"""Mutants of C++ sources, one small change each, made by rules that know nothing of the code.

A mutant is one line written otherwise. Lines that no test can reach through a change are left alone: comments,
includes, declarations of templates and types, asserts, and messages of errors (other tests pin what an error says)."""

import collections
import hashlib
import itertools
import re
from typing import NamedTuple

# What is looked for in the code of a line, and what it becomes. Spaces tell operators from templates and references.
SWAPS = [
    (r' < ', [' <= ', ' > ']),
    (r' <= ', [' < ']),
    (r' > ', [' >= ']),
    (r' >= ', [' > ']),
    (r' == ', [' != ']),
    (r' != ', [' == ']),
    (r' && ', [' || ']),
    (r' \|\| ', [' && ']),
    (r' \+ ', [' - ']),
    (r' - ', [' + ']),
    (r' \* ', [' + ']),
    (r' \+= ', [' -= ', ' = ']),
    (r' -= ', [' += ']),
    (r' \^ ', [' | ']),
    (r'\bfloor_div\(', ['ceil_div(']),
    (r'\bceil_div(?:<std::int64_t>)?\(', ['floor_div(']),
    (r'\bfloor_mod\(', ['floor_div(']),
    (r'\bat_most\(', ['at_least(']),
    (r'\bat_least(?:<std::int64_t>)?\(', ['at_most(']),
    (r'\bstd::min\(', ['std::max(']),
    (r'\bstd::max\(', ['std::min(']),
    (r'\btrue\b', ['false']),
    (r'\bfalse\b', ['true']),
    (r'\.begin\b(?!\()', ['.end']),
    (r'\.end\b(?!\()', ['.begin']),
    (r'(?<=[\s({])!(?=\w)', ['']),
    (r'(?<![\w.:\'])0(?![\w.\'])', ['1']),
    (r'(?<![\w.:\'])1(?![\w.\'])', ['0', '2']),
    (r'(?<![\w.:\'])2(?![\w.\'])', ['3']),
    (r'\bsource(?=[_.(])', ['target']),
    (r'\btarget(?=[_.(])', ['source']),
    (r'\blocal_row\b', ['remote_row']),
    (r'\bremote_row\b', ['local_row']),
]
SKIPPED = re.compile(r'^\s*(#|//|template\b|using\b|namespace\b|static_assert|assert\b|case\b|default:|struct\b|'
                     r'class\b|enum\b|RELAYOUT_HOST_DEVICE|\})|make_error|\breserve\(')
# A statement that stands alone: a call or an assignment, on a line of its own.
STATEMENT = re.compile(r'^\s+[\w.\[\]>()*-]+(\(.*\)| [-+*^|]?= .*|\+\+|--);$')
COUNTED = re.compile(r'^\s+(\+\+|--)[\w.\[\]>-]+;$')
DECLARATION = re.compile(r'^\s*(const |auto |return |std::\w+(<.*>)? \w+( =|;)|'
                         r'[A-Z]\w+(<\w+>)?&? \w+( =|;|\{))')


class Mutant(NamedTuple):
    path: str
    line: int  # from 1
    before: str
    after: str
    rule: str
    again: int  # so many lines above it read the same and become the same


def _code_end(line):
    at = line.find('//')
    return len(line) if at < 0 else at


def _in_string(line, at):
    return line.count('"', 0, at) % 2 == 1


def _argument_swaps(line, end):
    """select(c, a, b) -> select(c, b, a)."""
    for found in re.finditer(r'\bselect\(', line[:end]):
        depth, commas, at = 1, [], found.end()
        while at < end and depth:
            depth += {'(': 1, '{': 1, ')': -1, '}': -1}.get(line[at], 0)
            if line[at] == ',' and depth == 1:
                commas.append(at)
            at += 1
        if depth == 0 and len(commas) == 2:
            first, second, close = commas[0], commas[1], at - 1
            yield line[:first + 1] + line[second + 1:close] + ',' + line[first + 1:second] + line[close:]


def mutants_of(path, text):
    met = collections.Counter()
    for number, line in enumerate(text.split('\n'), 1):
        if SKIPPED.search(line) or not line.strip():
            continue
        end = _code_end(line)
        seen = {line}
        changed = [(f'{pattern} -> {replacement}', line[:found.start()] + replacement + line[found.end():])
                   for pattern, replacements in SWAPS for found in re.finditer(pattern, line[:end])
                   if not _in_string(line, found.start()) for replacement in replacements]
        changed += [('arguments in the other order', after) for after in _argument_swaps(line, end)]
        if (STATEMENT.match(line[:end].rstrip()) or COUNTED.match(line[:end].rstrip())) and not DECLARATION.match(line):
            changed.append(('statement dropped', re.match(r'\s*', line).group() + ';'))
        for rule, after in changed:
            if after not in seen:
                seen.add(after)
                yield Mutant(path, number, line, after, rule, met[line.strip(), after.strip()])
                met[line.strip(), after.strip()] += 1


def name_of(mutant):
    return f'{mutant.path}: {mutant.before.strip()}  =>  {mutant.after.strip()}' + '  (again)' * mutant.again


def sample(mutants, count):
    """So many of them, or all: of each file as many as of any other, those whose names have the smallest hashes. So
    an edit of a line changes nothing but which mutants of that line are chosen, and no line number matters."""
    if not count or count >= len(mutants):
        return mutants
    by_file = {}
    for mutant in sorted(mutants, key=lambda one: hashlib.sha256(name_of(one).encode()).digest()):
        by_file.setdefault(mutant.path, []).append(mutant)
    rounds = itertools.zip_longest(*(by_file[path] for path in sorted(by_file)))
    return [mutant for chosen in rounds for mutant in chosen if mutant][:count]
