#!/usr/bin/env python3
"""How good are the tests of model/? Changes its sources, one small change at a time, and counts who notices.

mutate.py BUILD_FOLDER [--part K/N] [--count N] [--least N] [--file PATH ..] [--jobs N] [--survivors FILE]

Each mutant is compiled by itself (the folder's other objects stay as they are), linked in front of model/'s library
into mutation_kill, and run until the first test that fails. The source tree is never written to. Mutants that do not
compile are not counted. Survivors that no test can tell from the original stand in equivalent.txt, with the reason;
exit 1 where fewer than 98% of the others are killed."""

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
import time

from mutants import mutants_of, name_of, sample

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ['model/split.hpp', 'model/layout.cpp', 'model/plan.cpp', 'model/plan_moves.cpp', 'model/rank_program.cpp',
         'model/rank_program_bands.cpp', 'model/view.cpp', 'model/fingerprint.cpp', 'model/placement.cpp',
         'model/placement_pieces.cpp', 'model/locator.cpp', 'model/stretches.cpp']
# Tests are met in rounds, each with its seconds of processor time: a mutant that takes more is killed. The tests as
# they are take a fifth of them in the first round, and half in the last.
FUNCTIONS = ('Split.*:Integer.*', 3)  # a header's own test
SLOW = 'Kill.small_world:Kill.laws_where_*:Extremes.*'
ROUNDS = [(f'-{SLOW}', 5), (SLOW, 25)]
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

    def compile_headers(self, path, of_packages_only):
        """What a source includes, so that its mutants read it quickly. It must not change with them."""
        includes = re.findall(r'^#include [<].*' if of_packages_only else r'^#include .*',
                              (ROOT / path).read_text(encoding='utf-8'), re.MULTILINE)
        ahead = pathlib.Path(self.folder.name) / f"{path.replace('/', '_')}.hpp"
        ahead.write_text('\n'.join(includes) + '\n', encoding='utf-8')
        if self._run([*self._compiler(path), '-x', 'c++-header', str(ahead), '-o', f'{ahead}.gch']).returncode == 0:
            self.ahead[path] = ['-include', str(ahead)]

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

    def compile(self, path, source, obj, overlay):
        compiler, *options = self._compiler(path)
        return self._run([compiler, f'-I{overlay}', *options, *self.ahead.get(path, []), '-c', str(source), '-o',
                          str(obj)])

    def link(self, objects, program, own):
        """Links objects ahead of the library, and `own` in place of the tests' objects of those names."""
        words = self.linker.replace('-o proptest/mutation_kill', f"{' '.join(map(str, objects))} -s -o {program}")
        for name, obj in own.items():
            words = re.sub(rf'\S*{re.escape(name)}\.o', str(obj), words)
        return self._run(shlex.split(words))


def users_of(header):
    """The sources of model/ whose objects hold what the header defines, and the tests of it."""
    pattern = re.compile(r'#include "relayout/(model/[\w/]+\.hpp)"')
    includes = {path.relative_to(ROOT).as_posix(): pattern.findall(path.read_text(encoding='utf-8'))
                for path in [*ROOT.glob('model/*.?pp'), ROOT / 'proptest/split_test.cpp']}
    reached, todo = set(), [header]
    while todo:
        name = todo.pop()
        for path, names in includes.items():
            if name in names and path not in reached:
                reached.add(path)
                todo.append(path)
    return sorted(path for path in reached if path.endswith('.cpp'))


def fails(folder, tests, seconds):
    """Whether one of the tests does, or the program ends early, or takes too much time or memory."""
    limited = ['sh', '-c', f'ulimit -t {seconds} && ulimit -v 4000000 && exec "$@"', 'sh']
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
    rounds = [['proptest/split_test.cpp'], users_of(mutant.path)] if header else [[mutant.path]]
    objects = {}
    for paths in rounds:
        for name in paths:
            if name in objects:
                continue
            objects[name] = folder / (name.replace('/', '_') + '.o')
            source = ROOT / name if header else changed
            if bench.compile(name, source, objects[name], overlay).returncode != 0:
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


def read_equivalent():
    text = (ROOT / 'proptest/mutation/equivalent.txt').read_text(encoding='utf-8')
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
    parser.add_argument('--survivors', type=pathlib.Path, help='write their names here, too')
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
    bench = Bench(options.build.resolve())
    for path, count in collections.Counter(mutant.path for mutant in mutants).items():
        if count >= MANY and path.endswith('.cpp'):
            bench.compile_headers(path, False)
        elif count >= MANY:
            for user in users_of(path):
                bench.compile_headers(user, True)
    equivalent = read_equivalent()
    began, tally, unknown = time.monotonic(), {'killed': 0, 'survived': 0, 'stillborn': 0}, []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for mutant, verdict in zip(mutants, pool.map(lambda one: judge_apart(bench, one), mutants)):
            tally[verdict] += 1
            if sum(tally.values()) % 25 == 0:
                print(f'mutate.py: {sum(tally.values())} of {len(mutants)}', file=sys.stderr, flush=True)
            if verdict == 'survived':
                known = name_of(mutant) in equivalent
                print(f'{"equivalent" if known else "SURVIVED"}  {mutant.path}:{mutant.line}  [{mutant.rule}]\n'
                      f'  {name_of(mutant)}', flush=True)
                unknown += [] if known else [name_of(mutant)]
    counted = tally['killed'] + len(unknown)
    share = 100 * tally['killed'] / counted if counted else 100
    print(f'{len(mutants)} of {len(everything)} mutants in {len(files)} files: {tally["killed"]} killed, '
          f'{len(unknown)} survived, {tally["survived"] - len(unknown)} equivalent, '
          f'{tally["stillborn"]} do not compile; {share:.1f}% killed; {time.monotonic() - began:.0f} s')
    stale = equivalent - {name_of(mutant) for mutant in everything} if not options.file else set()
    for name in sorted(stale):
        print(f'stale in equivalent.txt: {name}')
    if options.survivors:
        options.survivors.write_text(''.join(name + '\n' for name in unknown), encoding='utf-8')
    return 0 if share >= NEEDED and tally['killed'] >= options.least and not stale else 1


if __name__ == '__main__':
    sys.exit(main())
