"""relayout prove, run: its verdicts, and its counterexamples replayed."""

import json
import pathlib
import re
import shlex
import signal
import subprocess
import time
import unittest

from cli_program import PROGRAM, ProgramTest, run

# Planted faults that are not arithmetic of cuts and assignments, and what they are instead.
NOT_ARITHMETIC = {
    'one-sequence-only': 'moves', 'zigzag-of-pack': 'another layout, sound in itself',
    'zigzag-of-sequence': 'another layout, sound in itself',
    'group-rank-as-world-rank': 'a list',
    'backward-forward-offsets': 'moves', 'backward-unconverted': 'moves', 'last-run-dropped': 'programs',
    'own-rows-forgotten': 'programs', 'fills-forgotten': 'programs', 'sends-by-chunk': 'programs',
    'symmetric-splits': 'programs', 'padded-cu-seqlens': 'views', 'positions-restart': 'views',
    'positions-of-pack': 'views', 'max-seqlen-global': 'views', 'empty-sequences-left-out': 'views',
    'fla-chain-border': 'views', 'fla-conv-clipped': 'views'}


def planted():
    return [fault['name'] for fault in json.loads(run('check', '--fault', 'list', '--json').stdout)['faults']]


def tests_at_ctest():
    """Names of tests, and of the executables that they run."""
    build = pathlib.Path(PROGRAM).resolve().parent.parent
    listed = subprocess.run(['ctest', '--show-only=json-v1'], cwd=build, capture_output=True, text=True, check=True)
    names = set()
    for test in json.loads(listed.stdout)['tests']:
        names.add(test['name'].removesuffix('_NOT_BUILT'))
        names.update(pathlib.Path(word).name for word in test.get('command', [])[:1])
    return names


class ProofTest(ProgramTest):
    def proof(self, *arguments, status=0, timeout=300):
        result = run('prove', *arguments, '--json', timeout=timeout)
        self.assertEqual(result.returncode, status, msg=(arguments, result.stdout, result.stderr))
        document = json.loads(result.stdout)
        self.assertEqual(document['schema'], 'relayout.prove/1')
        return document


class Prove(ProofTest):
    # The part of the whole that every run of the tests can afford, with isl's up to four ranks in proptest_prove: law
    # partition, and all lemmas that its proofs use. Whole, below, is all of it.
    def test_that_layouts_are_bijections_is_proved_for_every_length_and_cp_size(self):
        for least, law, arguments in ((2, 'arithmetic', ()), (240, 'partition', ()),
                                      (26, 'inverse', ('--group', 'scope'))):
            document = self.proof('--law', law, '--prover', 'z3', *arguments)
            self.assertEqual(document['verdict'], 'PROVED')
            self.assertGreaterEqual(len(document['obligations']), least)
            for obligation in document['obligations']:
                self.assertEqual((obligation['law'], obligation['prover'], obligation['verdict']),
                                 (law, 'Z3', 'PROVED'))

    def test_a_part_says_that_it_is_one(self):
        text = self.good('prove', '--law', 'arithmetic')
        self.assertRegex(text, r'part of [\d,]+ obligations: lemmas of the others are used here and proved there\n$')

    def test_provers_that_contradict_each_other_are_an_error_of_its_own(self):
        # Z3 is asked about a planted mistake, and isl about the source as it is.
        arguments = ('prove', '--fault', 'late-chunk-first', '--fault-in', 'z3', '--law', 'inverse', '--layout',
                     'zigzag')
        result = run(*arguments)
        self.assertEqual(result.returncode, 6, msg=(result.stdout, result.stderr))
        self.assertRegex(result.stderr,
                         r'the provers contradict each other: Z3 refutes ".*" where .*, and isl proves ".*"')
        result = run(*arguments, '--json')
        self.assertEqual(result.returncode, 6)
        self.assertEqual(json.loads(result.stdout)['error']['code'], 'provers_disagree')

    def test_a_fault_is_asked_of_the_prover_that_is_told_of_it_or_of_nobody(self):
        for arguments in (('index-32-bit', '--fault-in', 'isl'),
                          ('tp-rank-across', '--fault-in', 'isl', '--group', 'modifier')):
            self.refused(2, ['nothing to prove: ', 'isl of the fault'], 'prove', '--fault', *arguments)
        self.refused(2, ['--fault-in names a prover that --prover leaves out'], 'prove', '--fault', 'late-chunk-first',
                     '--fault-in', 'z3', '--prover', 'isl', '--layout', 'zigzag')

    def test_a_refutation_by_isl_of_what_z3_proves_is_seen_under_any_law(self):
        for law in ('partition', 'inverse'):
            result = run('prove', '--fault', 'cp2-only', '--fault-in', 'isl', '--law', law, '--layout', 'zigzag')
            self.assertEqual(result.returncode, 6, msg=(result.stdout, result.stderr))
            self.assertRegex(result.stderr, r'isl refutes ".*", and Z3 proves what it follows from')

    def test_an_interrupt_ends_isl_in_the_middle_of_an_obligation(self):
        process = subprocess.Popen([PROGRAM, 'prove', '--prover', 'isl', '--law', 'inverse', '--layout', 'striped'],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, msg=errors)
        self.assertRegex(errors, r'interrupted after \d+ of \d+ obligations')
        self.assertLess(time.monotonic() - begun, 10)

    def test_an_interrupt_ends_z3_on_several_threads(self):
        for pause in (1, 1.3, 1.7, 2.2):
            process = subprocess.Popen([PROGRAM, 'prove', '--prover', 'z3', '--threads', '3'], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            time.sleep(pause)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130, msg=(pause, errors))
            self.assertRegex(errors, r'interrupted after \d+ of [\d,]+ obligations')

    def test_each_planted_fault_is_refuted_or_named_as_no_arithmetic(self):
        for name in planted():
            if name in NOT_ARITHMETIC:
                result = run('prove', '--fault', name)
                self.assertEqual(result.returncode, 3, msg=name)
                self.assertIn('--fault', result.stderr)
                continue
            with self.subTest(name):
                self.confirm(self.proof('--fault', name, status=1), name)
        self.assertEqual(set(NOT_ARITHMETIC) - set(planted()), set())

    def test_a_question_without_obligations_is_refused_and_says_what_could_be_asked(self):
        for arguments, expected in (
                (('--law', 'range', '--prover', 'isl'), ('isl has no obligation of --law range',
                                                         '--law can be partition or inverse')),
                (('--law', 'relabelling', '--layout', 'striped', '--prover', 'isl'), ('--law can be', )),
                (('--fault', 'late-chunk-first', '--law', 'range'),
                 ('either prover of the fault late-chunk-first has no', '--law can be')),
                (('--fault', 'index-32-bit', '--prover', 'isl'), ('isl of the fault index-32-bit has no', ))):
            with self.subTest(arguments):
                error = self.refused(2, ('nothing to prove: ', *expected), 'prove', *arguments)
                self.assertEqual(error['code'], 'usage')

    # One of each group that proptest_prove demands a refutation of.
    def test_a_refutation_of_each_group_is_replayed_and_confirmed(self):
        for group, fault in (('scope', 'odd-row-lost'), ('modifier', 'multiple-again'), ('modifier', 'tp-rank-across'),
                             ('modifier', 'order-inverted'), ('modifier', 'cu-seqlens-div-cp'),
                             ('pack', 'cu-seqlens-div-cp'), ('pair', 'late-chunk-first'),
                             ('pair', 'boundary-row-twice'), ('range', 'index-32-bit'), ('one-to-one', 'cp2-only'),
                             ('turned-round', 'late-chunk-first'), ('composition', 'late-chunk-first')):
            with self.subTest(group=group, fault=fault):
                law = ('--law', 'inverse') if (group, fault) == ('pair', 'late-chunk-first') else ()
                self.confirm(self.proof('--fault', fault, '--group', group, *law, status=1), fault)

    def confirm(self, document, fault):
        """The first refutation has values, and a command line that fails as long as the fault is in it."""
        self.assertEqual(document['verdict'], 'REFUTED')
        refuted = [each for each in document['obligations'] if each['verdict'] == 'REFUTED'][0]
        self.assertTrue(refuted['values'], msg=refuted)
        command = shlex.split(refuted['command'])
        self.assertEqual(command[:2], ['relayout', 'check'])
        replayed = run(*command[1:])
        self.assertEqual(replayed.returncode, 1, msg=(refuted, replayed.stdout, replayed.stderr))
        self.assertIn('FAILS', replayed.stdout)
        # It is the mistake that fails, and not the case.
        without = run(*[word for word in command[1:] if word not in ('--fault', fault)])
        self.assertEqual(without.returncode, 0, msg=(command, without.stdout, without.stderr))

    def test_a_deadline_ends_a_proof_with_its_tally(self):
        result = run('prove', '--timeout', '1')
        self.assertEqual(result.returncode, 5)
        self.assertRegex(result.stderr, r'the 1 s of --timeout passed after [\d,]+ of [\d,]+ obligations: \d+ proved')
        self.assertIn('0 refuted', result.stderr)

    def test_the_table_is_asked_alone(self):
        self.refused(2, ['--table proves nothing'], 'prove', '--table', '--law', 'join')

    def test_the_table_counts_the_obligations_that_are_asked(self):
        count = re.search(r'of ([\d,]+) obligations', run('prove', '--timeout', '1').stderr).group(1)
        table = run('prove', '--table').stdout
        self.assertEqual(re.search(r'([\d,]+) obligations', table).group(1).replace(',', ''), count.replace(',', ''))
        self.assertEqual([line.split()[0] for line in table.splitlines() if line[0] != ' '],
                         ['proved', 'exhaustive', 'tested', 'assumed'])
        document = self.json('prove', '--table')
        self.assertEqual(document['schema'], 'relayout.trust/1')
        self.assertEqual(f'{document["obligations"]:,}', count)
        for line in document['lines']:
            self.assertIn(f'{line["standing"]:<12}{line["what"][:40]}', table)
            # What is said to be so is carried by tests that exist; what is assumed by none.
            self.assertEqual(bool(line['tests']), line['standing'] != 'assumed')
            self.assertLessEqual(set(line['tests']), tests_at_ctest())


class Whole(ProofTest):
    """All of it: minutes."""

    def test_every_obligation_is_proved(self):
        count = self.json('prove', '--table')['obligations']
        document = self.proof(timeout=3000)
        self.assertEqual(document['verdict'], 'PROVED')
        self.assertEqual(len(document['obligations']), count)
        self.assertEqual({obligation['prover'] for obligation in document['obligations']}, {'Z3', 'isl'})
        for obligation in document['obligations']:
            self.assertEqual(obligation['verdict'], 'PROVED', msg=obligation)


if __name__ == '__main__':
    unittest.main()
