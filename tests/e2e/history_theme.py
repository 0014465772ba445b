"""How cases ended in earlier runs: `maelstrom history`."""

import json
import os

import harness


class Theme(harness.EndToEnd):
    def script(self, name, text):
        path = self.write(name + ".sh", "#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def history(self, *arguments):
        return self.maelstrom("history", *arguments)

    def test_those_that_did_not_always_end_the_same_are_shown(self):
        steady = self.script("steady", "exit 0\n")
        for code in (0, 1, 0):
            self.run_tests([self.script("unsteady", f"exit {code}\n"), steady])
        shown = self.history()
        self.assert_code(shown, 0)
        first, rest = shown.stdout.splitlines()
        self.assertRegex(first, r"^ +\.F\.  +[0-9.]+ s  unsteady\.sh::main$")
        self.assertEqual(rest, "  1 case always ended the same")

    def test_a_case_that_is_asked_for_is_shown_whatever_it_did(self):
        self.run_tests([self.script("steady", "exit 0\n"), self.script("other", "exit 1\n")])
        line = json.loads(self.history("steady", "--format", "json").stdout)
        self.assertEqual((line["case"], line["outcomes"]), ("steady.sh::main", ["passed"]))
        self.assertEqual(len(line["durations_ms"]), 1)
        self.assertEqual(len(self.history("all").stdout.splitlines()), 2)
        nobody = self.history("nobody")
        self.assert_code(nobody, 2)
        self.assertIn("no case of an earlier run is meant by nobody", nobody.stderr)

    def test_an_answer_of_an_earlier_run_is_no_run(self):
        steady = self.script("steady", "exit 0\n")
        for _ in range(2):
            self.run_tests([steady])
        self.assertEqual(json.loads(self.history("steady", "--format", "json").stdout)["outcomes"], ["passed"])

    def test_one_that_is_damaged_is_moved_aside_and_that_is_said(self):
        steady = self.script("steady", "exit 0\n")
        self.run_tests([steady], "--no-cache")
        path = os.path.join(self.root, "state", "maelstrom", "history.sqlite")
        with open(path, "r+b") as file:
            file.write(b"no database, but words" * 100)
        run = self.run_tests([steady], "--no-cache")
        self.assert_code(run, 0)
        self.assertIn("the history of earlier runs was damaged; it was moved to", run.stderr)
        with open(path + ".corrupt", "rb") as file:
            self.assertTrue(file.read().startswith(b"no database"))
        self.assertEqual(json.loads(self.history("steady", "--format", "json").stdout)["outcomes"], ["passed"])
        self.assertNotIn("damaged", self.run_tests([steady], "--no-cache").stderr)

    def test_where_nothing_ran_that_is_said(self):
        nothing = self.history()
        self.assert_code(nothing, 2)
        self.assertIn("no run of the tests in", nothing.stderr)
