"""Plants a violation of every rule and expects it found, and its sound twin left alone."""

import pathlib
import tempfile
import unittest

import rules
import tidy

LONG_BODY = '  call();\n' * rules.FUNCTION_LINES


def found(rule, **files):
    """What a rule finds in files given as model__pack_hpp='text': __ is a slash, the last _ a dot."""
    named = {'.'.join(name.replace('__', '/').rsplit('_', 1)): text for name, text in files.items()}
    return [(finding.path, finding.line) for finding in rule(named)]


class Rules(unittest.TestCase):
    def test_long_lines(self):
        self.assertEqual(found(rules.line_length, sim__a_cpp='x' * 120 + '\n' + 'y' * 121), [('sim/a.cpp', 2)])

    def test_long_files(self):
        self.assertEqual(found(rules.file_length, sim__a_cpp='\n' * 301, sim__b_cpp='\n' * 300), [('sim/a.cpp', 301)])

    def test_long_functions(self):
        planted = 'namespace a {\nclass B {\n void g();\n};\nvoid f(int x) {\n' + LONG_BODY + '}\n}\n'
        self.assertEqual(found(rules.function_length, sim__a_cpp=planted), [('sim/a.cpp', 5)])
        self.assertEqual(found(rules.function_length, sim__a_cpp='int table[] = {\n' + '1,\n' * 90 + '};\n'), [])
        self.assertEqual(found(rules.function_length, sim__a_cpp='void f() {\n  g("}");  // }\n}\n' + '\n' * 90), [])

    def test_long_tests(self):
        planted = 'TEST(A, b) {\n' + LONG_BODY + '}\n'
        self.assertEqual(found(rules.function_length, sim__a_cpp=planted), [('sim/a.cpp', 1)])

    def test_missing_pragma_once(self):
        self.assertEqual(found(rules.pragma_once, sim__a_hpp='// Why.\nint x;\n'), [('sim/a.hpp', 1)])
        self.assertEqual(found(rules.pragma_once, sim__a_hpp='// Why.\n#pragma once\n'), [])
        self.assertEqual(found(rules.pragma_once, engine__a_cuh='int x;\n'), [('engine/a.cuh', 1)])

    def test_forbidden_includes(self):
        planted = {
            'model__a_cpp': '#include <fmt/format.h>',
            'model__b_cpp': '#include "relayout/sim/a.hpp"',
            'model__c_cpp': '#include "relayout/model/report/a.hpp"',
            'model__d_cpp': '#include "pack.hpp"',
            'sim__a_cpp': '#include "relayout/engine/a.hpp"',
            'sim__b_cpp': '#include "relayout/cli/a.hpp"',
            'engine__a_cpp': '#include "relayout/sim/a.hpp"',
            'proptest__a_cpp': '#include "relayout/cli/a.hpp"',
            'proptest__fault__a_cpp': '#include "relayout/sim/a.hpp"',
            'proptest__generate__a_cpp': '#include <rapidcheck.h>',
            'model__e_cpp': '#include <gtest/gtest.h>',
        }
        self.assertEqual(len(found(rules.include_table, **planted)), len(planted))
        sound = {
            'model__a_cpp': '#include "relayout/model/pack.hpp"\n#include <vector>',
            'model__report__a_cpp': '#include <fmt/format.h>',
            'sim__a_cpp': '#include <tbb/task_group.h>',
            'sim__a_test_cpp': '#include <gtest/gtest.h>',
            'cli__a_cpp': '#include "relayout/sim/a.hpp"\n#include <CLI/CLI.hpp>',
        }
        self.assertEqual(found(rules.include_table, **sound), [])

    def test_dead_sources(self):
        tree = {'sim/CMakeLists.txt': 'add(a.cpp in/c.cpp)', 'sim/a.cpp': '', 'sim/b.cpp': '', 'sim/in/c.cpp': ''}
        self.assertEqual([finding.path for finding in rules.dead_files(tree)], ['sim/b.cpp'])
        kernels = {'engine/CMakeLists.txt': 'add(a.cu)', 'engine/a.cu': '', 'engine/b.cu': '', 'engine/c.cuh': ''}
        self.assertEqual([finding.path for finding in rules.dead_files(kernels)], ['engine/b.cu', 'engine/c.cuh'])

    def test_dead_headers(self):
        tree = {'sim/a.hpp': '', 'sim/b.hpp': '', 'cli/c.cpp': '#include "relayout/sim/a.hpp"', 'C.cmake': 'cli/c.cpp'}
        self.assertEqual([finding.path for finding in rules.dead_files(tree)], ['sim/b.hpp'])

    def test_forbidden_words(self):
        planted = ['TO' 'DO later', 'FIX' 'ME', 'our last ses' 'sion', '/ro' 'ot/relayout', '/wo' 'rk/main',
                   '../sha' 'red/data', 'DES' 'IGN says', 'pypi.' 'org', '/tm' 'p/build-x']
        for word in planted:
            self.assertEqual(found(rules.forbidden_words, sim__a_cpp=f'\n// {word}\n'), [('sim/a.cpp', 2)], word)
        sound = '// TO' 'DO(#12): say why\n// the workers of obsession, root/cause\n'
        self.assertEqual(found(rules.forbidden_words, sim__a_cpp=sound), [])

    def test_functions_without_a_comment(self):
        planted = ('#pragma once\n\nnamespace a {\n\nvoid f(int x);\n\n'
                   'class B {\n public:\n  void g();\n\n private:\n  void h();\n};\n}\n')
        expected = [('model/a.hpp', 5), ('model/a.hpp', 9)]
        self.assertEqual(found(rules.documented_functions, model__a_hpp=planted), expected)
        sound = planted.replace('void f', '// Why.\nvoid f').replace('  void g', '  // Why.\n  void g')
        self.assertEqual(found(rules.documented_functions, model__a_hpp=sound), [])

    def test_bare_division(self):
        planted = 'int a = b / c;  // a / b\nint d = e % f;\n#include "a/b"\n'
        self.assertEqual([finding.line for finding in rules.named_division({'model/split.hpp': planted})], [1, 2])

    def test_formatting(self):
        if not tidy.clang_format():
            self.skipTest(f'needs clang-format {tidy.CLANG_FORMAT_VERSION}')
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            root.joinpath('a.cpp').write_text('int  x ;\n', encoding='utf-8')
            root.joinpath('b.cpp').write_text('int x;\n', encoding='utf-8')
            root.joinpath('c.cuh').write_text('int  x ;\n', encoding='utf-8')
            names = ['a.cpp', 'b.cpp', 'c.cuh']
            self.assertEqual([finding.path for finding in tidy.formatting(root, names)], ['a.cpp', 'c.cuh'])

    def test_no_rule_is_without_a_test(self):
        source = pathlib.Path(__file__).read_text(encoding='utf-8')
        for rule in rules.RULES:
            self.assertIn(f'rules.{rule.__name__}', source)


if __name__ == '__main__':
    unittest.main()
