"""What is printed, and what is written for programs."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree

import harness
import junit_schema

OUTCOMES = ("passed", "failed", "timed_out", "skipped", "ignored", "flaky", "leaked", "infrastructure_error", "not_run")


class Theme(harness.EndToEnd):
    def test_a_slow_case_is_said_while_it_runs(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.contains(Endless)"\nslow_timeout = "20ms"\n')
        process = self.start_tests([self.add("slow")], "-i", "name.matches(Endless|Quick/Many.Passes/1$)")
        slow = harness.until(lambda: self.events_so_far("case-slow"), "a slow case")[0]
        self.assertEqual((slow["artifact"], slow["name"], slow["after_ms"]), ("slow", "Endless.Waits", 20))
        process.send_signal(signal.SIGINT)
        run = self.finish(process)
        self.assertIn("SLOW   slow::Endless.Waits", run.stderr)
        self.assertEqual({event["name"] for event in run.events if event["event"] == "case-slow"}, {"Endless.Waits"})

    def test_json_has_the_end_of_a_case_while_others_run(self):
        """Each case ends when its gate is opened here; the last one is shut until all others have been read."""
        shared = self.shared_directory()
        names = [f"gate{i}" for i in range(5)] + ["last"]
        for name in names:
            os.chmod(self.write(name, '#!/bin/sh\nread line <"/shared/${0##*/}"\n'), 0o755)
            os.mkfifo(os.path.join(shared, name))
            os.chmod(os.path.join(shared, name), 0o666)

        def gate(name):
            try:
                return os.open(os.path.join(shared, name), os.O_WRONLY | os.O_NONBLOCK)
            except OSError:  # nobody waits at it yet
                return None

        process = self.start_tests([os.path.join(self.project, name) for name in names], "--slots", str(len(names)))
        gates = {name: harness.until(lambda name=name: gate(name), f"{name} to be waited at") for name in names}
        took = []
        for count, name in enumerate(names[:-1], 1):
            os.write(gates[name], b"open\n")
            opened = time.monotonic()
            harness.until(lambda count=count: len(self.events_so_far("case-finished")) == count, f"the end of {name}", 10)
            took.append(time.monotonic() - opened)
        self.assertIsNone(process.poll())
        self.assertLess(min(took), 0.5)  # of several, for the machine may be busy
        os.write(gates["last"], b"open\n")
        self.assert_code(self.finish(process), 0)

    def test_json_is_complete(self):
        run = self.run_tests([self.add("outcomes")])
        self.assertEqual(run.events[0]["event"], "run-started")
        self.assertEqual(run.events[-1]["event"], "run-finished")
        listed = next(event for event in run.events if event["event"] == "artifact-listed")
        self.assertEqual((listed["framework"], listed["artifact"]), ("gtest", "outcomes"))
        self.assertEqual(listed["cases"], len(run.cases))
        for field in ("version", "id", "time", "slots"):
            self.assertIn(field, run.events[0])
        for case in run.cases.values():
            for field in ("framework", "artifact", "name", "attempt", "outcome", "cached", "isolation"):
                self.assertIn(field, case)
            self.assertIn(case["outcome"], OUTCOMES)
            if case["outcome"] in ("passed", "failed", "skipped"):
                for field in ("duration_ms", "setup_ms", "queue_ms", "max_rss_bytes", "cpu_ms"):
                    self.assertIn(field, case)
                self.assertTrue(("exit_code" in case) != ("signal" in case), case)
        for outcome in OUTCOMES:
            self.assertEqual(run.finished()[outcome], list(run.outcomes().values()).count(outcome), outcome)
        self.assertEqual(run.finished()["exit_code"], run.code)

    def test_json_keeps_bytes_that_are_no_utf_8(self):
        case = self.run_tests([self.add("outcomes")], "-i", "name.equals(Fail.WithOddBytes)").cases["Fail.WithOddBytes"]
        self.assertIn(b"odd \xff\xfe bytes", harness.output_of(case, "stdout"))
        self.assertIn("odd \ufffd", case["stdout"])

    def test_json_to_standard_output_stands_alone_there(self):
        path = self.add("outcomes")
        for arguments in ([], ["-v"], ["--report", f"junit={self.root}/junit.xml"]):
            run = self.maelstrom("test", "--artifact", path, "--report", "json=-", *arguments)
            events = [json.loads(line) for line in run.stdout.splitlines()]
            self.assertEqual(events[-1]["event"], "run-finished")
            self.assertEqual(run.code, 1)

    def test_junit_is_complete(self):
        path = os.path.join(self.root, "junit.xml")
        run = self.run_tests([self.add("outcomes")], "--report", f"junit={path}")
        tree = xml.etree.ElementTree.parse(path)
        cases = {f"{case.get('classname').split('.', 1)[1]}.{case.get('name')}": case for case in tree.iter("testcase")}
        self.assertEqual(set(cases), set(run.cases))
        for name, outcome in run.outcomes().items():
            children = {child.tag for child in cases[name]}
            self.assertEqual("failure" in children, outcome == "failed", name)
            self.assertEqual("skipped" in children, outcome in ("skipped", "ignored"), name)
        suites = list(tree.iter("testsuite"))
        self.assertEqual(sum(int(suite.get("tests")) for suite in suites), len(cases))
        self.assertEqual(sum(int(suite.get("failures")) for suite in suites),
                         list(run.outcomes().values()).count("failed"))
        self.assertIn("arithmetic", xml.etree.ElementTree.tostring(cases["Fail.AtALine"], encoding="unicode"))

    def test_junit_is_what_the_schema_allows(self):
        path = os.path.join(self.root, "junit.xml")
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.starts_with(Pass)"\nslow_timeout = "1ms"\n')
        artifacts = [self.add("outcomes"), self.add("plain"), self.add("listing", "odd \x01 <name>&'\"")]
        for _ in range(2):  # the second time some are cached
            self.run_tests(artifacts, "--report", f"junit={path}")
            tree = xml.etree.ElementTree.parse(path)
            self.assertEqual(tree.getroot().tag, "testsuites")
            self.assertEqual(junit_schema.mistakes(tree.getroot()), [])
        self.assertIn(("cached of Pass.Prefix", "true"),
                      [(one.get("name"), one.get("value")) for one in tree.iter("property")])

    def test_the_page_holds_what_the_run_found(self):
        page, annotations = (os.path.join(self.root, name) for name in ("run.html", "run.txt"))
        run = self.run_tests([self.add("outcomes")], "--report", f"html={page}", "--report", f"github={annotations}")
        with open(page, encoding="utf-8") as file:
            text = file.read()
        data = re.search(r'<script type="application/json" id="run">\n(.*?)</script>', text, re.DOTALL)
        told = {case["name"]: case["outcome"] for case in json.loads(data[1])["cases"]}
        self.assertEqual(told, run.outcomes())
        bad = [name for name, outcome in told.items() if outcome in ("failed", "timed_out", "infrastructure_error")]
        with open(annotations, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual(len(lines), len(bad))
        self.assertTrue(all(line.startswith("::error ") for line in lines), lines)

    def shown_by_page(self, cases, *typed):
        """What the script of the page shows of `cases`, which it would have found in two slots."""
        page = os.path.join(self.root, "run.html")
        if not os.path.exists(page):
            os.chmod(self.write("one", "#!/bin/sh\n"), 0o755)
            self.assert_code(self.run_tests([os.path.join(self.project, "one")], "--report", f"html={page}"), 0)
        with open(page, encoding="utf-8") as file:
            text = file.read()
        run = {"version": "1", "time": "2026-01-01T00:00:00Z", "slots": 2, "duration_ms": 10,
               "artifacts": [{"name": "a"}], "cases": cases}
        begin = text.index("\n", text.index('id="run">')) + 1
        with open(page, "w", encoding="utf-8") as file:
            file.write(text[:begin] + json.dumps(run) + text[text.index("</script>", begin):])
        node = shutil.which("node", path=self.environment()["PATH"])
        if node is None:
            self.skipTest("node is not installed")
        reader = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page_reader.js")
        return json.loads(subprocess.run([node, reader, page, *typed], check=True, capture_output=True).stdout)

    def test_the_page_shows_what_was_slow_what_was_flaky_and_when(self):
        def case(name, outcome, duration, lane, start):
            return {"artifact": 0, "name": name, "outcome": outcome, "duration_ms": duration,
                    "at": {"lane": lane, "start_ms": start, "length_ms": duration}}

        cases = [case("Quick", "passed", 2, 0, 0), case("Slow", "passed", 8, 1, 0), case("Odd", "flaky", 4, 0, 2),
                 case("Bad", "failed", 4, 0, 6), {"artifact": 0, "name": "Off", "outcome": "ignored"}]
        shown = self.shown_by_page(cases)
        self.assertEqual(shown["title"], "1 failed of 5 cases")
        self.assertEqual([row.split()[:3] for row in shown["rows"]],
                         [["failed", "a::", "Bad"], ["flaky", "a::", "Odd"], ["ignored", "a::", "Off"],
                          ["passed", "a::", "Quick"], ["passed", "a::", "Slow"]])
        self.assertIn("maelstrom test -i a::Bad", shown["detail"])
        self.assertEqual(shown["slowest"],
                         [["a::Slow", "100%"], ["a::Bad", "50%"], ["a::Odd", "50%"], ["a::Quick", "25%"]])
        self.assertEqual(shown["flaky"], [["a::Odd", "100%"]])
        # 100 pixels are a millisecond; from the left and the top. What failed is drawn last.
        self.assertEqual(shown["texts"], ["slot 1", "slot 2", "0", "2.5 ms", "5 ms", "7.5 ms", "10 ms"])
        self.assertEqual([(one["box"][:2], one["colour"]) for one in shown["boxes"]],
                         [([60, 24], "--passed"), ([60, 2], "--passed"), ([260, 2], "--skipped"),
                          ([660, 2], "--failed")])
        self.assertEqual([one["box"][2] for one in shown["boxes"]], [799, 199, 399, 399])

    def test_the_page_has_only_what_there_is_to_show(self):
        cases = [{"artifact": 0, "name": name, "outcome": "passed", "cached": True} for name in ("One", "Two")]
        shown = self.shown_by_page(cases, "TWO")
        self.assertEqual((shown["title"], shown["flaky"], shown["has_timeline"]), ("2 cases, none failed", None, False))
        self.assertEqual([row.split()[:3] for row in shown["rows"]], [["passed", "a::", "Two"]])

    def test_output_of_failures_is_whole_and_of_passes_hidden(self):
        run = self.run_tests([self.add("outcomes")], "-i", "name.matches(^(Fail|Pass))")
        self.assertNotIn("words of a case that passes", run.text)
        self.assertIn("standard output of the failure", run.text)
        self.assertIn("standard error of the failure", run.text)
        for number in (0, 1500, 2999):
            self.assertIn(f"line {number} of the output\n", run.text)
        self.assertIn("the second of two", run.text)

    def test_verbose_has_a_line_for_each_case(self):
        path = self.add("outcomes")
        quiet = self.run_tests([path], "-i", "name.starts_with(Pass)")
        self.assertNotIn("Pass.Prefix", quiet.stdout)
        verbose = self.run_tests([path], "-i", "name.starts_with(Pass)", "-v")
        for name in ("Pass.SaysSomething", "Pass.Prefix", "Pass.PrefixLonger"):
            self.assertIn(f"outcomes::{name}", verbose.text)

    def test_the_last_line_is_enough_to_know(self):
        run = self.run_tests([self.add("outcomes")], "-i", "name.matches(^(Pass|Skip.With|Off|Fail.AtALine))")
        last = run.stdout.strip().splitlines()[-1]
        for words in ("6 cases in ", "3 passed", "1 failed", "1 skipped", "1 ignored"):
            self.assertIn(words, last)
        self.assertIn("outcomes::Fail.AtALine", run.stdout)

    def test_a_pipe_gets_neither_colours_nor_cursor_movements(self):
        run = self.run_tests([self.add("outcomes")], "-x", "name.contains(OddBytes)")
        self.assertNotIn("\x1b", run.text)
        self.assertNotIn("\r", run.text)
        coloured = self.run_tests([self.add("outcomes")], "-x", "name.contains(OddBytes)", "--color", "always")
        self.assertIn("\x1b[", coloured.text)

    def test_list_tests_as_text(self):
        run = self.maelstrom("list", "tests", "--artifact", self.add("outcomes"), "-i", "name.starts_with(Pass.)")
        self.assert_code(run, 0)
        self.assertEqual(run.stdout.split(), ["outcomes::Pass.SaysSomething", "outcomes::Pass.Prefix",
                                              "outcomes::Pass.PrefixLonger"])

    def test_list_tests_as_json(self):
        run = self.maelstrom("list", "tests", "--artifact", self.add("outcomes"), "--format", "json", "-i",
                             "name.matches(Pass|Off)")
        self.assert_code(run, 0)
        text = run.stdout.strip()
        listed = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]
        self.assertEqual([(case["artifact"], case["name"]) for case in listed],
                         [("outcomes", name) for name in ("Pass.SaysSomething", "Pass.Prefix", "Pass.PrefixLonger",
                                                          "Off.DISABLED_Case", "DISABLED_OffSuite.Case")])

    def test_a_report_that_cannot_be_written(self):
        run = self.maelstrom("test", "--artifact", self.add("plain"), "--report", "json=/proc/nowhere/report.json")
        self.assertIn(run.code, (2, 3))
        self.assertIn("/proc/nowhere", run.stderr)

    def test_an_unknown_report_is_a_mistake_of_usage(self):
        run = self.maelstrom("test", "--artifact", self.add("plain"), "--report", "yaml=x")
        self.assert_code(run, 2)
        self.assertIn("yaml", run.stderr)

    def test_help_names_every_option(self):
        top = self.maelstrom("--help")
        self.assert_code(top, 0)
        for word in ("test", "list", "doctor"):
            self.assertIn(word, top.stdout)
        run = self.maelstrom("test", "--help")
        self.assert_code(run, 0)
        for option in ("--include", "--exclude", "--slots", "--isolation", "--report", "--color", "--cache-root",
                       "--state-root", "--build-dir", "--no-build", "--artifact", "--timeout"):
            self.assertIn(option, run.stdout)
        self.assertEqual(run.stderr, "")

    def test_help_of_every_command_is_its_own(self):
        for command in ("test", "list", "list tests", "list artifacts", "list containers", "run", "cache", "cache gc",
                        "cache verify", "cache export", "cache import", "doctor", "completion", "completion bash",
                        "completion zsh", "completion fish", "man"):
            run = self.maelstrom(*command.split(), "--help")
            self.assert_code(run, 0)
            self.assertIn(f"\nUsage: maelstrom {command} [OPTION...]", run.stdout)
            self.assertEqual(run.stderr, "")
            self.assertEqual([line for line in run.stdout.splitlines() if len(line) > 80], [], command)
            if command != "test":
                self.assertNotIn("after --", run.stdout, command)
        self.assertIn("Usage: maelstrom [OPTION...] COMMAND", self.maelstrom("--help").stdout)

    def test_version(self):
        run = self.maelstrom("--version")
        self.assert_code(run, 0)
        self.assertRegex(run.stdout, r"\d+\.\d+\.\d+")

    def test_mistakes_of_usage(self):
        for arguments in (["test", "--no-such-option"], ["no-such-command"], ["test", "--slots", "many"],
                          ["test", "--slots", "0"], ["test", "--isolation", "half"], []):
            run = self.maelstrom(*arguments)
            self.assert_code(run, 2)
            self.assertNotEqual(run.stderr, "", arguments)
