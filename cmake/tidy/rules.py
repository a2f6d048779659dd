"""The rules of the tree. Each is a function from files to findings; test_rules.py plants a violation of every one."""

import re
from typing import NamedTuple

from cpp_text import code_only, declarations, is_function

COLUMNS = 120
FILE_LINES = 300
FUNCTION_LINES = 60

STANDARD = 'std'
# Who may include whom: area -> (areas of the tree, packages). An area is the longest of these that a path begins with.
INCLUDE_TABLE = {
    'model': (['model'], [STANDARD]),
    'model/report': (['model', 'model/report'], [STANDARD, 'fmt', 'nlohmann']),
    'sim': (['model', 'sim'], [STANDARD, 'tbb']),
    'engine': (['model', 'engine'], [STANDARD, 'posix', 'cuda', 'nccl']),
    'proptest/generate': (['model', 'proptest/generate'], [STANDARD]),
    'proptest/fault': (['model', 'proptest/fault'], [STANDARD]),
    'proptest': (['model', 'model/report', 'sim', 'engine', 'proptest', 'proptest/generate', 'proptest/fault',
                  'proptest/prove'],
                 [STANDARD, 'gtest', 'rapidcheck', 'nlohmann']),
    'proptest/prove': (['model', 'proptest/prove'], [STANDARD, 'isl', 'z3']),
    'bench': (['model', 'model/report', 'sim', 'engine', 'proptest', 'proptest/generate', 'proptest/fault', 'bench'],
              [STANDARD, 'benchmark']),
    'bench/gpu': (['model', 'engine', 'proptest/generate', 'bench', 'bench/gpu'],
                  [STANDARD, 'posix', 'cublas', 'cuda', 'nccl', 'nlohmann']),
    'cli': (['model', 'model/report', 'sim', 'engine', 'proptest', 'proptest/generate', 'proptest/fault',
             'proptest/prove', 'bench/gpu', 'cli'],
            [STANDARD, 'posix', 'CLI', 'cuda', 'fmt', 'nlohmann', 'tbb']),
}
PACKAGES = ['CLI', 'benchmark', 'cublas', 'cuda', 'fmt', 'gtest', 'isl', 'nccl', 'nlohmann', 'rapidcheck', 'tbb', 'z3']
# What a test file may include beside what its folder may.
TEST_PACKAGES = ['gtest', 'posix', 'rapidcheck']

# Written in two halves where the word itself would be found here.
FORBIDDEN = [
    (r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b(?!\(#\d+\))', 'unfinished work; finish it, or name an issue: (#12)'),
    (r'(?i)\bses' r'sions?\b', 'a word of a workplace, not of relayout'),
    (r'(?<![\w./-])/(wor' r'k|far' r'm|roo' r't|hom' r'e)/\w', 'a path of one machine'),
    (r'/tm' r'p/(build|clone|cc)', 'a path of one machine'),
    (r'\b(DES' r'IGN|FIE' r'LD|STY' r'LE)\b', 'a document outside the repository'),
    (r'\.\./sha' r'red', 'a folder outside the repository'),
    (r'(?i)\b(pypi\.' r'org|deb\.deb' r'ian\.org|npm' r'js\.org|crates\.' r'io|proxy\.gol' r'ang\.org)', 'a host'),
]


class Finding(NamedTuple):
    path: str
    line: int
    message: str


def _is_cpp(path):
    return path.endswith(('.cpp', '.hpp', '.cu', '.cuh'))


def _is_code(path):
    return _is_cpp(path) or path.endswith(('.py', '.cmake', 'CMakeLists.txt')) or path in ('run', '.ci/run')


def _line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def line_length(files):
    for path, text in files.items():
        if _is_code(path):
            for number, line in enumerate(text.splitlines(), 1):
                if len(line) > COLUMNS:
                    yield Finding(path, number, f'{len(line)} columns; {COLUMNS} is the limit')


def file_length(files):
    for path, text in files.items():
        count = text.count('\n')
        if _is_code(path) and count > FILE_LINES:
            yield Finding(path, count, f'{count} lines; {FILE_LINES} is the limit')


def function_length(files):
    for path, text in files.items():
        for head, begin, end in declarations(text) if _is_cpp(path) else ():
            count = text.count('\n', begin, end) + 1
            if is_function(head) and count > FUNCTION_LINES:
                line = _line_of(text, begin)
                yield Finding(path, line, f'a function of {count} lines; {FUNCTION_LINES} is the limit')


def pragma_once(files):
    for path, text in files.items():
        if path.endswith(('.hpp', '.cuh')) and not code_only(text).lstrip().startswith('#pragma once'):
            yield Finding(path, 1, '#pragma once is missing, or something stands before it')


def _area(path):
    fitting = [area for area in INCLUDE_TABLE if path.startswith(area + '/')]
    return max(fitting, key=len) if fitting else None


def _package(header):
    """`vector` is of the standard library, `unistd.h` of posix, `fmt/format.h` of fmt, `cuda_runtime_api.h` of cuda."""
    name = header.removeprefix('oneapi/').split('/')[0].removesuffix('.h').removesuffix('++').split('_')[0]
    if name in PACKAGES:
        return name
    return 'posix' if header.endswith('.h') else STANDARD


def include_table(files):
    for path, text in files.items():
        area = _area(path)
        if not _is_cpp(path) or not area:
            continue
        areas, packages = INCLUDE_TABLE[area]
        packages = packages + (TEST_PACKAGES if path.endswith('_test.cpp') else [])
        for found in re.finditer(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', text, re.M):
            quote, header = found.groups()
            line = _line_of(text, found.start(1))
            if quote == '<' and _package(header) not in packages:
                yield Finding(path, line, f'{area} may not include <{header}>; it may: {", ".join(packages)}')
            if quote == '"' and not header.startswith('relayout/'):
                yield Finding(path, line, f'"{header}" does not start at relayout/')
            elif quote == '"' and _area(header.removeprefix('relayout/')) not in areas:
                yield Finding(path, line, f'{area} may not include "{header}"; it may: {", ".join(areas)}')


def dead_files(files):
    listed = {path: text for path, text in files.items() if path.endswith(('CMakeLists.txt', '.cmake'))}
    included = set(re.findall(r'#\s*include\s*"relayout/([^"]+)"', '\n'.join(files.values())))
    for path in files:
        if path.endswith(('.hpp', '.cuh')) and path not in included:
            yield Finding(path, 1, 'a header that nobody includes')
        if path.endswith(('.cpp', '.cu')) and not any(_lists(folder, text, path) for folder, text in listed.items()):
            yield Finding(path, 1, 'a source that no CMakeLists.txt lists')


def _lists(cmake_path, cmake_text, source):
    folder = cmake_path.rpartition('/')[0]
    name = source.removeprefix(folder + '/') if folder else source
    return source.startswith(folder) and re.search(rf'(?<![\w/.-]){re.escape(name)}(?![\w.-])', cmake_text) is not None


def forbidden_words(files):
    for path, text in files.items():
        if path == 'LICENSE':
            continue
        for pattern, reason in FORBIDDEN:
            for found in re.finditer(pattern, text):
                yield Finding(path, _line_of(text, found.start()), f'"{found.group()}": {reason}')


def documented_functions(files):
    """A comment stands above each function, or above the paragraph of declarations it is in.

    A body of a line or two in the header says itself what it does; so do to_string and constructors.
    """
    for path, text in files.items():
        if not path.endswith('.hpp') or _area(path) not in ('model', 'sim'):
            continue
        for head, begin, end in declarations(text):
            accessor = '{' in text[begin:end] and text.count('\n', begin, end) < 4
            name = re.search(r'([\w~]+)\s*\(', head)
            if not is_function(head) or accessor or not name or re.match(r'to_string$|~?[A-Z]', name.group(1)):
                continue
            paragraph = text[:begin].rpartition('\n\n')[2]
            if not re.search(r'^\s*//', paragraph, re.M):
                yield Finding(path, _line_of(text, begin), f'{name.group(1)} has no comment above it')


def named_division(files):
    for path, text in files.items():
        if path != 'model/split.hpp':
            continue
        for number, line in enumerate(code_only(text).splitlines(), 1):
            if re.search(r'[/%]', line) and not line.lstrip().startswith('#'):
                yield Finding(path, number, 'a bare / or %; use the named functions of integer.hpp')


RULES = [line_length, file_length, function_length, pragma_once, include_table, dead_files, forbidden_words,
         documented_functions, named_division]
