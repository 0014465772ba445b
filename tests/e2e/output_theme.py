"""What a case wrote, shown again: `maelstrom output`, and links to where it failed."""

import os

import harness
from person import Person


class Theme(harness.EndToEnd):
    def output(self, *arguments):
        return self.maelstrom("output", *arguments)

    def script(self, text):
        path = self.write("chatty.sh", "#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def test_both_streams_come_back_as_they_were_written(self):
        script = self.script("echo to the one\necho to the other >&2\nexit 1\n")
        self.assert_code(self.run_tests([script]), 1)
        shown = self.output("chatty")
        self.assert_code(shown, 0)
        self.assertEqual((shown.stdout, shown.stderr), ("to the one\n", "to the other\n"))
        alone = self.output("chatty", "--stream", "stderr")
        self.assertEqual((alone.stdout, alone.stderr), ("", "to the other\n"))

    def test_what_was_too_much_to_show_is_whole(self):
        script = self.script("i=0\nwhile [ $i -lt 400 ]; do echo line $i of many; i=$((i+1)); done\nexit 1\n")
        run = self.run_tests([script], "--inline-limit", "1000")
        case = next(iter(run.cases.values()))
        self.assertTrue(case["truncated"])
        self.assertLess(len(case["stdout"]), 1200)
        self.assertIn("whole: maelstrom output ", run.stdout)
        shown = self.output("chatty")
        self.assertEqual(shown.stdout, "".join(f"line {i} of many\n" for i in range(400)))

    def test_that_of_a_case_that_passed_and_of_one_that_always_runs(self):
        script = self.script("echo passed\n")
        for _ in range(2):
            self.run_tests([script])
            self.assertEqual(self.output("chatty").stdout, "passed\n")
        self.write("maelstrom.toml", "[[directives]]\ncache = false\n")
        self.script("echo always\n")
        self.run_tests([script])
        self.assertEqual(self.output("chatty").stdout, "always\n")

    def test_what_is_not_known_is_said(self):
        nothing = self.output("chatty")
        self.assert_code(nothing, 2)
        self.assertIn("no run of the tests in", nothing.stderr)
        script = self.script("echo unkept\n")
        self.run_tests([script], "--no-cache")
        unkept = self.output("chatty")
        self.assert_code(unkept, 2)
        self.assertIn("is not kept", unkept.stderr)
        self.run_tests([script, self.add("flaky")])
        several = self.output("all")
        self.assert_code(several, 2)
        self.assertIn("could be any of", several.stderr)

    def test_where_a_case_failed_is_a_link_on_a_terminal_that_knows_them(self):
        source = self.write("src/odd.cc", "")
        script = self.script("echo \"t: src/odd.cc:12: int main(): Assertion \\`false' failed.\" >&2\nexit 1\n")
        command = [harness.MAELSTROM, "test", "--artifact", script, "--ui", "simple", "--color", "never"]
        for forced, there in (("1", True), ("0", False)):
            person = Person(command, self.project, self.environment(TERM="xterm", FORCE_HYPERLINK=forced), columns=200)
            seen, _ = person.end()
            self.check_nothing_is_left()
            self.assertIn("src/odd.cc:12", seen)
            self.assertEqual(f"{source}#12\x1b\\" in seen, there, seen)
            self.assertEqual("\x1b]8;;file://" in seen, there, seen)
