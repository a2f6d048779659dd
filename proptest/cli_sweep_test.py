"""relayout sweep: rows worked out by hand, and numbers that relayout cost gives too."""

import csv
import io
import signal
import subprocess
import tempfile
import time
import unittest

from cli_program import PROGRAM, ProgramTest, run

BATCHES = '{"name":"a","lengths":[8]}\n{"name":"b","lengths":[4,4],"cp":[1,2]}\n'


class Sweep(ProgramTest):
    PAIRS = ["--pair", "zigzag -> contiguous", "--pair", "zigzag->sequential"]

    def test_rows_are_cp_sizes_times_pairs(self):
        rows = self.json_lines("sweep", "--lengths", "16,48", "--cp", "2,4", *self.PAIRS)
        self.assertEqual({row["schema"] for row in rows}, {"relayout.sweep/1"})
        self.assertEqual([(row["cp"], row["target"]) for row in rows],
                         [(2, "contiguous:cp=2"), (4, "contiguous:cp=4"), (2, "sequential:cp=2"),
                          (4, "sequential:cp=4")])
        for row in rows:
            cost = self.json("cost", "--lengths", "16,48", "--source", row["source"], "--target", row["target"])
            self.assertEqual((row["rows_sent"], row["messages"]),
                             (cost["traffic"]["rows_sent"], cost["traffic"]["messages"]))
            self.assertEqual(row["rows_sent_target_renamed"], cost["renamed"]["target"]["rows_sent"])
            self.assertEqual((row["bound_ns"], row["window_estimate_ns"]),
                             (cost["estimate"]["bound_ns"], cost["estimate"]["window_ns"]))

    def test_balance_and_padding_are_worked_out_by_hand(self):
        # 8 tokens in order: 1+2+3+4 = 10 and 5+6+7+8 = 26 of 36; padded to 12, zigzag holds 5 and 5 of the 10 tokens.
        row = self.json("sweep", "--lengths", "8", "--cp", "2", "--pair", "zigzag -> contiguous")
        self.assertEqual((row["source_work_imbalance"], row["target_work_imbalance"]), (1.0, 1.444))
        self.assertEqual((row["source_token_imbalance"], row["target_token_imbalance"]), (1.0, 1.0))
        row = self.json("sweep", "--lengths", "10", "--cp", "2", "--pair",
                        "zigzag:remainder=pad -> contiguous:remainder=balanced")
        self.assertEqual((row["source_padding_rows"], row["target_padding_rows"]), (2, 0))
        self.assertEqual((row["max_rank"], row["bytes_max_rank"]), (0, 2 * 4096))  # 0: 0..2 9, keeps 0..2; 1 sends 3 4
        self.assertEqual(row["source_token_imbalance"], 1.2)  # chunks 3 3 3 1: rank 0 has 4, rank 1 has 6

    def test_packs_are_summed_or_shown_one_by_one(self):
        whole = self.json_lines("sweep", "--batches", "-", "--cp", "2", *self.PAIRS, text=BATCHES)
        each = self.json_lines("sweep", "--batches", "-", "--cp", "2", "--each-pack", *self.PAIRS, text=BATCHES)
        self.assertEqual([row["pack_count"] for row in whole], [2, 2])
        self.assertEqual([row["name"] for row in each], ["a", "b", "a", "b"])
        self.assertEqual(whole[0]["rows_sent"], each[0]["rows_sent"] + each[1]["rows_sent"])
        self.assertEqual(whole[0]["bytes_max_rank"], max(each[0]["bytes_max_rank"], each[1]["bytes_max_rank"]))
        own = self.json_lines("sweep", "--batches", "-", "--pair", "fla -> zigzag",
                              text=BATCHES.replace("[8]", '[8],"cp":[2]'))
        self.assertEqual([(row["cp"], row["pack_count"]) for row in own], [(2, 2), (1, 1)])

    def test_csv_is_json_in_columns(self):
        arguments = ["sweep", "--lengths", "16", "--cp", "2,4", "--pair",
                     "zigzag:remainder=pad,multiple=16 -> contiguous"]
        table = list(csv.DictReader(io.StringIO(self.good(*arguments, "--csv"))))
        rows = self.json_lines(*arguments)
        self.assertEqual(len(table), 2)
        for line, row in zip(table, rows):
            self.assertEqual([line["name"]], [""])
            for key in row.keys() - {"schema"}:
                self.assertEqual(line[key], str(row[key]), key)
            self.assertEqual(set(line), (row.keys() - {"schema"}) | {"name", "error"})

    def test_the_table_says_what_its_columns_are(self):
        text = self.good("sweep", "--lengths", "16", "--cp", "2,4", *self.PAIRS)
        balance, move = text.split("\n\n")[:2]
        self.assertEqual((len(balance.splitlines()), len(move.splitlines())), (2 + 4, 2 + 4))
        self.assertLess(max(map(len, text.splitlines())), 120)
        for part in ["busiest rank / mean", "estimates", "h200-nvlink", "renamed", "most bytes"]:
            self.assertIn(part, text)

    def test_wrong_values_are_refused(self):
        for pair in ["zigzag", "zigzag -> ", "a -> b -> c", "zigzag > fla", "zigzig -> fla"]:
            self.refused(3, ["--pair"], "sweep", "--lengths", "8", "--cp", "2", "--pair", pair)
        self.refused(2, ["--pair"], "sweep", "--lengths", "8", "--cp", "2")
        self.refused(3, ["--cp names 2 twice"], "sweep", "--lengths", "8", "--cp", "2,4,2", *self.PAIRS)
        self.refused(2, ["no CP size"], "sweep", "--lengths", "8", "--pair", "zigzag -> fla")
        result = run("sweep", "--lengths", "8", "--cp", "2", *self.PAIRS, "--csv", "--json")
        self.assertEqual(result.returncode, 2)
        self.assertIn("one of --csv and --json", result.stdout)

    def test_a_pack_that_does_not_fit_is_named_behind_the_rows_before_it(self):
        text = '{"name":"good","lengths":[8]}\n{"name":"odd","lengths":[7]}\n'
        result = run("sweep", "--batches", "-", "--cp", "2", "--each-pack", "--pair", "zigzag -> fla", text=text)
        self.assertEqual(result.returncode, 3)
        self.assertIn("batch odd", result.stderr)
        self.assertIn("good", result.stdout)

    def test_a_move_that_is_refused_has_a_row_and_others_are_asked_all_the_same(self):
        packs = '{"name":"a","lengths":[8]}\n{"name":"odd","lengths":[7]}\n'
        sweep = ["sweep", "--batches", "-", "--cp", "1,2", "--pair", "contiguous -> sequential", "--pair",
                 "zigzag:remainder=pad -> zigzag:remainder=balanced"]
        rows = self.json_lines(*sweep, text=packs, status=3)
        error = rows.pop()
        self.assertEqual(error["schema"], "relayout.error/1")
        self.assertEqual((error["error"]["code"], error["error"]["message"][:24]),
                         ("not_divisible", "1 of 4 rows is refused: "))
        self.assertEqual(["error" in row for row in rows], [False, True, False, False])
        self.assertEqual(set(rows[1]), {"schema", "source", "target", "cp", "error"})
        self.assertIn("batch odd: --pair contiguous:cp=2: the pack has 7 tokens", rows[1]["error"]["message"])
        self.assertEqual([row.get("pack_count") for row in rows], [2, None, 2, 2])
        text = run(*sweep, text=packs)
        self.assertEqual(text.returncode, 3)
        self.assertIn("no move contiguous -> sequential: batch odd", text.stdout)
        lines = list(csv.DictReader(io.StringIO(run(*sweep, "--csv", text=packs).stdout)))
        self.assertEqual([(line["pack_count"], line["error"] != "") for line in lines],
                         [("2", False), ("", True), ("2", False), ("2", False)])

    def test_an_interrupt_keeps_what_is_known(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            lengths = ",".join(["96"] * 4096)
            file.write("".join(f'{{"name":"{i}","lengths":[{lengths}]}}\n' for i in range(300)))
            file.flush()
            process = subprocess.Popen([PROGRAM, "sweep", "--batches", file.name, "--cp", "16", "--each-pack", "--csv",
                                        "--pair", "zigzag:remainder=balanced -> contiguous"],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertTrue(process.stdout.readline().startswith("name,"))
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertRegex(errors, r"after \d+ of 300 moves")


if __name__ == "__main__":
    unittest.main()
