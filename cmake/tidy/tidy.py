"""Holds the tree to its rules: tidy.py <repository>. Prints what is found as path:line: and exits 1, else exits 0."""

import pathlib
import re
import shutil
import subprocess
import sys

from rules import RULES, Finding

SKIPPED_FOLDERS = {'build', '.git', '.cache', '__pycache__'}
TEXT = ('.cpp', '.hpp', '.cu', '.cuh', '.py', '.cmake', '.txt', '.md', '.json', '.jsonl', '.clang-format',
        '.clang-tidy')
# Other versions of clang-format break lines in other places; this is the one the tree was written with.
CLANG_FORMAT_VERSION = '14'


def read_tree(root):
    files = {}
    for path in sorted(root.rglob('*')):
        name = path.relative_to(root)
        if path.is_file() and not SKIPPED_FOLDERS.intersection(name.parts):
            if name.name.endswith(TEXT) or name.name in ('run', 'LICENSE'):
                files[name.as_posix()] = path.read_text(encoding='utf-8')
    return files


def clang_format():
    for program in (f'clang-format-{CLANG_FORMAT_VERSION}', 'clang-format'):
        if shutil.which(program):
            version = subprocess.run([program, '--version'], capture_output=True, text=True, check=True).stdout
            if re.search(rf'version {CLANG_FORMAT_VERSION}\.', version):
                return program
    return None


def formatting(root, files):
    program = clang_format()
    if not program:
        print(f'tidy: formatting not checked (needs clang-format {CLANG_FORMAT_VERSION})')
        return
    sources = [name for name in files if name.endswith(('.cpp', '.hpp', '.cu', '.cuh'))]
    answer = subprocess.run([program, '--dry-run', '--Werror', *sources], cwd=root, capture_output=True, text=True,
                            check=False)
    first_lines = {path: int(line) for path, line in re.findall(r'^(\S+?):(\d+):\d+: error', answer.stderr, re.M)[::-1]}
    for path, line in sorted(first_lines.items()):
        yield Finding(path, line, f'not as {program} writes it; run {program} -i {path}')


def main(root):
    files = read_tree(root)
    findings = [(rule.__name__, finding) for rule in RULES for finding in rule(files)]
    findings += [('formatting', finding) for finding in formatting(root, files)]
    for name, finding in findings:
        print(f'{finding.path}:{finding.line}: {name}: {finding.message}')
    print(f'tidy: {len(files)} files, {len(RULES) + 1} rules, {len(findings)} findings')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
