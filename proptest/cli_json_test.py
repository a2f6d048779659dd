"""The JSON of every command: key sets and values of small cases worked out by hand."""

import json
import tempfile
import unittest

from cli_program import BATCHES, MOVE, ProgramTest, run


class Json(ProgramTest):
    def test_layout(self):
        self.assertEqual(self.json("layout", "--lengths", "4,2", "--layout", "sequential", "--cp", "2"), {
            "schema": "relayout.layout/1", "layout": "sequential:cp=2", "lengths": [4, 2], "slots": [4, 2],
            "token_count": 6, "rank_count": 2, "ranks": [
                {"rank": 0, "world_rank": 0, "row_count": 3,
                 "pieces": [{"token": 0, "row": 0, "count": 2}, {"token": 4, "row": 2, "count": 1}]},
                {"rank": 1, "world_rank": 1, "row_count": 3,
                 "pieces": [{"token": 2, "row": 0, "count": 2}, {"token": 5, "row": 2, "count": 1}]}]})

    def test_plan(self):
        plan = self.json("plan", "--lengths", "4", *MOVE)
        self.assertRegex(plan.pop("fingerprint"), "^[0-9a-f]{16}$")

        def move(token, source_rank, source_row, target_rank, target_row):
            return {"token": token, "count": 1, "source_rank": source_rank, "source_row": source_row,
                    "target_rank": target_rank, "target_row": target_row}
        self.assertEqual(plan, {
            "schema": "relayout.plan/1", "source": "zigzag:cp=2", "target": "contiguous:cp=2", "lengths": [4],
            "slots": [4], "token_count": 4, "source_row_counts": [2, 2], "target_row_counts": [2, 2],
            "moves": [move(0, 0, 0, 0, 0), move(1, 1, 0, 0, 1), move(2, 1, 1, 1, 0), move(3, 0, 1, 1, 1)],
            "traffic": {"rows_total": 4, "rows_kept": 2, "rows_sent": 2, "rows_sent_max_rank": 1,
                        "rows_received_max_rank": 1, "messages": 2}})

    def test_one_ranks_program(self):
        program = self.json("plan", "--lengths", "4", *MOVE, "--rank", "1")
        self.assertEqual((program["schema"], program["world_rank"]), ("relayout.rank_program/1", 1))
        self.assertEqual([message["peer"] for message in program["sends"]], [0])

    def test_view(self):
        view = self.json("view", "--lengths", "5,3", "--layout", "contiguous", "--cp", "2", "--rank", "1")
        self.assertEqual((view["schema"], len(view["ranks"])), ("relayout.view/1", 1))
        rank = view["ranks"][0]
        self.assertEqual((rank["rank"], rank["row_count"]), (1, 4))
        self.assertEqual((rank["cu_seqlens"], rank["max_seqlen"]), ([0, 1, 4], 3))
        self.assertEqual(len(self.json("view", "--lengths", "5,3", "--layout", "contiguous", "--cp", "2")["ranks"]), 2)

    def test_show(self):
        show = self.json("show", "--lengths", "4", *MOVE)
        self.assertEqual(show, {
            "schema": "relayout.show/1", "lengths": [4], "slots": [4], "token_count": 4, "source": "zigzag:cp=2",
            "target": "contiguous:cp=2",
            "traffic": [{"source_rank": a, "target_rank": b, "rows": 1} for a in range(2) for b in range(2)]})

    def test_simulate(self):
        for executor in ["tbb", "pool", "replay"]:
            for channel in ["rendezvous", "buffered"]:
                report = self.json("simulate", "--lengths", "4", *MOVE, "--executor", executor, "--channel", channel,
                                   "--row-bytes", "2,6", "--seed", "3", "--workers", "2")
                self.assertEqual((report["schema"], report["verdict"], report["witness"]),
                                 ("relayout.simulate/1", "holds", None))
                self.assertEqual((report["executor"], report["channel"], report["seed"]), (executor, channel, 3))
                for direction in ["forward", "backward"]:
                    self.assertEqual(set(report[direction]), {"messages", "rows_sent", "bytes_sent", "estimated_ns"})
                    self.assertEqual(report[direction]["bytes_sent"], 2 * (2 + 6))

    def test_a_dead_rank_is_a_negative_verdict(self):
        report = self.json("simulate", "--lengths", "8", *MOVE, "--dead-rank", "1", status=1)
        self.assertEqual((report["verdict"], report["witness"]["law"]), ("fails", "progress"))
        self.assertIn("1", report["witness"]["message"])

    def test_check(self):
        report = self.json("check", "--lengths", "4", *MOVE, "--seed", "9")
        self.assertEqual(report.pop("laws")[-3:], ["views", "oracle", "simulation"])
        self.assertEqual(report, {
            "schema": "relayout.check/1", "verdict": "holds", "cases": 1, "cp": [2],
            "pairs": [{"source": "zigzag", "target": "contiguous"}], "seed": 9, "counterexample": None})
        report = self.json("check", "--cases", "3", "--law", "join", "--cp", "2,3")
        self.assertEqual((report["cp"], len(report["pairs"]), report["laws"]), ([2, 3], 5, ["join"]))
        self.assertEqual(self.json("check", "--cases", "3")["pairs"], [])
        self.assertEqual(self.json("check", "--lengths", "", "--cp", "2,3")["cases"], 10)
        self.assertEqual(self.json("check", "--cases", "7")["cases"], 7)
        self.assertEqual(self.json("check", "--cases", "7", *MOVE)["cases"], 7)

    def test_a_pack_too_large_for_rows_says_what_was_left_out(self):
        report = self.json("check", "--lengths", str(2**40), "--cp", "8")
        self.assertEqual((report["verdict"], report["cases"]), ("holds", 4))
        self.assertEqual(len(report["left_out"]), 3)
        self.assertIn("simulation: on 4 cases", report["left_out"][0])

    def test_check_with_a_fault_has_a_counterexample_that_replays(self):
        report = self.json("check", "--fault", "cp2-only", status=1)
        self.assertEqual(report["verdict"], "fails")
        example = report["counterexample"]
        self.assertEqual(set(example), {"command", "law", "witness"})
        again = self.json(*example["command"].split()[1:], status=1)["counterexample"]
        self.assertEqual((again["law"], again["witness"]), (example["law"], example["witness"]))

    def test_a_counterexample_stays_within_the_pair_that_was_asked(self):
        for source, target in [("zigzag:remainder=pad", "contiguous:remainder=pad"), ("zigzag", "sequential")]:
            example = self.json("check", "--fault", "cp2-only", "--lengths", "84,168,420", "--cp", "2,3,7", "--source",
                                source, "--target", target, status=1)["counterexample"]
            command = example["command"].split()
            sides = [command[command.index(flag) + 1] for flag in ["--source", "--target"]]
            comma = "," if "=" in source else ":"
            self.assertEqual(sides, [f"{source}{comma}cp=3", f"{target}{comma}cp=3"])
            self.assertNotIn("420", command[command.index("--lengths") + 1])

    def test_a_fault_that_the_cases_do_not_show_holds(self):
        self.assertEqual(self.json("check", "--lengths", "8,16", *MOVE, "--fault", "cp2-only")["verdict"], "holds")

    def test_every_fault_is_refused(self):
        faults = self.json("check", "--fault", "list")
        self.assertEqual(faults["schema"], "relayout.faults/1")
        self.assertGreaterEqual(len(faults["faults"]), 20)
        for fault in faults["faults"]:
            self.assertEqual(set(fault), {"name", "sentence", "origin"})
            report = self.json("check", "--fault", fault["name"], status=1)
            self.assertEqual(report["verdict"], "fails")
            self.assertTrue(report["counterexample"]["command"].endswith("--fault " + fault["name"]))

    def test_laws_can_be_asked_one_by_one(self):
        laws = ["partition", "join", "inverse", "adjoint", "composition", "identity", "agreement", "progress", "bound",
                "relabelling", "views", "oracle", "simulation", "join,views"]
        for law in laws:
            self.assertEqual(self.json("check", "--lengths", "5,7", "--cp", "3", "--law", law)["verdict"], "holds")

    def test_lengths_that_are_not_drawn_are_said(self):
        report = self.json("check", "--cases", "4", "--source", "te-thd", "--target", "fla", "--cp", "4")
        self.assertEqual(report["left_out"], [
            "lengths that do not divide, which exact refuses: slots are drawn as multiples of 8",
            "lengths that do not divide, which exact refuses: whole packs are drawn as multiples of 4"])
        self.assertIn("slots are drawn as multiples of 8", run(
            "check", "--cases", "4", "--source", "te-thd", "--target", "fla", "--cp", "4").stdout)
        self.assertNotIn("left_out", self.json("check", "--cases", "4", "--cp", "3"))

    def test_a_fault_is_seen_by_the_law_it_breaks(self):
        case = ["check", "--lengths", "5,7", "--cp", "3", "--source", "zigzag:remainder=pad", "--target",
                "contiguous:remainder=balanced", "--fault", "padded-cu-seqlens"]
        self.assertEqual(self.json(*case, "--law", "join,progress")["verdict"], "holds")
        seen = self.json(*case, "--law", "views", status=1)["counterexample"]
        self.assertEqual(seen["law"], "views")
        self.assertIn("--law views --fault padded-cu-seqlens", seen["command"])

    def test_list(self):
        listing = self.json("layout", "--list")
        self.assertEqual([layout["name"] for layout in listing["layouts"]],
                         ["zigzag", "flat-zigzag", "contiguous", "sequential", "striped", "custom"])
        for preset in listing["presets"]:
            self.assertEqual(set(preset), {"name", "rule", "framework", "consumer"})
            self.good("layout", "--lengths", "48", "--layout", preset["name"], "--cp", "2")

    def test_packs_can_be_said_in_every_way(self):
        def layout(*arguments):
            document = self.json("layout", *arguments, "--layout", "fla", "--cp", "2")
            return document["lengths"], document["slots"]
        self.assertEqual(layout("--lengths", "5, 7"), ([5, 7], [5, 7]))
        self.assertEqual(layout("--cu-seqlens", "0,5,12"), ([5, 7], [5, 7]))
        for lengths in [("--lengths", "5,7"), ("--cu-seqlens", "0,5,12")]:
            self.assertEqual(layout(*lengths, "--slots", "8,8"), ([5, 7], [8, 8]))
            self.assertEqual(layout(*lengths, "--cu-seqlens-padded", "0,8,16"), ([5, 7], [8, 8]))
        for none in [["--lengths", ""], ["--lengths="], ["--cu-seqlens", "0"]]:
            self.assertEqual(layout(*none), ([], []))

    def test_lists_give_one_line_each(self):
        sizes = self.json_lines("layout", "--lengths", "8", "--layout", "zigzag", "--cp", "1,2,4")
        self.assertEqual([document["rank_count"] for document in sizes], [1, 2, 4])
        fixed = self.json_lines("layout", "--lengths", "8", "--layout", "zigzag:cp=2", "--cp", "1,2,4")
        self.assertEqual([document["rank_count"] for document in fixed], [2])

    def test_batches_from_standard_input(self):
        layouts = ["--source", "zigzag", "--target", "contiguous"]
        documents = self.json_lines("plan", "--batches", "-", *layouts, "--cp", "2", text=BATCHES)
        self.assertEqual([(document["name"], document["source"]) for document in documents],
                         [("a", "zigzag:cp=2"), ("b", "zigzag:cp=2")])
        documents = self.json_lines("check", "--batches", "-", text=BATCHES)
        self.assertEqual([(document["name"], document["cases"]) for document in documents], [("a", 20), ("b", 10)])
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write(BATCHES.splitlines()[2] + "\n")
            file.flush()
            documents = self.json_lines("simulate", "--batches", file.name, *layouts)
            self.assertEqual([(document["name"], document["target"]) for document in documents],
                             [("b", "contiguous:cp=1"), ("b", "contiguous:cp=2")])

    def test_trace(self):
        with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
            self.good("simulate", "--lengths", "8", *MOVE, "--trace", file.name)
            with open(file.name, encoding="utf-8") as trace:
                document = json.load(trace)
            events = document["traceEvents"] if isinstance(document, dict) else document
            names = {event.get("name", "") for event in events}
            self.assertTrue(any(name.startswith("forward") for name in names), names)
            self.assertTrue(any(name.startswith("backward") for name in names), names)



if __name__ == "__main__":
    unittest.main()
