"""What people meet: help and its examples, terminals and colour, Ctrl-C, deadlines, readers that go away."""

import json
import os
import pathlib
import pty
import re
import shlex
import signal
import subprocess
import tempfile
import time
import unittest

from cli_program import COMMANDS, MOVE, PROGRAM, ProgramTest, run

ESCAPE = "\x1b["
LACKING = ["validate", "bench"]  # no GPU is seen


def on_terminal(*arguments, **environment):
    """Standard output of the program as a terminal sees it."""
    master, slave = pty.openpty()
    variables = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen([PROGRAM, *arguments], stdout=slave, env={**variables, "TERM": "xterm", **environment})
    os.close(slave)
    output = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:  # how Linux says that nobody holds the other end
            break
        if not block:
            break
        output += block
    process.wait(60)
    os.close(master)
    return output.decode()


class Help(ProgramTest):
    def test_every_command_is_listed(self):
        text = self.good("--help")
        for command in COMMANDS:
            self.assertRegex(text, rf"(?m)^  {command} ")

    def test_every_command_has_help_with_an_example(self):
        for command in COMMANDS:
            text = self.good(command, "--help")
            self.assertIn(f"relayout {command} ", text)
            self.assertIn("--json", text)

    def test_every_example_runs(self):
        program = pathlib.Path(PROGRAM).resolve()
        for command in ["", *COMMANDS]:
            text = self.good(*command.split(), "--help")
            examples = re.findall(r"^ +(relayout .*)$", text[text.index("Example"):], re.M)
            self.assertTrue(examples, command)
            for example in examples:
                with tempfile.TemporaryDirectory() as folder:
                    os.symlink(program, os.path.join(folder, "relayout"))
                    for name, content in self.example_files().items():
                        pathlib.Path(folder, name).write_text(content, encoding="utf-8")
                    result = subprocess.run(["bash", "-o", "pipefail", "-c", example], cwd=folder, capture_output=True,
                                            text=True, check=False, timeout=300,
                                            env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
                lacking = command in LACKING or "not in this build" in text
                shows_a_failure = "--fault" in example or "--grouping" in example
                status = 4 if lacking and command else 1 if shows_a_failure else 0
                self.assertEqual(result.returncode, status, msg=(example, result.stdout, result.stderr))

    def example_files(self):
        routes = run("plan", "--lengths", "8,16", *MOVE, "--routes").stdout
        return {"packs.jsonl": '{"name":"a","lengths":[8,16]}\n', "routes.json": routes}

    def test_version_names_compiler_and_parts(self):
        text = self.good("--version")
        self.assertRegex(text, r"^relayout \d+\.\d+\.\d+\n")
        for part in ["compiler", "model", "sim", "oneTBB", "engine"]:
            self.assertIn(part, text)


class Terminal(ProgramTest):
    SHOW = ["show", "--lengths", "8,16", *MOVE]

    def test_colour_on_a_terminal_only(self):
        self.assertIn(ESCAPE, on_terminal(*self.SHOW))
        self.assertNotIn(ESCAPE, self.good(*self.SHOW))

    def test_no_color_and_dumb_terminals_are_respected(self):
        self.assertNotIn(ESCAPE, on_terminal(*self.SHOW, NO_COLOR="1"))
        self.assertNotIn(ESCAPE, on_terminal(*self.SHOW, TERM="dumb"))
        self.assertIn(ESCAPE, on_terminal(*self.SHOW, NO_COLOR=""))

    def test_colour_carries_no_meaning(self):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(*self.SHOW)).replace("\r\n", "\n")
        self.assertEqual(plain, on_terminal(*self.SHOW, NO_COLOR="1").replace("\r\n", "\n"))

    def test_pictures_as_files(self):
        svg = self.good(*self.SHOW, "--svg", "-")
        self.assertTrue(svg.startswith("<svg") and svg.rstrip().endswith("</svg>"))
        page = self.good("show", "--lengths", "8", "--layout", "sequential", "--cp", "2,4", "--html", "-")
        self.assertEqual(page.count("<svg"), 2)

    def test_results_say_which_layout_they_are_of(self):
        text = self.good("layout", "--lengths", "8", "--layout", "sequential", "--cp", "2,4")
        self.assertIn("sequential:cp=2", text)
        self.assertIn("sequential:cp=4", text)

    def test_check_sums_up(self):
        text = self.good("check", "--cases", "20", "--seed", "9")
        for part in ["20 random cases", "seed 9", "holds", "partition", "simulation"]:
            self.assertIn(part, text)
        self.assertIn("1 pack, cp 2 3", self.good("check", "--lengths", "5,7", "--cp", "2,3"))

    def test_a_run_that_does_not_end_has_no_estimate(self):
        self.assertIn("estimated", self.good("simulate", "--lengths", "8", *MOVE))
        result = run("simulate", "--lengths", "8", *MOVE, "--dead-rank", "1")
        self.assertEqual(result.returncode, 1)
        self.assertIn("FAILS  progress: ", result.stdout)
        self.assertNotIn("estimated", result.stdout)
        report = self.json("simulate", "--lengths", "8", *MOVE, "--dead-rank", "1", status=1)
        self.assertIsNone(report["forward"]["estimated_ns"])

    def test_a_failing_check_shows_case_picture_and_command(self):
        result = run("check", "--fault", "one-sequence-only")
        self.assertEqual(result.returncode, 1)
        for part in ["planted fault one-sequence-only", "FAILS  join: ", "smallest case: ", "rank 0 │", "replay\n",
                     "  relayout check --lengths 1,1 "]:
            self.assertIn(part, result.stdout)


class Ends(ProgramTest):
    LONG = ["check", "--cases", "100000000"]

    def stopped(self, *arguments):
        process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors

    def test_ctrl_c_ends_a_check_with_the_tally_so_far(self):
        status, output, errors = self.stopped(*self.LONG)
        self.assertEqual((status, output), (130, ""))
        self.assertRegex(errors, r"error: interrupted after [1-9][0-9,]* of 100,000,000 cases, all of which hold\n$")
        status, output, errors = self.stopped(*self.LONG, "--json")
        self.assertEqual((status, errors), (130, ""))
        error = json.loads(output)["error"]
        self.assertEqual(error["code"], "interrupted")
        self.assertRegex(error["message"], "after [1-9][0-9,]* of 100,000,000 cases")

    def test_ctrl_c_ends_a_simulation_over_many_packs(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write('{"name":"a","lengths":[80000]}\n' * 10000)
            file.flush()
            status, output, _ = self.stopped("simulate", "--batches", file.name, *MOVE, "--json")
        self.assertEqual(status, 130)
        *done, last = [json.loads(line) for line in output.splitlines()]
        self.assertEqual(last["error"]["code"], "interrupted")
        self.assertIn(f"after {len(done)} of 10000 runs", last["error"]["message"])

    def test_a_deadline_ends_with_the_tally_so_far(self):
        self.refused(5, ["--timeout", "after"], *self.LONG, "--timeout", "1")

    def test_a_deadline_ends_within_one_case_and_one_run(self):
        one = ["--cp", "8", "--timeout", "1", "--lengths", "1500000", "--source", "striped:block=1", "--target"]
        self.soon(5, "check", *one, "zigzag:remainder=pad", expected="after 0 of 1 case")
        self.soon(5, "simulate", *one, "zigzag:remainder=pad", "--row-bytes", "1024", expected="after 0 of 1 runs")

    def soon(self, status, *arguments, expected):
        begun = time.monotonic()
        error = self.refused(status, ["--timeout", expected], *arguments)
        self.assertEqual(error["code"], "deadline")
        self.assertLess(time.monotonic() - begun, 20, msg=arguments)

    def test_ctrl_c_ends_within_one_case_and_one_run(self):
        one = ["--lengths", "1500000", "--source", "striped:block=1", "--target", "zigzag:remainder=pad", "--cp", "8"]
        for command, tally in [(["check"], "case"), (["simulate", "--row-bytes", "1024"], "runs")]:
            status, output, errors = self.stopped(*command, *one)
            self.assertEqual((status, output), (130, ""))
            self.assertIn(f"error: interrupted after 0 of 1 {tally}", errors)

    def test_a_reader_that_goes_away_ends_it_without_a_word(self):
        sizes = ",".join(str(size) for size in range(1, 4000))
        command = f"{shlex.quote(PROGRAM)} layout --lengths 8 --layout sequential:remainder=pad --cp {sizes} --json"
        result = subprocess.run(["bash", "-o", "pipefail", "-c", command + " | head -1"], capture_output=True,
                                text=True, check=False, timeout=60)
        self.assertEqual((result.stderr, result.stdout.count("\n")), ("", 1))
        self.assertEqual(result.returncode, 4)

    def test_a_closed_standard_output_is_noticed_and_no_file_takes_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = os.path.join(folder, "trace.json")
            command = f"{shlex.quote(PROGRAM)} simulate --lengths 8 {' '.join(MOVE)} --trace {trace} >&-"
            result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual(result.returncode, 4)
            self.assertIn("cannot write standard output", result.stderr)
            with open(trace, encoding="utf-8") as file:
                json.load(file)


if __name__ == "__main__":
    unittest.main()
