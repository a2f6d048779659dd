"""What the tests of the program share: running it, and asking of its output what every output owes."""

import json
import os
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop() if len(sys.argv) > 1 else os.environ.get("RELAYOUT", "relayout")
COMMANDS = ["show", "layout", "view", "plan", "simulate", "check", "verify", "cost", "sweep", "prove", "validate",
            "bench"]
# No GPU is seen, whatever machine runs the tests.
os.environ["CUDA_VISIBLE_DEVICES"] = ""

BATCHES = '{"name":"a","lengths":[8]}\n\n{"name":"b","lengths":[4,4],"cp":[1,2],"other":true}\n'
MOVE = ["--source", "zigzag", "--target", "contiguous", "--cp", "2"]


def run(*arguments, text="", **options):
    """Runs the program without a terminal; `text` is its standard input."""
    options = {"input": text, "capture_output": True, "text": True, "timeout": 300, **options}
    return subprocess.run([PROGRAM, *arguments], check=False, **options)


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def good(self, *arguments, text=""):
        result = run(*arguments, text=text)
        self.assertEqual((result.returncode, result.stderr), (0, ""), msg=arguments)
        return result.stdout

    def json_lines(self, *arguments, text="", status=0):
        """Every line of standard output is one JSON object, and there is nothing else."""
        result = run(*arguments, "--json", text=text)
        self.assertEqual((result.returncode, result.stderr), (status, ""), msg=(arguments, result.stdout))
        self.assertTrue(result.stdout.endswith("\n"))
        return [json.loads(line) for line in result.stdout.splitlines()]

    def json(self, *arguments, text="", status=0):
        documents = self.json_lines(*arguments, text=text, status=status)
        self.assertEqual(len(documents), 1)
        return documents[0]

    def refused(self, status, expected, *arguments, text=""):
        """The same error twice: as a sentence on standard error, and as relayout.error/1 on standard output."""
        result = run(*arguments, text=text)
        self.assertEqual(result.returncode, status, msg=(arguments, result.stdout, result.stderr))
        self.assertEqual(result.stdout, "", msg=arguments)
        self.assertTrue(result.stderr.startswith("relayout: error: "), msg=result.stderr)
        for part in expected:
            self.assertIn(part, result.stderr, msg=arguments)
        document = self.json(*arguments, text=text, status=status)
        self.assertEqual(document["schema"], "relayout.error/1")
        self.assertEqual(set(document["error"]), {"code", "message"})
        for part in expected:
            self.assertIn(part, f"relayout: error: {document['error']['message']}" if "batch" not in document else part)
        return document["error"]
