"""A case whose inputs have not changed does not run again; one of which any input has changed does."""

import json
import os
import sqlite3
import time
import xml.etree.ElementTree

import harness
import inputs_project


class Theme(inputs_project.WithInputs):
    def cached(self, run):
        return {name: case["cached"] for name, case in run.cases.items()}

    # Whether it runs.

    def test_an_unchanged_project_is_all_hits(self):
        fixture = self.add("outcomes")
        first = self.run_tests([fixture], "-i", "name.starts_with(Pass)")
        self.assertEqual(set(self.cached(first).values()), {False})
        again = self.run_tests([fixture], "-i", "name.starts_with(Pass)", "-v", "--report",
                               f"junit={self.root}/report.xml")
        self.assertEqual(set(self.cached(again).values()), {True})
        self.assertEqual(again.finished()["cached"], 3)
        self.assertIn("3 passed (3 cached)", again.stdout)
        self.assertRegex(again.stdout, r"OK +outcomes::Pass.SaysSomething +cached\n")
        self.assertTrue(next(event for event in again.events if event["event"] == "artifact-listed")["cached"])
        for name, case in again.cases.items():
            self.assertEqual(case["outcome"], "passed")
            for field in ("stdout", "stderr", "exit_code", "duration_ms", "action", "max_rss_bytes"):
                self.assertEqual(case.get(field), first.cases[name].get(field), field)
        document = xml.etree.ElementTree.parse(f"{self.root}/report.xml")
        said = {name.get("name"): name.get("value") for name in document.iter("property")}
        self.assertEqual({name: value for name, value in said.items() if name.startswith("cached of ")},
                         {f"cached of {case['name']}": "true" for case in again.cases.values()})
        os.remove(f"{self.root}/report.xml")

    def test_only_cases_that_passed_are_cached(self):
        fixture = self.add("outcomes")
        include = "name.matches(^(Pass|Fail.AtALine|Skip|Crash.Abort|Exit))"
        first = self.run_tests([fixture], "-i", include)
        again = self.run_tests([fixture], "-i", include)
        self.assertEqual(again.outcomes(), first.outcomes())
        self.assertEqual(
            self.cached(again), {name: outcome == "passed" for name, outcome in first.outcomes().items()})
        self.assert_code(again, 1)

    def test_no_cache_runs_all_and_keeps_nothing(self):
        fixture = self.add("outcomes")
        for _ in range(2):
            run = self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)", "--no-cache")
            self.assertEqual(self.cached(run), {"Pass.Prefix": False})
        self.assertEqual(
            self.cached(self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)")), {"Pass.Prefix": False})

    def test_refresh_runs_all_and_keeps_it(self):
        fixture = self.add("outcomes")
        for arguments, cached in ((), False), (("--refresh",), False), ((), True):
            run = self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)", *arguments)
            self.assertEqual(self.cached(run), {"Pass.Prefix": cached}, arguments)
        self.assert_code(self.run_tests([fixture], "--refresh", "--no-cache"), 2)

    def test_what_is_not_named_by_the_action_is_never_cached(self):
        fixture = self.add("outcomes")
        for directive in (
            'network = "local"',
            "cache = false",
            'added_mounts = [{ type = "bind", mount_point = "/mnt", local_path = "/usr/share", read_only = true }]\n'
            'added_layers = [{ stubs = ["/mnt/"] }]',
        ):
            self.write("maelstrom.toml", f"[[directives]]\n{directive}\n")
            for _ in range(2):
                run = self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)")
                self.assertEqual(self.cached(run), {"Pass.Prefix": False}, f"{directive}: {run.text} {run.cases}")
                self.assert_code(run, 0)

    def test_results_of_a_newer_version_are_left_alone(self):
        fixture = self.add("outcomes")
        self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)")
        path = os.path.join(self.root, "cache", "maelstrom", "results.sqlite")
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        run = self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)")
        self.assertEqual(self.cached(run), {"Pass.Prefix": False})
        self.assertIn("newer version", run.stderr)
        self.assert_code(run, 0)
        with sqlite3.connect(path) as database:
            self.assertEqual(database.execute("PRAGMA user_version").fetchone(), (99,))

    # What makes it another case.

    def test_each_input_that_changes_runs_the_case_again(self):
        artifact = self.make_everything()
        self.assertFalse(self.told(artifact)["cached"])
        plain = self.told(artifact)
        self.assertTrue(plain["cached"])
        unseen = {"devices", "timeout", "timeout of the command line", "isolation", "platform", "the program"}
        for what, (mutate, arguments) in self.mutations().items():
            with self.subTest(what):
                mutate()
                changed = self.told(artifact, *arguments)
                self.assertFalse(changed["cached"], f"a stale answer: another {what}")
                self.assertNotEqual(changed["action"], plain["action"])
                truth = self.told(artifact, "--no-cache", *arguments)
                self.assertEqual(self.without_time(changed), self.without_time(truth))
                if what not in unseen:
                    self.assertNotEqual(self.without_time(changed), self.without_time(plain), f"nobody would notice: {what}")
                again = self.told(artifact, *arguments)
                self.assertTrue(again["cached"], f"not cached: {what}")
                self.make_everything()
                back = self.told(artifact)
                self.assertTrue(back["cached"], f"not cached after {what} is as it was")
                self.assertEqual(back["action"], plain["action"])

    def said(self, artifact, *arguments, **more):
        """The last line of a run that is not asked for more: for it whole suites are looked up."""
        run = self.maelstrom("test", "--artifact", artifact, *arguments, **more)
        self.assertIn(run.code, (0, 1), run.stderr)
        return run.stdout.splitlines()[-1]

    def test_no_suite_answers_for_another(self):
        artifact = self.make_everything()
        self.assertNotIn("cached", self.said(artifact))
        for _ in range(3):
            self.assertIn("1 passed (1 cached)", self.said(artifact))
        suites = os.path.join(self.root, "cache", "maelstrom", "memos", "suite")
        self.assertTrue([names for _, _, names in os.walk(suites) if names], "no suite was kept")
        for what, (mutate, arguments) in self.mutations().items():
            with self.subTest(what):
                mutate()
                self.assertNotIn("cached", self.said(artifact, *arguments), f"a stale answer: another {what}")
                self.make_everything()
                self.assertIn("1 passed (1 cached)", self.said(artifact), f"not cached after {what} is as it was")

    def test_an_answer_that_is_withdrawn_is_withdrawn_from_its_suite(self):
        deadline = int(time.time()) + 10
        self.write("maelstrom.toml", f'[[directives]]\nenvironment = {{ DEADLINE = "{deadline}" }}\n')
        artifact, which = self.add("audited"), ("-i", "name.equals(Clock.IsEarly)")
        self.assertIn("1 passed", self.said(artifact, *which))
        harness.until(lambda: time.time() > deadline, "the deadline")
        for _ in range(3):
            self.assertIn("1 passed (1 cached)", self.said(artifact, *which))
        self.assertIn("1 failed", self.said(artifact, *which, "--refresh"))
        self.assertIn("1 failed", self.said(artifact, *which))

    def without_time(self, case):
        return [line for line in case["stdout"].splitlines() if " ms" not in line]

    def test_another_image_runs_the_case_again(self):
        self.make_image()
        artifact = self.add("own_main")
        self.write("more.txt", "more")
        self.make_image("other", more=[("more.txt", "/more.txt")])
        include = ("-i", "name.equals(OwnMain.IsWhereItWants)")
        actions = []
        for image in ("oci:image", "oci:image", "oci:other"):
            self.write("maelstrom.toml", f'[[directives]]\nimage = "{image}"\ninclude_shared_libraries = true\n')
            run = self.run_tests([artifact], *include)
            case = self.assert_outcome(run, "OwnMain.IsWhereItWants", "passed")
            self.assertEqual(case["cached"], bool(actions) and image == "oci:image")
            actions.append(case["action"])
        self.assertEqual(actions[0], actions[1])
        self.assertNotEqual(actions[0], actions[2])

    def test_another_library_runs_the_case_again(self):
        artifact = self.add("linked")
        for library in ("libfixture_middle.so", "libfixture_innermost.so"):
            with open(os.path.join(harness.FIXTURES, library), "rb") as file:
                self.write(library, file.read())
        self.assertEqual(set(self.cached(self.run_tests([artifact])).values()), {False})
        self.assertEqual(set(self.cached(self.run_tests([artifact])).values()), {True})
        with open(os.path.join(self.project, "libfixture_innermost.so"), "ab") as file:
            file.write(b"\0")
        self.assertEqual(set(self.cached(self.run_tests([artifact])).values()), {False})

    # Where it is run.

    def test_neither_user_locale_time_nor_slots_make_another_case(self):
        fixture = self.add("outcomes")
        include = ("-i", "name.equals(Pass.Prefix)")
        first = self.run_tests([fixture], *include, "--slots", "1").cases["Pass.Prefix"]["action"]
        run = self.run_tests([fixture], *include, "--slots", "3", TZ="Asia/Tokyo", LANG="de_DE.UTF-8", LC_ALL="C",
                             USER="somebody", LOGNAME="somebody", HOME=os.path.join(self.root, "tmp"))
        self.assertEqual(run.cases["Pass.Prefix"]["action"], first)
        self.assertTrue(run.cases["Pass.Prefix"]["cached"])
        run = self.run_tests([fixture], *include, "--cache-root", os.path.join(self.root, "another"))
        self.assertEqual(run.cases["Pass.Prefix"]["action"], first)
        self.assertFalse(run.cases["Pass.Prefix"]["cached"])

    def test_the_order_of_the_configuration_makes_no_other_case(self):
        fixture = self.add("outcomes")
        actions = set()
        for text in (
            '[[directives]]\ntimeout = 9\nenvironment = { A = "1", B = "2" }\nuser = 1\n',
            '[[directives]]\nuser = 1\nenvironment = { B = "2", A = "1" }\ntimeout = 9\n',
        ):
            self.write("maelstrom.toml", text)
            run = self.run_tests([fixture], "-i", "name.equals(Pass.Prefix)")
            actions.add(run.cases["Pass.Prefix"]["action"])
        self.assertEqual(len(actions), 1, json.dumps(sorted(actions)))
