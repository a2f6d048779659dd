#!/usr/bin/env python3
"""How good are the tests of model/? Changes its sources, one small change at a time, and counts who notices.

mutate.py BUILD_FOLDER [--part K/N] [--count N] [--least N] [--file PATH ..] [--jobs N] [--results FILE]

Each mutant is compiled by itself (the folder's other objects stay as they are), linked in front of model/'s library
into mutation_kill, and run until the first test that fails. The source tree is never written to. Mutants that do not
compile are not counted. Survivors that no test can tell from the original stand in equivalent.txt, with the reason;
exit 1 where fewer than 98% of the others are killed. With --results each verdict is written as it comes, one a line,
and those that stand there already are believed: a run that was cut off goes on, and survivors taken out of the file
are met once more."""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from mutants import mutants_of, name_of, sample

ROOT = pathlib.Path(__file__).resolve().parents[2]
EQUIVALENT = pathlib.Path(__file__).with_name('equivalent.txt')
FILES = ['model/split.hpp', 'model/layout.cpp', 'model/plan.cpp', 'model/plan_moves.cpp', 'model/rank_program.cpp',
         'model/rank_program_bands.cpp', 'model/view.cpp', 'model/fingerprint.cpp', 'model/placement.cpp',
         'model/placement_data.hpp', 'model/placement_pieces.cpp', 'model/locator.cpp', 'model/stretches.cpp']
# Tests are met in rounds, each with its seconds of processor time: a mutant that takes more is killed. The tests as
# they are take an eighth of them in the first round, and a sixth in the last.
FUNCTIONS = ('Split.*:Integer.*', 3)  # a header's own test
SLOW = 'Kill.small_world:Kill.laws_where_*:Extremes.*'
ROUNDS = [(f'-{SLOW}', 8), (SLOW, 60)]
# A division by zero, an overflow or a look past the end of a vector ends a mutant, even where nothing comes of it.
TRAPS = ['-fsanitize=integer-divide-by-zero,signed-integer-overflow', '-fsanitize-undefined-trap-on-error',
         '-D_GLIBCXX_ASSERTIONS']
MANY = 12  # mutants of one source: it pays to compile once what it includes
NEEDED = 98  # of a hundred
LEAST = 200  # mutants: rules that match nothing would kill all of them


class Bench:
    """The folder's commands: how an object is compiled, and how the killer is linked."""

    def __init__(self, build):
        self.build = build
        entries = json.loads((build / 'compile_commands.json').read_text(encoding='utf-8'))
        self.compile_of = {os.path.relpath(entry['file'], ROOT): entry['command'] for entry in entries}
        commands = subprocess.run(['ninja', '-C', str(build), '-t', 'commands', 'mutation_kill'], capture_output=True,
                                  text=True, check=True).stdout.strip().split('\n')
        self.linker = next(line for line in reversed(commands) if '-o proptest/mutation_kill' in line)
        self.linker = self.linker[self.linker.index('&& ') + 3:].removesuffix(' && :').removeprefix(': && ')
        self.folder = tempfile.TemporaryDirectory(prefix='mutant-headers-')
        self.ahead = {}

    def compile_headers(self, changed, path):
        """What a source includes, so that it is read quickly; not the project's headers where one of them changes."""
        includes = re.findall(r'^#include .*' if changed == path else r'^#include [<].*',
                              (ROOT / path).read_text(encoding='utf-8'), re.MULTILINE)
        ahead = pathlib.Path(self.folder.name) / f"{changed}-{path}.hpp".replace('/', '_')
        ahead.write_text('\n'.join(includes) + '\n', encoding='utf-8')
        if self._run([*self._compiler(path), '-x', 'c++-header', str(ahead), '-o', f'{ahead}.gch']).returncode == 0:
            self.ahead[changed, path] = ['-include', str(ahead)]

    def _run(self, words):
        return subprocess.run(words, cwd=self.build, capture_output=True, text=True, check=False)

    def _compiler(self, path):
        """The compiler and its options, without source and object."""
        words = shlex.split(self.compile_of[path])
        words = words[next(at for at, word in enumerate(words) if re.search(r'(\+\+|cc)(-\d+)?$', word)
                           and 'ccache' not in word):]
        kept, skip = [], 0
        for word in words[1:]:
            if skip:
                skip -= 1
            elif word in ('-o', '-MT', '-MF', '-c'):
                skip = 1
            elif word not in ('-MD', '-Werror') and not word.startswith(('-O', '-g')):
                kept.append(word)
        return [words[0], *kept, *TRAPS, '-Og', '-w']

    def compile(self, changed, path, overlay, obj):
        """The source `path`, where the source or header `changed` is the one of the overlay."""
        compiler, *options = self._compiler(path)
        source = overlay / 'relayout' / path if changed == path else ROOT / path
        return self._run([compiler, f'-I{overlay}', *options, *self.ahead.get((changed, path), []), '-c', str(source),
                          '-o', str(obj)])

    def link(self, objects, program, own):
        """Links objects ahead of the library, and `own` in place of the tests' objects of those names."""
        words = self.linker.replace('-o proptest/mutation_kill', f"{' '.join(map(str, objects))} -s -o {program}")
        for name, obj in own.items():
            words = re.sub(rf'\S*{re.escape(name)}\.o', str(obj), words)
        return self._run(shlex.split(words))


def compiled_with(path):
    """A source itself; of a header, the sources of model/ whose objects hold what it defines, and the tests of it."""
    if path.endswith('.cpp'):
        return [path]
    pattern = re.compile(r'#include "relayout/(model/[\w/]+\.hpp)"')
    includes = {path.relative_to(ROOT).as_posix(): pattern.findall(path.read_text(encoding='utf-8'))
                for path in [*ROOT.glob('model/*.?pp'), ROOT / 'proptest/split_test.cpp']}
    reached, todo = set(), [path]
    while todo:
        name = todo.pop()
        for user, names in includes.items():
            if name in names and user not in reached:
                reached.add(user)
                todo.append(user)
    return sorted(user for user in reached if user.endswith('.cpp'))


def headers_ahead(mutants):
    """(what changes, what is compiled), where that is so often that it pays to compile first what it includes."""
    counts = collections.Counter(mutant.path for mutant in mutants)
    return [(path, name) for path, count in counts.items() if count >= MANY for name in compiled_with(path)]


def fails(folder, tests, seconds):
    """Whether one of the tests does, or the program ends early, or takes too much time or memory."""
    limited = ['sh', '-c', f'ulimit -t {seconds} && ulimit -v 2000000 && exec "$@"', 'sh']
    return subprocess.run([*limited, './kill', '--gtest_fail_fast', f'--gtest_filter={tests}'], cwd=folder,
                          capture_output=True, check=False).returncode != 0


def judge(bench, mutant, folder):
    """'killed', 'survived', or 'stillborn' where it does not compile."""
    path = ROOT / mutant.path
    lines = path.read_text(encoding='utf-8').split('\n')
    lines[mutant.line - 1] = mutant.after
    overlay = folder / 'include'
    changed = overlay / 'relayout' / mutant.path
    changed.parent.mkdir(parents=True)
    changed.write_text('\n'.join(lines), encoding='utf-8')
    header = mutant.path.endswith('.hpp')
    # The quickest test of a header is the one of its functions; who passes it meets all the others.
    rounds = [['proptest/split_test.cpp'], compiled_with(mutant.path)] if header else [[mutant.path]]
    objects = {}
    for paths in rounds:
        for name in paths:
            if name in objects:
                continue
            objects[name] = folder / (name.replace('/', '_') + '.o')
            if bench.compile(mutant.path, name, overlay, objects[name]).returncode != 0:
                return 'stillborn'
        own = {pathlib.Path(name).name: obj for name, obj in objects.items() if name.startswith('proptest')}
        answer = bench.link([obj for name, obj in objects.items() if name.startswith('model')], folder / 'kill', own)
        if answer.returncode != 0:
            raise SystemExit(f'mutate.py: {mutant.path}:{mutant.line} does not link: {answer.stderr[-2000:]}')
        if any(fails(folder, *each) for each in ([FUNCTIONS] if header and paths is rounds[0] else ROUNDS)):
            return 'killed'
    return 'survived'


def judge_apart(bench, mutant):
    folder = pathlib.Path(tempfile.mkdtemp(prefix='mutant-'))
    try:
        return judge(bench, mutant, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def judge_all(mutants, options):
    """The verdicts by name."""
    lines = options.results.read_text(encoding='utf-8').splitlines() if options.results.exists() else []
    judged = {name: verdict for verdict, name in (line.split('  ', 1) for line in lines)}
    left = [mutant for mutant in mutants if name_of(mutant) not in judged]
    bench = Bench(options.build.resolve())
    pool = concurrent.futures.ThreadPoolExecutor(options.jobs)
    with pool, options.results.open('a', encoding='utf-8') as results:
        list(pool.map(lambda pair: bench.compile_headers(*pair), headers_ahead(left)))
        unchanged = [pool.submit(judge_apart, bench, one._replace(after=one.before)) for one in left[:1]]
        for mutant, verdict in zip(left, pool.map(lambda one: judge_apart(bench, one), left)):
            judged[name_of(mutant)] = verdict
            print(f'{verdict}  {name_of(mutant)}', file=results, flush=True)
            if len(judged) % 25 == 0:
                print(f'mutate.py: {len(judged)} of {len(mutants)}', file=sys.stderr, flush=True)
    if any(answer.result() != 'survived' for answer in unchanged):
        raise SystemExit('mutate.py: the tests fail without any change, or take too long: no verdict counts')
    return judged


def read_equivalent():
    text = EQUIVALENT.read_text(encoding='utf-8')
    return {line for line in text.split('\n') if line and not line.startswith(('#', ' '))}


def part_of(text):
    number, count = map(int, text.split('/'))
    if not 1 <= number <= count:
        raise ValueError(text)
    return number, count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--count', type=int, default=0, help='so many mutants, spread over the files (default: all)')
    parser.add_argument('--part', type=part_of, default=(1, 1), metavar='K/N',
                        help='each N-th mutant from the K-th on: N parts are all of them')
    parser.add_argument('--least', type=int, default=1, help='fewer than so many killed are too few: exit 1')
    parser.add_argument('--file', action='append', help='only of these sources')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--results', type=pathlib.Path, default=pathlib.Path(os.devnull),
                        help='verdicts, written as they come and not asked for twice')
    parser.add_argument('--list', action='store_true', help='print the mutants and end')
    options = parser.parse_args()
    files = options.file or [name for name in FILES if (ROOT / name).exists()]
    everything = [mutant for name in files for mutant in mutants_of(name, (ROOT / name).read_text(encoding='utf-8'))]
    number, parts = options.part
    mutants = sample(everything[number - 1::parts], options.count)
    if options.list:
        print('\n'.join(f'{name_of(mutant)}  [{mutant.rule}]' for mutant in mutants))
        return 0
    if not options.file and len(everything) < LEAST:
        raise SystemExit(f'mutate.py: only {len(everything)} mutants, expected {LEAST} or more')
    judged = judge_all(mutants, options)
    equivalent = read_equivalent()
    survivors = [mutant for mutant in mutants if judged[name_of(mutant)] == 'survived']
    unknown = [mutant for mutant in survivors if name_of(mutant) not in equivalent]
    for mutant in unknown:
        print(f'SURVIVED  {mutant.path}:{mutant.line}  [{mutant.rule}]\n  {name_of(mutant)}')
    stale = {name for name in equivalent if name.split(':')[0] in files} - {name_of(mutant) for mutant in everything}
    for name in sorted(stale):
        print(f'STALE in equivalent.txt: {name}')
    tally = collections.Counter(judged[name_of(mutant)] for mutant in mutants)
    counted = tally['killed'] + len(unknown)
    share = 100 * tally['killed'] / counted if counted else 100
    print(f'{len(mutants)} of {len(everything)} mutants in {len(files)} files: {tally["killed"]} killed, '
          f'{len(unknown)} survived, {len(survivors) - len(unknown)} equivalent, '
          f'{tally["stillborn"]} do not compile; {share:.1f}% killed')
    return 0 if share >= NEEDED and tally['killed'] >= options.least and not stale else 1


if __name__ == '__main__':
    sys.exit(main())
