"""The JSON of every command: key sets and values of small cases worked out by hand."""

import json
import tempfile
import unittest

from cli_program import MOVE, ProgramTest, run

BATCHES = '{"name":"a","lengths":[8]}\n\n{"name":"b","lengths":[4,4],"cp":[1,2],"other":true}\n'


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
        self.assertEqual(self.json("check", "--lengths", "4", *MOVE), {
            "schema": "relayout.check/1", "verdict": "holds", "cases": 1, "counterexample": None})
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


class Verify(ProgramTest):
    """What the program writes, it judges; what is changed in it, it sees."""

    def verdict(self, document, *arguments, status=0):
        return self.json("verify", "-", *arguments, text=json.dumps(document), status=status)

    def test_its_own_documents_hold(self):
        for command in [["plan", *MOVE], ["layout", "--layout", "zigzag", "--cp", "2"],
                        ["view", "--layout", "fla", "--cp", "2"]]:
            document = self.json(*command, "--lengths", "8,16")
            self.assertEqual(self.verdict(document), {
                "schema": "relayout.verify/1", "subject": document["schema"], "verdict": "holds", "law": None,
                "witness": None, "remarks": []})
        routes = run("plan", "--lengths", "8,16", *MOVE, "--routes")
        self.assertEqual(self.verdict(json.loads(routes.stdout))["verdict"], "holds")

    def test_a_changed_plan_fails(self):
        plan = self.json("plan", "--lengths", "8,16", *MOVE)
        plan["moves"][1]["target_row"] += 1
        report = self.verdict(plan, status=1)
        self.assertEqual((report["verdict"], report["law"]), ("fails", "join"))
        self.assertIn("token", report["witness"])
        text = run("verify", "-", text=json.dumps(plan))
        self.assertEqual((text.returncode, text.stdout[:5]), (1, "FAILS"))

    def test_a_foreign_fingerprint_fails(self):
        plan = self.json("plan", "--lengths", "8,16", *MOVE)
        plan["fingerprint"] = "0123456789abcdef"
        self.assertIn("0123456789abcdef", self.verdict(plan, status=1)["witness"])

    def test_a_plan_without_layouts_is_judged_in_itself_only(self):
        plan = self.json("plan", "--lengths", "8,16", *MOVE)
        bare = {key: plan[key] for key in ["schema", "token_count", "moves"]}
        self.assertIn("consistent in itself", self.verdict(bare)["remarks"][0])
        self.assertEqual(self.verdict(bare, "--lengths", "8,16", *MOVE)["remarks"], [])
        bare["moves"].pop()
        self.assertEqual(self.verdict(bare, status=1)["law"], "join")

    def test_a_plan_that_is_right_but_cut_finer_holds_with_a_remark(self):
        plan = self.json("plan", "--lengths", "8,16", *MOVE)
        first = plan["moves"][0]
        second = {key: value + 1 if key in ("token", "source_row", "target_row") else value
                  for key, value in first.items()}
        plan["moves"][:1] = [{**first, "count": 1}, {**second, "count": first["count"] - 1}]
        self.assertIn("canonical", self.verdict(plan)["remarks"][0])

    def test_a_layout_of_nobodys_name_is_judged_as_a_partition(self):
        layout = self.json("layout", "--lengths", "8,16", "--layout", "zigzag", "--cp", "2")
        layout["layout"] = "mine"
        self.assertEqual(len(self.verdict(layout)["remarks"]), 2)
        layout["ranks"][0]["pieces"].pop()
        self.assertEqual(self.verdict(layout, status=1)["law"], "partition")

    def test_a_layout_of_another_name_fails(self):
        layout = self.json("layout", "--lengths", "8,16", "--layout", "zigzag", "--cp", "2")
        layout["layout"] = "sequential:cp=2"
        self.assertIn("token 2", self.verdict(layout, status=1)["witness"])

    def test_file_and_flag_that_differ_are_both_named(self):
        text = json.dumps(self.json("plan", "--lengths", "8,16", *MOVE))
        self.refused(3, ["8,16", "16,8"], "verify", "-", "--lengths", "16,8", text=text)
        self.refused(3, ["zigzag:cp=2", "zigzag:cp=4"], "verify", "-", "--source", "zigzag:cp=4", text=text)

    def test_routes_need_to_be_told_their_layouts(self):
        routes = json.loads(run("plan", "--lengths", "8", *MOVE, "--routes").stdout)
        del routes["source"]
        self.refused(2, ["source"], "verify", "-", text=json.dumps(routes))
        self.assertEqual(self.verdict(routes, "--source", "zigzag", "--cp", "2")["verdict"], "holds")
        routes["ranks"][0]["send_rows"] = [1, 0, 2, 3]
        self.assertEqual(self.verdict(routes, "--source", "zigzag", "--cp", "2", status=1)["law"], "join")

    def test_the_seeds_local_cu_seqlens_fail(self):
        view = {"schema": "relayout.view/1", "lengths": [5, 7], "layout": "zigzag:remainder=pad,cp=2",
                "ranks": [{"rank": 0, "cu_seqlens": [0, 5 // 2, 12 // 2]}]}
        report = self.verdict(view, status=1)
        self.assertEqual(report["law"], "views")
        self.assertIn("cu_seqlens", report["witness"])

    def test_a_custom_layout_is_read_from_its_file(self):
        document = self.json("layout", "--lengths", "8", "--layout", "zigzag", "--cp", "2")
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(document, file)
            file.flush()
            custom = f"custom:file={file.name}"
            self.assertEqual(self.json("layout", "--lengths", "8", "--layout", custom)["ranks"], document["ranks"])
            self.assertEqual(self.json("check", "--lengths", "8", "--source", custom, "--target", "fla", "--cp", "2")
                             ["verdict"], "holds")


if __name__ == "__main__":
    unittest.main()
