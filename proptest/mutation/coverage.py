#!/usr/bin/env python3
"""Which lines and branches of model/ and sim/ the fast tests reach.

coverage.py BUILD_FOLDER [--jobs N]

Configures and builds the fast tests in a folder of their own with --coverage, runs them, and adds up what gcov says.
A line counts once, whatever number of templates it stands in; branches that only an exception takes are left out.
Coverage says what no test reaches, and nothing about whether a test would notice: that is mutate.py's to say."""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ['model', 'sim']
OPTIONS = ['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_FLAGS_DEBUG=-O1 --coverage -fprofile-update=atomic',
           '-DRELAYOUT_ENGINE=OFF', '-DRELAYOUT_BENCH=OFF']


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def gcov_of(data, folder):
    answer = run('gcov', '--json-format', '--stdout', '--branch-probabilities', data, cwd=folder, capture_output=True)
    return [json.loads(line) for line in answer.stdout.splitlines() if line]


class Counts:
    """By line: how often it ran; and of each of its branches, how often it was taken."""

    def __init__(self):
        self.lines = collections.Counter()
        self.branches = collections.Counter()

    def add(self, entry):
        for line in entry['lines']:
            number = line['line_number']
            self.lines[number] += line['count']
            taken = [branch['count'] for branch in line['branches'] if not branch['throw']]
            for index, count in enumerate(taken):
                self.branches[number, index] += count

    @staticmethod
    def share(counter):
        return sum(1 for count in counter.values() if count), len(counter)


def collect(build):
    found = collections.defaultdict(Counts)
    for folder in FOLDERS:
        for data in sorted((build / folder).rglob('*.gcda')):
            for answer in gcov_of(data, build):
                for entry in answer['files']:
                    path = (build / entry['file']).resolve()
                    if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in FOLDERS:
                        found[path.relative_to(ROOT).as_posix()].add(entry)
    return found


def print_table(found):
    def cell(reached, total):
        return f'{reached:6} of {total:5} {100 * reached / total if total else 100:5.1f}%'
    totals = collections.defaultdict(lambda: [0, 0, 0, 0])
    print(f'{"":44} {"lines":22} {"branches":22}')
    for path, counts in sorted(found.items()):
        numbers = [*Counts.share(counts.lines), *Counts.share(counts.branches)]
        print(f'{path:44} {cell(*numbers[:2])} {cell(*numbers[2:])}')
        folder = path.split('/')[0]
        totals[folder] = [one + other for one, other in zip(totals[folder], numbers)]
    for folder, numbers in totals.items():
        print(f'{folder + "/, all of it":44} {cell(*numbers[:2])} {cell(*numbers[2:])}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--jobs', default=str(os.cpu_count()))
    options = parser.parse_args()
    build = options.build.resolve()
    quiet = {'stdout': subprocess.DEVNULL}
    run('cmake', '-S', ROOT, '-B', build, '-G', 'Ninja', *OPTIONS, **quiet)
    run('cmake', '--build', build, '-j', options.jobs, '--target', 'relayout_fast_tests', **quiet)
    for data in build.rglob('*.gcda'):
        data.unlink()
    run('ctest', '--test-dir', build, '-L', 'fast', '-j', options.jobs, '--output-on-failure', **quiet)
    print_table(collect(build))
    return 0


if __name__ == '__main__':
    sys.exit(main())
