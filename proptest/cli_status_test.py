"""Every exit status, and every class of error with the words that explain it."""

import json
import os
import tempfile
import unittest

from cli_program import COMMANDS, MOVE, ProgramTest, run


class Usage(ProgramTest):
    """Status 2: unknown commands and flags, flags that are missing or conflict."""

    def test_no_command_prints_the_help(self):
        result = run()
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        for command in COMMANDS:
            self.assertIn(f"  {command} ", result.stderr)

    def test_unknown_command(self):
        self.refused(2, ["bogus"], "bogus")

    def test_unknown_flag(self):
        given = {"view": ["--layout", "fla"], "plan": MOVE, "simulate": MOVE, "verify": ["-"]}
        for command in COMMANDS[:7]:
            self.refused(2, ["--bogus"], command, *given.get(command, []), "--bogus")

    def test_missing_flags(self):
        self.refused(2, ["--layout"], "layout", "--lengths", "8")
        self.refused(2, ["--layout"], "view", "--lengths", "8", "--cp", "2")
        self.refused(2, ["--target"], "plan", "--lengths", "8", "--source", "zigzag", "--cp", "2")
        self.refused(2, ["--source"], "simulate", "--lengths", "8", "--target", "zigzag", "--cp", "2")
        self.refused(2, ["--target"], "check", "--lengths", "8", "--source", "zigzag", "--cp", "2")
        self.refused(2, ["--layout", "--source"], "show", "--lengths", "8")
        self.refused(2, ["--layout", "--source"], "show", "--lengths", "8", "--layout", "fla", "--source", "fla")
        self.refused(2, ["FILE"], "verify")
        self.refused(2, ["no pack", "--lengths", "--cu-seqlens", "--batches"], "plan", *MOVE)
        self.refused(2, ["no CP size", "--cp"], "layout", "--lengths", "8", "--layout", "zigzag")
        self.refused(2, ["--lengths", "needs a value", "--layout"], "layout", "--lengths", "--layout", "fla")

    def test_conflicting_flags(self):
        self.refused(2, ["one of"], "plan", "--lengths", "8", "--cu-seqlens", "0,8", *MOVE)
        self.refused(2, ["one of"], "plan", "--lengths", "8", "--batches", "-", *MOVE)
        self.refused(2, ["--slots", "--cu-seqlens-padded"], "plan", "--lengths", "8", "--slots", "8",
                     "--cu-seqlens-padded", "0,8", *MOVE)
        self.refused(2, ["--slots"], "plan", "--batches", "-", "--slots", "8", *MOVE)
        self.refused(2, ["--lengths"], "plan", "--lengths", "8", "--lengths", "8", *MOVE)
        self.refused(2, ["--cases"], "check", "--lengths", "8", "--cases", "5", "--cp", "2")
        self.refused(2, ["--svg", "2"], "show", "--lengths", "8", "--layout", "sequential", "--cp", "2,4", "--svg", "-")
        self.refused(2, ["--trace"], "simulate", "--lengths", "8", *MOVE, "--trace", "-")


class BadInput(ProgramTest):
    """Status 3: any wrong value, layout string or file. Messages say what, where, expected, found."""

    def test_numbers(self):
        for flag in ["--lengths", "--cu-seqlens"]:
            for text in ["-5,7", "5,x", "5,,7", "5.5", "5 7", "99999999999999999999"]:
                self.refused(3, [flag], "layout", flag, text, "--layout", "fla", "--cp", "1")
        self.refused(3, ["--lengths", "x"], "layout", "--lengths=5,x", "--layout", "fla", "--cp", "1")
        self.refused(3, ["--cp", "0", "65536"], "layout", "--lengths", "8", "--layout", "fla", "--cp", "0")
        self.refused(3, ["--cp", "65537"], "layout", "--lengths", "8", "--layout", "fla", "--cp", "2,65537")
        self.refused(3, ["--cp"], "layout", "--lengths", "8", "--layout", "fla", "--cp", "")
        self.refused(3, ["--rank", "2", "0 to 1"],
                     "view", "--lengths", "8", "--layout", "fla", "--cp", "2", "--rank", "2")
        self.refused(3, ["--rank", "7"], "plan", "--lengths", "8", *MOVE, "--rank", "7")
        self.refused(3, ["--seed", "minus"], "check", "--seed", "minus")
        self.refused(3, ["--cases", "0"], "check", "--cases", "0")
        self.refused(3, ["--timeout", "0"], "check", "--timeout", "0")

    def test_packs(self):
        self.refused(3, ["sequence 1", "7", "8"],
                     "layout", "--lengths", "5,8", "--slots", "5,7", "--layout", "fla:cp=1")
        self.refused(3, ["--slots"], "layout", "--lengths", "5,8", "--slots", "5", "--layout", "fla:cp=1")
        self.refused(3, ["--cu-seqlens", "0"], "layout", "--cu-seqlens", "1,5", "--layout", "fla:cp=1")
        self.refused(3, ["--cu-seqlens", "4", "5"], "layout", "--cu-seqlens", "0,5,4", "--layout", "fla:cp=1")
        self.refused(3, ["--cu-seqlens"], "layout", "--cu-seqlens", "", "--layout", "fla:cp=1")
        self.refused(3, ["stripes", "block"], "layout", "--lengths", str(2**30), "--layout", "striped:block=1,cp=2")
        self.refused(3, [str(2**40)], "layout", "--lengths", str(2**40 + 1), "--layout", "fla:cp=1")

    def test_layout_strings(self):
        for text, part in [("zigzig:cp=2", "zigzig"), ("zigzag:cp=2,cp=2", "twice"),
                           ("zigzag:colour=red,cp=2", "colour"),
                           ("zigzag:cp=0", "cp"), ("zigzag:remainder=most,cp=2", "most"), ("", "unknown layout"),
                           ("zigzag:order=0-0,cp=2", "order"), ("custom:file=/nowhere.json", "/nowhere.json")]:
            self.refused(3, ["--layout", part], "layout", "--lengths", "8", "--layout", text)

    def test_a_length_that_does_not_divide_is_named(self):
        self.refused(3, ["--source", "sequence 1", "7", "4", "pad", "balanced"], "plan", "--lengths", "8,7", *MOVE)
        self.refused(3, ["sequence 1", "7"], "check", "--lengths", "8,7", *MOVE)

    def test_what_to_type_where_a_length_does_not_divide_is_said_and_works(self):
        pack = ["layout", "--lengths", "1021,7,0,3000", "--cp", "4", "--layout"]
        error = self.refused(3, ["--layout megatron-thd = zigzag:cp=4: ", "zigzag:remainder=pad", "megatron-thd-main"],
                             *pack, "megatron-thd")
        self.assertIn("--slots 1024,8,0,3000", error["message"])
        self.refused(3, ["write zigzag:remainder=pad to change it"], *pack, "megatron-thd:remainder=pad")
        for way_out in [["zigzag:remainder=pad"], ["megatron-thd-main"], ["slime"], ["verl"],
                        ["megatron-thd", "--slots", "1024,8,0,3000"]]:
            self.good(*pack, *way_out)
        error = self.refused(3, ["--slots 5,11"], "layout", "--lengths", "5,8", "--layout", "fla:cp=4")
        self.good("layout", "--lengths", "5,8", "--slots", "5,11", "--layout", "fla:cp=4")

    def test_choices(self):
        self.refused(3, ["--executor", "mpi", "tbb"], "simulate", "--lengths", "8", *MOVE, "--executor", "mpi")
        self.refused(3, ["--channel", "rendezvous"], "simulate", "--lengths", "8", *MOVE, "--channel", "pigeon")
        self.refused(3, ["--workers"], "simulate", "--lengths", "8", *MOVE, "--workers", "0")
        self.refused(3, ["--row-bytes"], "simulate", "--lengths", "8", *MOVE, "--row-bytes", "0")
        self.refused(3, ["--dead-rank", "world ranks"], "simulate", "--lengths", "8", *MOVE, "--dead-rank", "")
        self.refused(3, ["--dead-rank", "9"], "simulate", "--lengths", "8", *MOVE, "--dead-rank", "9")
        self.refused(3, ["--law", "gravity", "partition", "oracle"], "check", "--law", "gravity")
        self.refused(3, ["--fault", "nobody", "list"], "check", "--fault", "nobody")

    def test_files(self):
        self.refused(3, ["/nowhere.jsonl"], "plan", "--batches", "/nowhere.jsonl", *MOVE)
        self.refused(3, ["/nowhere.json"], "verify", "/nowhere.json")
        self.refused(3, ["standard input", "line 2"],
                     "plan", "--batches", "-", *MOVE, text='{"lengths":[8]}\n{"lengths":[8\n')
        for line in ['{"lengths":[-1]}', '{"lengths":[1.5]}', '{"lengths":"8"}', '{"name":"x"}', "[]",
                     '{"lengths":[8],"slots":[7]}', '{"lengths":[8],"cp":[0]}', '{"name":1,"lengths":[8]}']:
            self.refused(3, ["line 1"], "plan", "--batches", "-", *MOVE, text=line + "\n")
        for command in [["check"], ["simulate", *MOVE], ["plan", *MOVE]]:
            self.refused(3, ["no packs", "standard input"], *command, "--batches", "-", text="\n \n")
        self.refused(3, ["standard input"], "verify", "-", text="{")
        self.refused(3, ["schema"], "verify", "-", text="{}")

    def test_a_batch_that_does_not_fit_is_named(self):
        text = '{"name":"a","lengths":[8]}\n{"name":"b","lengths":[7]}\n'
        result = run("plan", "--batches", "-", *MOVE, text=text)
        self.assertEqual(result.returncode, 3)
        self.assertIn("relayout: error: batch b: --source zigzag:cp=2: ", result.stderr)
        documents = self.json_lines("plan", "--batches", "-", *MOVE, text=text, status=3)
        self.assertEqual([document["schema"] for document in documents], ["relayout.plan/1", "relayout.error/1"])
        self.assertEqual([document["name"] for document in documents], ["a", "b"])


    def test_output_of_a_size_that_nobody_can_hold(self):
        wide = ["--source", "zigzag", "--target", "contiguous", "--routes"]
        self.refused(3, ["--routes", "2,199,023,255,584", "134,217,728"],
                     "plan", "--lengths", str(2**40), "--cp", "4", *wide)
        self.refused(3, ["--routes", "134,217,728"], "plan", "--lengths", str(2**17), "--cp", str(2**16), *wide)
        striped = ["--source", "striped:block=1", "--target", "contiguous", "--cp", "400"]
        with tempfile.TemporaryDirectory() as folder:
            self.refused(3, ["--trace", "159600 messages", "131072"],
                         "simulate", "--lengths", "160000", *striped, "--trace", os.path.join(folder, "trace.json"))
            self.assertEqual(os.listdir(folder), [])

    def test_files_without_an_end(self):
        self.refused(3, ["/dev/zero", "more than 268435456 bytes"], "plan", "--batches", "/dev/zero", *MOVE)
        self.refused(3, ["/dev/zero", "more than 268435456 bytes"], "verify", "/dev/zero")
        self.refused(3, ["/dev/zero", "more than 268435456 bytes"], "layout", "--lengths", "8", "--layout",
                     "custom:file=/dev/zero")

    def test_pictures_and_json_do_not_mix(self):
        show = ["show", "--lengths", "8", *MOVE, "--json"]
        for flag in ["--svg", "--html"]:
            result = run(*show, flag, "-")
            self.assertEqual((result.returncode, json.loads(result.stdout)["error"]["code"]), (2, "usage"))
            with tempfile.TemporaryDirectory() as folder:
                file = os.path.join(folder, "picture")
                self.assertEqual(self.json(*show[:-1], flag, file)["schema"], "relayout.show/1")
                self.assertTrue(os.path.getsize(file) > 0)

    def test_foreign_text_is_no_command_to_the_terminal(self):
        escape = "\\u001b[2J"
        for text in [f'{{"name":"a{escape}","lengths":[8]}}', f'{{"name":"a{escape}","lengths":[7]}}']:
            self.refused(3, ["line 1", "name", "control characters"], "plan", "--batches", "-", *MOVE, text=text)
        for key in ["name", "source", "fingerprint"]:
            text = f'{{"schema":"relayout.plan/1","{key}":"a{escape}","moves":[]}}'
            self.refused(3, [key, "control characters"], "verify", "-", text=text)
        for arguments in [["layout", "--lengths", "8", "--layout", "zig\x1b[2J:cp=2"], ["verify", "/no\x1b[2J.json"]]:
            result = run(*arguments)
            self.assertEqual(result.returncode, 3)
            self.assertIn("<U+001B>[2J", result.stderr)
            self.assertNotIn("\x1b", result.stderr)


class Environment(ProgramTest):
    """Status 4: what this build or machine lacks."""

    def test_commands_of_other_builds_say_why(self):
        for command in ["validate", "bench"]:
            self.refused(4, ["GPU"], command)

    def test_a_full_disk_is_noticed(self):
        for arguments in [["layout", "--list"], ["plan", "--lengths", "8", *MOVE], ["check", "--cases", "2", "--json"],
                          ["--help"], ["--version"]]:
            with open("/dev/full", "w", encoding="utf-8") as full:
                result = run(*arguments, capture_output=False, stdout=full, stderr=-1)
            self.assertEqual(result.returncode, 4, msg=arguments)
            self.assertIn("cannot write standard output: No space left on device", result.stderr)

    def test_files_that_cannot_be_written(self):
        show = ["show", "--lengths", "8", *MOVE]
        self.refused(4, ["/nowhere/x.svg", "No such file"], *show, "--svg", "/nowhere/x.svg")
        self.refused(4, ["/dev/full", "No space left"], *show, "--html", "/dev/full")

    def test_a_simulation_larger_than_the_machine(self):
        self.refused(4, ["GB", "--row-bytes"], "simulate", "--lengths", str(2**36), *MOVE, "--row-bytes", "4096")


class Files(ProgramTest):
    def test_files_are_written_whole_and_links_stay_links(self):
        with tempfile.TemporaryDirectory() as folder:
            real, link = os.path.join(folder, "real.svg"), os.path.join(folder, "link.svg")
            with open(real, "w", encoding="utf-8") as file:
                file.write("old")
            os.chmod(real, 0o640)
            os.symlink(real, link)
            self.good("show", "--lengths", "8", *MOVE, "--svg", link)
            with open(real, encoding="utf-8") as file:
                self.assertIn("</svg>", file.read())
            self.assertTrue(os.path.islink(link))
            self.assertEqual(os.stat(real).st_mode & 0o777, 0o640)
            self.assertEqual(sorted(os.listdir(folder)), ["link.svg", "real.svg"])


if __name__ == "__main__":
    unittest.main()
