"""relayout verify: what the program writes holds, what is changed in it fails, and what is not judged is said."""

import json
import tempfile
import unittest

from cli_program import BATCHES, MOVE, ProgramTest, run


class Verify(ProgramTest):
    def verdict(self, document, *arguments, status=0):
        return self.json("verify", "-", *arguments, text=json.dumps(document), status=status)

    def test_its_own_documents_hold(self):
        for command in [["plan", *MOVE], ["layout", "--layout", "zigzag", "--cp", "2"],
                        ["view", "--layout", "fla", "--cp", "2"]]:
            document = self.json(*command, "--lengths", "8,16")
            report = self.verdict(document)
            self.assertIn("zigzag:cp=2" if "view" not in command else "fla of 2 of 2 ranks", report.pop("judged"))
            self.assertEqual(report, {
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
        report = self.verdict(bare)
        self.assertEqual(report["judged"], "24 tokens, each moved once")
        self.assertIn("not judged: whether rows go where the layouts say", report["remarks"][0])
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

    def view_of(self, ranks, **claims):
        return {"schema": "relayout.view/1", "lengths": [8, 8], "layout": "zigzag:cp=4", "ranks": ranks, **claims}

    def test_what_a_view_does_not_say_is_not_called_judged(self):
        report = self.verdict(self.view_of([{"rank": rank, "cu_seqlens": [0, 2, 4]} for rank in range(4)]))
        self.assertEqual(report["judged"], "cu_seqlens of 4 of 4 ranks")
        self.assertEqual(len(report["remarks"]), 1)
        self.assertIn("not given, so not judged: row_count, segments, cu_seqlens_padded", report["remarks"][0])
        report = self.verdict(self.view_of([{"rank": 2, "cu_seqlens": [0, 2, 4]}]))
        self.assertEqual(report["judged"], "cu_seqlens of 1 of 4 ranks")
        self.assertIn("3 of 4 ranks", report["remarks"][1])

    def test_a_view_that_says_nothing_is_refused(self):
        for ranks, complaint in [([], "$.ranks must be a list of one rank or more"), ([{"rank": 0}], "$.ranks[0]"),
                                 ([{"rank": 0, "row_count": 4}] * 2, "$.ranks[1].rank")]:
            self.refused(3, [complaint], "verify", "-", text=json.dumps(self.view_of(ranks)))

    def test_a_misspelt_key_is_refused_wherever_it_stands(self):
        wrong = self.view_of([{"rank": 0, "row_count": 4, "cu_seqlen": [0, 1, 4]}])
        self.refused(3, ['$.ranks[0] has the unknown key "cu_seqlen"', "cu_seqlens"], "verify", "-",
                     text=json.dumps(wrong))
        documents = [self.json("layout", "--lengths", "8", "--layout", "zigzag", "--cp", "2"),
                     self.json("plan", "--lengths", "8", *MOVE), self.json("view", "--lengths", "8", "--layout", "fla",
                                                                           "--cp", "2"),
                     json.loads(run("plan", "--lengths", "8", *MOVE, "--routes").stdout)]

        def objects(value):
            if isinstance(value, dict):
                yield value
            for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
                yield from objects(inner)
        for document in documents:
            for place in list(objects(document)):
                place["slotz"] = 1
                self.refused(3, ['has the unknown key "slotz"'], "verify", "-", text=json.dumps(document))
                del place["slotz"]

    def test_counts_that_a_file_claims_are_judged(self):
        view = self.json("view", "--lengths", "8", "--layout", "zigzag", "--cp", "2")
        layout = self.json("layout", "--lengths", "8", "--layout", "zigzag", "--cp", "2")
        for document in [view, layout]:
            for key in ["token_count", "rank_count"]:
                self.assertEqual(self.verdict({**document, key: 9}, status=1)["verdict"], "fails")
        view["ranks"][1]["world_rank"] = 5
        self.assertIn("world_rank is 5, expected 1", self.verdict(view, status=1)["witness"])

    def test_the_traffic_that_a_plan_claims_is_judged(self):
        plan = self.json("plan", "--lengths", "8,16", *MOVE)
        for key in list(plan["traffic"]):
            plan["traffic"][key] += 1
            report = self.verdict(plan, status=1)
            self.assertIn(f"{plan['traffic'][key]} {key}, expected {plan['traffic'][key] - 1}", report["witness"])
            plan["traffic"][key] -= 1
        for value in ["x", {**plan["traffic"], "rows_sent": "x"}]:
            self.refused(3, ["$.traffic"], "verify", "-", text=json.dumps({**plan, "traffic": value}))

    def test_flags_of_another_kind_of_file_are_refused(self):
        plan = json.dumps(self.json("plan", "--lengths", "8", *MOVE))
        view = json.dumps(self.json("view", "--lengths", "8", "--layout", "fla", "--cp", "2"))
        self.refused(2, ["--layout says nothing of a relayout.plan/1"], "verify", "-", "--layout", "fla", text=plan)
        self.refused(2, ["--source says nothing of a relayout.view/1"], "verify", "-", "--source", "fla", text=view)

    def test_wrong_layouts_in_a_file_are_bad_input_and_name_the_file(self):
        routes = json.loads(run("plan", "--lengths", "8", *MOVE, "--routes").stdout)
        self.refused(3, ['standard input: not understood: the file\'s source "zigzug'], "verify", "-",
                     text=json.dumps({**routes, "source": "zigzug:cp=2"}))
        self.refused(3, ["standard input: source zigzag:cp=2: sequence 0 has 7"], "verify", "-",
                     text=json.dumps({**routes, "lengths": [7], "slots": [7]}))

    def test_flas_cu_seqlens_in_the_others_place_are_told_so(self):
        view = {"schema": "relayout.view/1", "lengths": [4, 4, 4, 4], "layout": "fla:cp=4",
                "ranks": [{"rank": 1, "cu_seqlens": [0, 4]}]}
        witness = self.verdict(view, status=1)["witness"]
        self.assertIn("has 2 entries, expected 5: one more than the pack has sequences", witness)
        self.assertIn("fla[].cu_seqlens", witness)

    def test_documents_one_a_line_are_judged_each(self):
        lines = [json.dumps(self.json("plan", "--lengths", length, *MOVE)) for length in ["8", "16", "4"]]
        lines[1] = lines[1].replace('"target_row": 0', '"target_row": 1', 1)
        reports = self.json_lines("verify", "-", text="\n".join(lines), status=1)
        self.assertEqual([(report["name"], report["verdict"]) for report in reports],
                         [("line 1", "holds"), ("line 2", "fails"), ("line 3", "holds")])
        named = run("plan", "--batches", "-", *MOVE, "--json", text=BATCHES.splitlines()[0] + "\n" + lines[0])
        reports = self.json_lines("verify", "-", text=named.stdout + "\n" + lines[2])
        self.assertEqual([report["name"] for report in reports], ["a", "line 2", "line 4"])
        lines[2] = lines[2].replace("moves", "movez")
        self.refused(3, ["standard input line 3: $"], "verify", "-", text="\n".join(lines))
        self.assertEqual(self.json("verify", "-", text=json.dumps(json.loads(lines[0]), indent=1))["verdict"], "holds")

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
