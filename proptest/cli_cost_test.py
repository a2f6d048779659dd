"""relayout cost: numbers worked out by hand, and numbers that other commands give too."""

import signal
import subprocess
import time
import unittest

from cli_program import MOVE, PROGRAM, ProgramTest, run

BATCHES = '{"name":"a","lengths":[8]}\n{"name":"b","lengths":[4,4],"cp":[1,2]}\n'
FOUR = ["--source", "zigzag", "--target", "contiguous", "--cp", "4"]


def both(**rows):
    """Numbers of rows, and of their bytes where a row has ten."""
    return {f"rows_{what}": count for what, count in rows.items()} | {
        f"bytes_{what}": 10 * count for what, count in rows.items()}


class Cost(ProgramTest):
    def test_sixteen_tokens_are_counted_by_hand(self):
        # source  0: 0 1 14 15   1: 2 3 12 13   2: 4 5 10 11   3: 6 7 8 9      target  0: 0..3   1: 4..7  ..
        cost = self.json("cost", "--lengths", "16", *FOUR, "--row-bytes", "10", "--ranks-per-domain", "2")
        self.assertEqual((cost["schema"], cost["source"], cost["target"]),
                         ("relayout.cost/1", "zigzag:cp=4", "contiguous:cp=4"))
        self.assertEqual(cost["traffic"], {"rows_total": 16, "rows_kept": 4, "rows_sent": 12, "rows_sent_max_rank": 4,
                                           "rows_received_max_rank": 4, "messages": 6})
        self.assertEqual((cost["bytes_total"], cost["bytes_kept"], cost["bytes_sent"], cost["bytes_sent_max_rank"],
                          cost["least_rows_sent"]), (160, 40, 120, 40, 12))
        self.assertEqual(cost["ranks"][3], {
            "world_rank": 3, "domain": 1, "messages_sent": 2, "messages_received": 2,
            **both(kept=0, sent=4, sent_inter=2, received=4, received_inter=4)})
        self.assertEqual(cost["domains"][1], {"domain": 1, "rank_count": 2,
                                              **both(kept=2, intra=2, sent_inter=4, received_inter=4)})
        self.assertEqual(sum(pair["rows"] for pair in cost["pairs"]), 16)
        self.assertEqual(cost["pairs"][0], {"source_rank": 0, "target_rank": 0, "rows": 2, "bytes": 20})

    def test_the_names_it_finds_can_be_pasted_in(self):
        for arguments in [["--lengths", "16,32", *FOUR], ["--lengths", "5,7,13", "--cp", "3", "--source",
                          "zigzag:remainder=balanced,tp=2", "--target", "sequential:remainder=balanced,tp=2"],
                          ["--lengths", "24", "--source", "zigzag:cp=6", "--target", "contiguous:cp=3,world=4-1-2"]]:
            found = self.json("cost", *arguments)
            for side in ["source", "target"]:
                renamed = found["renamed"][side]
                layouts = {"source": found["source"], "target": found["target"], side: renamed["layout"]}
                again = self.json("cost", *arguments[:2], "--source", layouts["source"], "--target", layouts["target"])
                self.assertEqual(again["traffic"]["rows_kept"], renamed["rows_kept"])
                self.assertEqual(again["traffic"]["rows_sent"], renamed["rows_sent"])
                self.assertEqual(found["traffic"]["rows_sent"] - renamed["rows_sent"], renamed["rows_saved"])
                self.assertEqual(again["estimate"], found[f"{side}_renamed_estimate"])
                if "order=" in renamed["layout"]:
                    self.assertIn(f'order={renamed["order"]}', renamed["layout"])

    def test_zigzag_to_sequential_sends_half(self):
        cost = self.json("cost", "--lengths", "16,48", "--source", "zigzag", "--target", "sequential", "--cp", "8")
        self.assertEqual(cost["traffic"]["rows_sent"], 56)
        self.assertEqual(cost["renamed"]["target"]["rows_sent"], 32)

    def test_text_says_what_json_says(self):
        text = self.good("cost", "--lengths", "16", *FOUR, "--row-bytes", "10", "--ranks-per-domain", "2")
        for part in ["12 (75.0%) change rank in 6 messages", "120 bytes sent in all", "route between these two",
                     "order=", "estimates, not measurements", "lower bound", "all-gather", "source renamed",
                     "h200-nvlink with --ranks-per-domain", "in a domain of 2 ", "rows from rank (down)",
                     "moves inside"]:
            self.assertIn(part, text)
        text = self.good("cost", "--lengths", "16", *FOUR, "--row-bytes", "10", "--ranks-per-domain", "2", "--bytes")
        self.assertEqual(text.split("bytes:\n")[1].split("\n")[4].split(), "3 1 0 40 20 20 40 0 40".split())
        self.assertIn("bytes from rank (down)", text)
        self.assertIn("no other names", self.good("cost", "--lengths", "16", "--source", "zigzag", "--target",
                                                  "zigzag", "--cp", "2"))

    def test_flags_change_the_machine(self):
        slow = ["--intra-gb-per-s", "0.5", "--inter-gb-per-s", "0.25", "--copy-gb-per-s", "1000",
                "--intra-latency-ns", "7", "--inter-latency-ns", "9", "--call-ns", "10", "--message-ns", "11"]
        cost = self.json("cost", "--lengths", "8", *MOVE, *slow, "--row-bytes", "1000")
        machine = cost["machine"]
        self.assertEqual((machine["profile"], machine["changed"]), ("h200-nvlink", slow[::2]))
        self.assertEqual([machine[key] for key in ["intra_bytes_per_us", "inter_bytes_per_us", "copy_bytes_per_us",
                                                   "intra_latency_ns", "inter_latency_ns", "call_ns", "message_ns"]],
                         [500, 250, 1000000, 7, 9, 10, 11])
        self.assertEqual({key for key, origin in machine["from"].items() if origin == "given"},
                         {"intra_bytes_per_us", "inter_bytes_per_us", "copy_bytes_per_us", "intra_latency_ns",
                          "inter_latency_ns", "call_ns", "message_ns"})
        self.assertEqual(set(machine["from"]) - set(machine), set())
        text = self.good("cost", "--lengths", "8", *MOVE, "--inter-gb-per-s", "25")
        self.assertIn("25 GB/s each way, given", text)
        self.assertIn("80.0 us a call, fitted: from PyTorch", text)
        self.assertEqual(cost["estimate"]["bound_ns"], 4000)  # 2 rows of 1,000 bytes at 0.5 GB/s
        far = self.json("cost", "--lengths", "8", *MOVE, *slow, "--row-bytes", "1000", "--ranks-per-domain", "1")
        self.assertEqual(far["estimate"]["bound_ns"], 8000)
        self.assertEqual(self.json("cost", "--lengths", "8", *MOVE, "--profile", "h100-nvlink")["machine"]["profile"],
                         "h100-nvlink")

    def test_many_packs_end_in_a_summary(self):
        lines = self.json_lines("cost", "--batches", "-", "--source", "zigzag", "--target", "contiguous",
                                text='{"name":"a","lengths":[8],"cp":[2]}\n{"name":"b","lengths":[4,4],"cp":[2]}\n')
        self.assertEqual([line["schema"] for line in lines],
                         ["relayout.cost/1", "relayout.cost/1", "relayout.cost_summary/1"])
        first, second, summary = lines
        self.assertEqual((first["name"], second["name"], summary["pack_count"]), ("a", "b", 2))
        self.assertEqual(summary["rows_sent"], first["traffic"]["rows_sent"] + second["traffic"]["rows_sent"])
        self.assertEqual((sum(summary["sent_histogram"]), sum(summary["sent_target_renamed_histogram"])), (2, 2))
        self.assertGreaterEqual(summary["rows_sent_one_renaming"], summary["rows_sent_target_renamed"])
        for key, value in summary["estimate"].items():
            self.assertEqual(value, first["estimate"][key] + second["estimate"][key])
        one = [line["traffic"]["rows_sent"] for line in self.json_lines(
            "cost", "--batches", "-", "--source", "zigzag:cp=2", "--target", summary["one_renaming"],
            text='{"name":"a","lengths":[8]}\n{"name":"b","lengths":[4,4]}\n')[:2]]
        self.assertEqual(sum(one), summary["rows_sent_one_renaming"])

    def test_names_that_keep_more_rows_and_cost_more_time_are_called_so(self):
        move = ["cost", "--lengths", "29473,1577", "--source", "flat-zigzag:remainder=balanced", "--target",
                "zigzag:remainder=balanced", "--cp", "16"]
        across = self.json(*move, "--ranks-per-domain", "4")
        self.assertGreater(across["renamed"]["target"]["rows_saved"], 0)
        self.assertGreater(across["target_renamed_estimate"]["window_ns"], across["estimate"]["window_ns"])
        warning = "estimated to take longer"
        self.assertIn(warning, self.good(*move, "--ranks-per-domain", "4"))
        self.assertNotIn(warning, self.good("cost", "--lengths", "48", "--source", "zigzag", "--target", "sequential",
                                            "--cp", "8"))

    def test_a_deadline_and_an_interrupt_end_one_pack(self):
        # Names for 2,048 ranks that exchange rows with nearly all others: seconds.
        lengths = ",".join(str(1 + 37 * i % 4000) for i in range(4000))
        move = ["cost", "--lengths", lengths, "--cp", "2048", "--source", "zigzag:remainder=balanced", "--target",
                "contiguous:remainder=balanced"]
        self.refused(5, ["the 1 s of --timeout passed after 0 of 1 packs"], *move, "--timeout", "1")
        process = subprocess.Popen([PROGRAM, *move], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        self.assertEqual((process.returncode, output), (130, ""))
        self.assertIn("interrupted after 0 of 1 packs", errors)

    def test_more_bytes_than_times_are_reckoned_for_are_refused_over_many_packs_too(self):
        packs = "".join(f'{{"name":"{i}","lengths":[{2**38}]}}\n' for i in range(3))
        move = ["--source", "contiguous:cp=1", "--target", "contiguous:cp=1,world=1", "--row-bytes", "8192",
                "--headwise-multiplier", "1"]
        result = run("cost", "--batches", "-", *move, text=packs)
        self.assertEqual(result.returncode, 3)
        for part in ["batch 2", f"{2**38} tokens after {2**39} of others", "up to " + str(2**39)]:
            self.assertIn(part, result.stderr)
        slowest = self.json("cost", "--lengths", str(2**38), "--source", "contiguous:cp=1", "--target",
                            "contiguous:cp=4", "--intra-gb-per-s", "0.01", "--copy-gb-per-s", "0.01")["estimate"]
        self.assertGreater(slowest["headwise_ns"], slowest["bound_ns"])

    def test_what_is_summed_up_so_far_is_said_where_a_pack_does_not_fit(self):
        result = run("cost", "--batches", "-", "--source", "zigzag:cp=2", "--target", "contiguous:cp=2",
                     text='{"name":"good","lengths":[8]}\n{"name":"odd","lengths":[7]}\n')
        self.assertEqual(result.returncode, 3)
        self.assertIn("batch odd: --source zigzag:cp=2: sequence 0 has 7 tokens", result.stderr)
        self.assertIn("1 pack  zigzag:cp=2 -> contiguous:cp=2", result.stdout)
        self.assertNotIn("one order", result.stdout)

    def test_times_below_a_microsecond_are_no_zero(self):
        text = self.good("cost", "--lengths", "8", *MOVE)
        self.assertRegex(text, r"lower bound, sent directly +0\.02 us")

    def test_each_cp_size_has_a_summary(self):
        lines = self.json_lines("cost", "--batches", "-", "--source", "zigzag", "--target", "contiguous", "--cp", "1,2",
                                text=BATCHES)
        self.assertEqual([line["pack_count"] for line in lines if "pack_count" in line], [2, 2])
        text = run("cost", "--batches", "-", "--source", "zigzag", "--target", "contiguous", "--cp", "2", text=BATCHES)
        for part in ["2 packs", "worst pack", "one order for all packs", "90 to 100%"]:
            self.assertIn(part, text.stdout)

    def test_wrong_values_are_refused(self):
        cost = ["cost", "--lengths", "8", *MOVE]
        for text in ["0", "-1", "x", "1.2345", "1.", ".5", "1e3", "0.000", ""]:
            self.refused(3, ["--intra-gb-per-s", "1e9 bytes a second"], *cost, f"--intra-gb-per-s={text}")
        self.refused(3, ["--profile", "abacus", "h200-nvlink, h100-nvlink"], *cost, "--profile", "abacus")
        self.refused(3, ["--row-bytes", "0"], *cost, "--row-bytes", "0")
        self.refused(3, ["--ranks-per-domain", "0"], *cost, "--ranks-per-domain", "0")
        self.refused(3, ["--message-ns"], *cost, "--message-ns=-5")
        self.refused(3, ["--headwise-multiplier"], *cost, "--headwise-multiplier", "0")
        self.refused(3, ["tokens", "--row-bytes"], "cost", "--lengths", str(2**38), *MOVE, "--row-bytes", "65536")
        self.refused(3, ["--source", "sequence 0", "7"], "cost", "--lengths", "7", *MOVE)
        self.refused(3, ["--intra-gb-per-s", "0.01"], *cost, "--intra-gb-per-s=0.009")
        batches = ["cost", "--batches", "-", "--source", "zigzag", "--target", "fla"]
        self.refused(2, ["no CP size for batch a"], *batches, text='{"name":"a","lengths":[8]}')
        self.refused(3, ['"cp" of batch a names 2 twice'], *batches, text='{"name":"a","lengths":[8],"cp":[2,2]}')
        self.refused(2, ["--target"], "cost", "--lengths", "8", "--source", "zigzag", "--cp", "2")


if __name__ == "__main__":
    unittest.main()
