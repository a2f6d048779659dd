"""check_docs finds a command that fails, an output that is no longer so, and an empty block."""

import pathlib
import unittest

import check_docs

FOLDER = pathlib.Path(__file__).resolve().parent


def fault_lines(*lines):
    text = '\n'.join(['# Title', '```console', *lines, '```', ''])
    return [line for line, _ in check_docs.faults_of(text, FOLDER)]


class CheckDocs(unittest.TestCase):
    def test_a_true_page_has_no_fault(self):
        self.assertEqual(fault_lines('$ echo one; echo two', 'one', 'two', '$ true'), [])
        self.assertEqual(fault_lines('$ seq 9', '1', '...', '9'), [])
        self.assertEqual(fault_lines('$ echo took 3 s', 'took ... s'), [])
        self.assertEqual(fault_lines('$ (exit 3)', '$ echo $?', '3'), [])

    def test_errors_are_output_and_progress_is_not(self):
        self.assertEqual(fault_lines('$ echo lost >&2; (exit 3)', 'lost', '$ echo $?', '3'), [])
        self.assertEqual(fault_lines('$ echo half way >&2; echo done', 'done'), [])

    def test_other_output_is_a_fault(self):
        self.assertEqual(fault_lines('$ echo one', 'two'), [3])
        self.assertEqual(fault_lines('$ echo one', 'one', '$ echo one', 'one', 'two'), [5])
        self.assertEqual(fault_lines('$ seq 9', '1', '...', '8'), [3])

    def test_output_that_is_not_shown_is_a_fault(self):
        self.assertEqual(fault_lines('$ echo one'), [3])

    def test_a_failing_command_is_a_fault(self):
        self.assertEqual(fault_lines('$ false'), [3])
        self.assertEqual(fault_lines('$ (exit 3)', '$ echo $?', '0'), [4])

    def test_a_block_without_a_command_is_a_fault(self):
        self.assertEqual(fault_lines('one'), [3])

    def test_writing_renews_what_is_shown(self):
        text = '```console\n$ echo one\ntwo\n$ seq 9\n1\n...\n```\n'
        self.assertEqual(check_docs.renewed(text, FOLDER), text.replace('two', 'one'))


if __name__ == '__main__':
    unittest.main()
