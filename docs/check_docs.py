"""Runs what README and docs show: check_docs.py <folder of the program> FILE.md ..., --write to renew the output.

A fenced block marked `console` is one shell, in a folder of its own that links to what is in the repository. Lines
that begin with `$ ` are run; what stands below one, up to the next, is its whole output; a line `...` stands for any
lines, `...` within one for any text, as times are. A command must succeed, unless `$ echo $?` follows and shows its
status. Standard error counts as output where a command stops with an error (a status past 1); else it is progress,
and nobody's to show.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

BLOCK = re.compile(r'^```console\n(.*?)^```$', re.M | re.S)
ROOT = pathlib.Path(__file__).resolve().parent.parent
MARK = '\x1e'


class Step(NamedTuple):
    command: str
    shown: str


def steps_of(block):
    parts = re.split(r'^\$ (.*)\n', block, flags=re.M)
    return [Step(command, shown) for command, shown in zip(parts[1::2], parts[2::2])]


def run(steps, program_folder):
    """Yields the output and the exit status of each step, all run in one shell."""
    with tempfile.NamedTemporaryFile() as errors, tempfile.TemporaryDirectory() as folder:
        for entry in ROOT.iterdir():
            os.symlink(entry, os.path.join(folder, entry.name))
        script = 'again() { return "$1"; }\nstatus=0\n'
        for step in steps:
            script += (f'{{ again $status\n{step.command}\n}} 2>{errors.name}; status=$?\n'
                       f'[ $status -le 1 ] || cat {errors.name}\n'
                       f'printf "%s%s%s" "{MARK}" "$status" "{MARK}"\n')
        environment = {**os.environ, 'PATH': f'{program_folder}:{os.environ["PATH"]}', 'NO_COLOR': '1'}
        answer = subprocess.run(['bash', '-c', script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, text=True, check=False).stdout
    parts = answer.split(MARK)
    return list(zip(parts[0::2], [int(status) for status in parts[1::2]]))


def as_shown(shown, output):
    pattern = ''.join('(?:.*\n)*' if line == '...\n' else '.*'.join(re.escape(part) for part in line.split('...'))
                      for line in shown.splitlines(True))
    return re.fullmatch(pattern, output) is not None


def faults_of(text, program_folder):
    """Yields (line, message) for each step that does not do what the text shows."""
    for block in BLOCK.finditer(text):
        steps = steps_of(block.group(1))
        line = text.count('\n', 0, block.start()) + 2
        if not steps:
            yield line, 'a console block without a command'
        for index, (step, (output, status)) in enumerate(zip(steps, run(steps, program_folder))):
            status_shown = index + 1 < len(steps) and steps[index + 1].command == 'echo $?'
            if status != 0 and not status_shown:
                yield line, f'{step.command}\nfailed with status {status}:\n{output}'
            elif not as_shown(step.shown, output):
                yield line, f'{step.command}\nprints\n{output}and not what is shown:\n{step.shown}'
            line += 1 + step.shown.count('\n')


def renewed(text, program_folder):
    def renew(block):
        steps = steps_of(block.group(1))
        pieces = []
        for step, (output, _) in zip(steps, run(steps, program_folder)):
            pieces.append(f'$ {step.command}\n{step.shown if as_shown(step.shown, output) else output}')
        return '```console\n' + ''.join(pieces) + '```'
    return BLOCK.sub(renew, text)


def main(arguments):
    write = '--write' in arguments
    program_folder, *files = [argument for argument in arguments if argument != '--write']
    program_folder = pathlib.Path(program_folder).resolve()
    fault_count = step_count = 0
    for name in files:
        path = pathlib.Path(name)
        text = path.read_text(encoding='utf-8')
        if write:
            path.write_text(renewed(text, program_folder), encoding='utf-8')
            continue
        step_count += sum(len(steps_of(block)) for block in BLOCK.findall(text))
        for line, message in faults_of(text, program_folder):
            fault_count += 1
            print(f'{name}:{line}: {message}')
    print(f'docs: {len(files)} files, {step_count} commands, {fault_count} not as shown')
    return 1 if fault_count else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
