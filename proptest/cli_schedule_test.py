"""Schedules, groupings and injected faults of `relayout simulate`."""

import json
import signal
import subprocess
import time
import unittest

from cli_program import PROGRAM, ProgramTest, run

THREE = ["simulate", "--lengths", "6", "--source", "zigzag", "--target", "sequential", "--cp", "3"]


class Schedules(ProgramTest):
    def tally(self, *flags, status=0):
        report = self.json(*THREE, *flags, status=status)
        self.assertEqual(report["executor"], "replay")
        return report["schedule"]

    def test_one_is_the_same_always(self):
        for flags in [["--executor", "replay"], ["--schedule", "one"], ["--replay", "0:0"]]:
            tally = self.tally(*flags)
            self.assertEqual((tally["schedules"], tally["steps"], tally["replay"]), (1, 17, None))

    def test_drawn_ones_are_counted(self):
        for search in ["random", "pct"]:
            tally = self.tally("--schedule", search, "--schedules", "40", "--schedule-seed", "7")
            self.assertEqual(tally, {"search": search, "steps": 17, "schedules": 40, "complete": False, "outcomes": 1,
                                     "replay": None})

    # Four messages that each share a rank with every other one, forward and backward: 24 orders each.
    def test_every_order_that_could_matter_is_tried_unless_there_are_too_many(self):
        self.assertEqual(self.tally("--schedule", "dfs"), {
            "search": "dfs", "steps": 17, "schedules": 24 * 24, "complete": True, "outcomes": 1, "replay": None})
        tally = self.tally("--schedule", "dfs", "--schedules", "100")
        self.assertEqual((tally["schedules"], tally["complete"]), (100, False))
        self.assertIn("not all that could matter", self.good(*THREE, "--schedule", "dfs", "--schedules", "100"))

    def test_a_dead_rank_ends_alike_under_all_of_them(self):
        tally = self.tally("--schedule", "dfs", "--dead-rank", "2", status=1)
        self.assertEqual((tally["outcomes"], tally["complete"]), (1, True))

    def test_threads_keep_no_schedule(self):
        self.assertNotIn("schedule", self.json(*THREE, "--executor", "pool"))

    # What a kind of schedule has no use for is refused, never passed over.
    def test_each_flag_belongs_to_some_kinds(self):
        takes = {"--schedules": ["random", "pct", "dfs"], "--schedule-seed": ["random", "pct"],
                 "--change-points": ["pct"]}
        for flag, kinds in takes.items():
            for kind in ["one", "random", "pct", "dfs"]:
                if kind in kinds:
                    self.good(*THREE, "--schedule", kind, flag, "5")
                else:
                    self.refused(2, [flag, *kinds, kind], *THREE, "--schedule", kind, flag, "5")
            for other in [[], ["--replay", "0:0"], ["--executor", "replay"]]:
                self.refused(2, [flag, "--schedule"], *THREE, *other, flag, "5")
            for question in [["--inject", "drop"], ["--grouping", "exchanges"]]:
                self.refused(2, ["--inject", "--grouping", "--schedule"], *THREE, *question, flag, "5")

    def test_wrong_ones_are_refused(self):
        self.refused(2, ["--replay"], *THREE, "--replay", "0:1", "--schedule", "one")
        self.refused(2, ["--schedule"], *THREE, "--schedules", "3")
        self.refused(2, ["--change-points", "dfs"], *THREE, "--schedule", "dfs", "--change-points", "3")
        self.refused(2, ["--schedule-seed", "one"], *THREE, "--schedule", "one", "--schedule-seed", "3")
        self.refused(2, ["--executor pool"], *THREE, "--schedule", "dfs", "--executor", "pool")
        for flags in [["--schedule", "dfs"], ["--schedule", "one"], ["--replay", "0:0"]]:
            self.refused(2, ["--workers"], *THREE, *flags, "--workers", "2")
        self.refused(3, ["dfs"], *THREE, "--schedule", "all")
        self.refused(3, ["STEP:OPTION", "'x'"], *THREE, "--replay", "x")
        self.refused(3, ["step 99", "0 to 16"], *THREE, "--replay", "99:1")
        self.refused(3, ["option 9", "options 0 to 2"], *THREE, "--replay", "0:9")


class Stopped(ProgramTest):
    """What was done by then is said, of the run that was going on too."""

    # Thousands of trials of megabytes each.
    WIDE = ["--source", "zigzag", "--target", "sequential", "--cp", "128", "--row-bytes", "4096", "--inject", "all"]

    def ends(self, words, *arguments):
        for flags in [[], ["--json"]]:
            process = subprocess.Popen([PROGRAM, *arguments, *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       text=True)
            time.sleep(1)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130)
            text = json.loads(output)["error"]["message"] if flags else errors.removeprefix("relayout: error: ")
            self.assertRegex(text.rstrip(), f"^interrupted after {words}$")
            self.assertEqual(bool(output), bool(flags))
        error = self.refused(5, [], *arguments, "--timeout", "1")
        self.assertEqual(error["code"], "deadline")
        self.assertRegex(error["message"], f"^the 1 s of --timeout passed after {words}$")

    def test_a_search_says_how_many_schedules_ended(self):
        six = ["simulate", "--lengths", "12", "--source", "zigzag", "--target", "sequential", "--cp", "6"]
        for search in ["random", "pct", "dfs"]:
            self.ends("[1-9][0-9,]* schedules of run 1 of 1", *six, "--schedule", search, "--schedules", str(10**9))

    def test_an_injection_says_how_many_trials_ended(self):
        self.ends("[1-9][0-9,]* of [1-9],[0-9]{3} trials of run 1 of 1", "simulate", "--lengths", "1280", *self.WIDE)

    def test_runs_before_are_counted_too(self):
        packs = '{"name":"a","lengths":[6],"cp":[3]}\n{"name":"b","lengths":[1280],"cp":[128]}\n'
        move = ["simulate", *self.WIDE[:4], *self.WIDE[6:], "--batches", "-"]
        *done, last = self.json_lines(*move, "--timeout", "1", text=packs, status=5)
        self.assertEqual([document["name"] for document in done], ["a"])
        self.assertRegex(last["error"]["message"],
                         "after [1-9][0-9,]* of [1-9],[0-9]{3} trials of run 2 of 2, 0 failed before$")


class Groupings(ProgramTest):
    def test_hand_written_orderings_deadlock_and_the_cycle_is_drawn(self):
        for grouping, line in [("sends-first", "└── rank 2 waits to send to 1"),
                               ("rank-0-sends-first", "└── rank 2 waits to receive from 1")]:
            report = self.json(*THREE, "--grouping", grouping, status=1)
            self.assertEqual((report["schema"], report["verdict"], report["witness"]["law"]),
                             ("relayout.grouping/1", "fails", "progress"))
            result = run(*THREE, "--grouping", grouping)
            self.assertEqual(result.returncode, 1)
            self.assertIn(line, result.stdout)
        self.assertEqual(self.json(*THREE, "--grouping", "exchanges")["verdict"], "holds")
        self.assertEqual(self.json(*THREE, "--grouping", "sends-first", "--channel", "buffered")["verdict"], "holds")
        self.refused(3, ["sends-first"], *THREE, "--grouping", "none")
        for flag in (["--row-bytes", "8"], ["--seed", "1"], ["--executor", "pool"], ["--workers", "2"]):
            self.refused(2, ["--grouping", flag[0]], *THREE, "--grouping", "exchanges", *flag)


class Injections(ProgramTest):
    def test_every_fault_at_every_place_deceives_nobody(self):
        report = self.json(*THREE, "--inject", "all")
        self.assertEqual((report["schema"], report["verdict"]), ("relayout.inject/1", "holds"))
        outcomes = {trial["outcome"] for trial in report["trials"]}
        self.assertEqual(outcomes, {"exact", "refused", "no_place"})
        # 11 faults of a message, 8 messages; 12 of a rank, 3 ranks.
        self.assertEqual(len(report["trials"]), 11 * 8 + 12 * 3)

    def test_questions_are_asked_one_at_a_time(self):
        for flags in [["--schedule", "dfs"], ["--replay", "0:0"], ["--grouping", "exchanges"]]:
            self.refused(2, ["--inject"], *THREE, "--inject", "drop", *flags)
        self.refused(2, ["--trace"], *THREE, "--inject", "drop", "--trace", "t.json")
        self.refused(2, ["--dead-rank"], *THREE, "--grouping", "exchanges", "--dead-rank", "1")

    def test_one_fault_by_name(self):
        trials = self.json(*THREE, "--inject", "crash-before")["trials"]
        self.assertEqual([trial["place"] for trial in trials], ["rank 0", "rank 1", "rank 2"] * 2)
        self.refused(3, ["corrupt", "wrong-way"], *THREE, "--inject", "gremlins")

    def test_the_error_is_about_the_message_that_the_fault_hit(self):
        for place, message in [("forward 0>2", "forward message 0 -> 2, exchange 0: rank 2"),
                               ("forward 1>0", "forward message 1 -> 0, exchange 0: rank 0"),
                               ("backward 2>1", "backward message 2 -> 1, exchange 0: rank 1")]:
            self.assertIn(f"\ndrop at {place}\n  {message} did not have it within",
                          self.good(*THREE, "--inject", "drop"))
        for trial in self.json(*THREE, "--inject", "all")["trials"]:
            way, messages = trial["place"].split(" ", 1)
            if way != "rank" and trial["outcome"] == "refused" and trial["fault"] != "duplicate":
                message = f"{way} message {messages.replace('>', ' -> ')}, "
                self.assertEqual(trial["error"][:len(message)], message, msg=trial["fault"])

    # Nothing tried is no pass.
    def test_a_move_that_has_nothing_to_put_a_fault_into_is_refused(self):
        layouts = ["simulate", "--lengths", "8", "--source", "zigzag", "--target"]
        alone = [*layouts, "sequential", "--cp", "1"]
        still = [*layouts, "zigzag", "--cp", "2"]
        for move in [alone, still]:
            for fault in ["drop", "crash-before", "other-version"]:
                self.refused(3, [f"--inject {fault} ", "no message crosses"], *move, "--inject", fault)
        self.refused(3, ["no message crosses"], *alone, "--inject", "all")
        # A rank that is told of another move waits for messages although none is to cross.
        self.assertEqual(self.json(*still, "--inject", "other source")["verdict"], "holds")
        two = [*layouts, "contiguous", "--cp", "2"]
        self.refused(3, ["reorder-sends has no place", "2 messages each way", "nothing was tried"],
                     *two, "--inject", "reorder-sends")


if __name__ == "__main__":
    unittest.main()
