"""A case whose inputs have not changed does not run again; one of which any input has changed does."""

import io
import json
import os
import sqlite3
import tarfile
import time
import xml.etree.ElementTree

import harness
import image_maker

DIRECTIVE = """
[[directives]]
layers = [
  { glob = "data/**", strip_prefix = "data", prepend_prefix = "/given" },
  { paths = ["single.txt", "link"], prepend_prefix = "/given/paths" },
  { stubs = ["/given/stub"] },
  { symlinks = [{ link = "/given/symlink", target = "somewhere" }] },
  { tar = "archive.tar" },
]
environment = { LEVEL = "1" }
timeout = 50
network = "loopback"
user = 0
group = 0
hostname = "here"
working_directory = "/given"
"""


def tar_of(content, mode=0o644):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        info = tarfile.TarInfo("given/of_tar")
        info.size, info.mode, info.mtime = len(content), mode, 1000
        tar.addfile(info, io.BytesIO(content))
    return file.getvalue()


class Theme(image_maker.WithImages):
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
        self.assertEqual([case.get("status") for case in document.iter("testcase")], ["cached"] * 3)
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

    def set_directive(self, before, after, text=DIRECTIVE):
        self.assertIn(before, text)
        self.write("maelstrom.toml", text.replace(before, after))

    def make_everything(self):
        self.write("maelstrom.toml", DIRECTIVE)
        self.write("data/deep/file.txt", "content")
        self.write("data/tool.sh", "true")
        self.write("single.txt", "one")
        self.write("archive.tar", tar_of(b"of the tar"))
        link = os.path.join(self.project, "link")
        if os.path.lexists(link):
            os.remove(link)
        os.symlink("there", link)
        for path in ("data/tool.sh", "data/deep/file.txt"):
            os.chmod(os.path.join(self.project, path), 0o644)
        added = os.path.join(self.project, "data/added")
        if os.path.exists(added):
            os.remove(added)
        return self.add("inputs")

    def replace_in_place(self, name, content):
        """Other bytes, the same size and time of modification."""
        path = os.path.join(self.project, name)
        before = os.stat(path)
        self.assertEqual(before.st_size, len(content))
        with open(path, "r+", encoding="ascii") as file:
            file.write(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def retarget(self):
        os.remove(os.path.join(self.project, "link"))
        os.symlink("elsewhere", os.path.join(self.project, "link"))

    def rebuild(self):
        with open(os.path.join(self.project, "inputs"), "ab") as file:
            file.write(b"\0")

    def mutations(self):
        def write(name, content):
            return lambda: self.write(name, content)

        def directive(before, after):
            return lambda: self.set_directive(before, after)

        def mode(name, bits):
            return lambda: os.chmod(os.path.join(self.project, name), bits)

        nothing = lambda: None
        return {
            "content": (write("data/deep/file.txt", "CONTENT"), ()),
            "content of the same size and time": (lambda: self.replace_in_place("single.txt", "two"), ()),
            "a longer file": (write("single.txt", "one and more"), ()),
            "mode bit": (mode("data/tool.sh", 0o755), ()),
            "another file": (write("data/added", ""), ()),
            "a file less": (lambda: os.remove(os.path.join(self.project, "data/deep/file.txt")), ()),
            "link target": (self.retarget, ()),
            "stub": (directive("/given/stub", "/given/stump"), ()),
            "target of a declared link": (directive('target = "somewhere"', 'target = "nowhere"'), ()),
            "place of a declared link": (directive("/given/symlink", "/given/sym"), ()),
            "prefix": (directive('prepend_prefix = "/given/paths"', 'prepend_prefix = "/given/other"'), ()),
            "content in a tar": (write("archive.tar", tar_of(b"OF THE TAR")), ()),
            "mode in a tar": (write("archive.tar", tar_of(b"of the tar", 0o600)), ()),
            "variable": (directive('LEVEL = "1"', 'LEVEL = "2"'), ()),
            "another variable": (directive('LEVEL = "1"', 'LEVEL = "1", MORE = ""'), ()),
            "argument": (nothing, ("--", "an argument")),
            "mount": (directive('network = "loopback"', 'network = "loopback"\nadded_mounts = [{ type = "tmp", mount_point = "/given/paths" }]'), ()),
            "devices": (directive("user = 0", 'user = 0\nmounts = [{ type = "proc", mount_point = "/proc" }, { type = "devices", devices = ["null"] }]'), ()),
            "network": (directive('network = "loopback"', 'network = "disabled"'), ()),
            "user": (directive("user = 0", "user = 5"), ()),
            "group": (directive("group = 0", "group = 6"), ()),
            "hostname": (directive('hostname = "here"', 'hostname = "there"'), ()),
            "working directory": (directive('working_directory = "/given"', 'working_directory = "/given/deep"'), ()),
            "writable file system": (directive("user = 0", "user = 0\nwritable_file_system = false"), ()),
            "timeout": (directive("timeout = 50", "timeout = 51"), ()),
            "timeout of the command line": (nothing, ("--timeout", "49")),
            "isolation": (nothing, ("--isolation", "strict")),
            "platform": (directive("user = 0", 'user = 0\nplatform = ["cpu-model"]'), ()),
            "the program": (self.rebuild, ()),
        }  # fmt: skip

    def told(self, artifact, *arguments):
        run = self.run_tests([artifact], *arguments)
        return self.assert_outcome(run, "Inputs.AreTold", "passed")

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

    # Why it runs.

    NAMED = {
        "content": "file /given/deep/file.txt in layer",
        "content of the same size and time": "file /given/paths/single.txt in layer",
        "a longer file": "file /given/paths/single.txt in layer",
        "mode bit": "mode /given/tool.sh in layer",
        "another file": "file /given/added in layer",
        "a file less": "file /given/deep/file.txt in layer",
        "link target": "link /given/paths/link in layer",
        "stub": "file /given/stump in layer",
        "place of a declared link": "link /given/sym in layer",
        "prefix": "file /given/other/single.txt in layer",
        "target of a declared link": "link /given/symlink in layer",
        "content in a tar": "file /given/of_tar in layer",
        "mode in a tar": "mode /given/of_tar in layer",
        "variable": "variable LEVEL: 1 -> 2",
        "another variable": 'variable MORE: new, ""',
        "argument": "argument ",
        "devices": "mount /dev",
        "mount": "mount /given/paths: new, tmp",
        "network": "network: loopback -> disabled",
        "user": "user: 0 -> 5",
        "group": "group: 0 -> 6",
        "hostname": "host name: here -> there",
        "working directory": "working directory: /given -> /given/deep",
        "writable file system": "writable file system: yes -> no",
        "timeout": "timeout: 50 s -> 51 s",
        "timeout of the command line": "timeout: 50 s -> 49 s",
        "isolation": "isolation: default -> strict",
        "platform": "platform cpu-model: new, ",
        "the program": "/inputs in layer",
    }

    def why(self, artifact, *arguments, case="Inputs.AreTold"):
        run = self.maelstrom("why", case, "--artifact", artifact, *arguments)
        self.assert_code(run, 0)
        return run.stdout

    def test_why_names_the_input_that_has_changed(self):
        artifact = self.make_everything()
        self.assertIn("inputs::Inputs.AreTold runs: no run of it is known", self.why(artifact))
        plain = self.told(artifact)["action"]
        told = self.why(artifact)
        self.assertIn("inputs::Inputs.AreTold is cached\n  since 2", told)
        self.assertIn(plain, told)
        mutations = self.mutations()
        self.assertEqual(set(self.NAMED), set(mutations))
        for what, line in self.NAMED.items():
            with self.subTest(what):
                mutate, arguments = mutations[what]
                mutate()
                told = self.why(artifact, *arguments)
                self.assertIn("runs: an input has changed since run ", told)
                self.assertIn(f"what differs from action {plain}:\n", told)
                self.assertIn(line, told)
                self.make_everything()

    def test_why_tells_what_made_a_cached_case_run_and_diff_tells_the_same(self):
        artifact = self.make_everything()
        before = self.told(artifact)["action"]
        self.mutations()["variable"][0]()
        after = self.told(artifact)["action"]
        told = self.why(artifact)
        self.assertIn("is cached", told)
        self.assertIn("variable LEVEL: 1 -> 2", told)
        run = self.maelstrom("diff", before[:12], after)
        self.assert_code(run, 0)
        self.assertEqual(run.stdout, "  variable LEVEL: 1 -> 2\n")
        run = self.maelstrom("diff", after, before, "--format", "json")
        self.assertEqual(json.loads(run.stdout)["differences"],
                         [{"input": "variable", "name": "LEVEL", "before": "2", "after": "1"}])
        self.assertEqual(self.maelstrom("diff", before, before).stdout, "both are the same action\n")
        unknown = self.maelstrom("diff", before, "0" * 64)
        self.assert_code(unknown, 2)
        self.assertIn("no action is known", unknown.stderr)

    def test_why_a_case_runs_though_nothing_has_changed(self):
        fixture = self.add("outcomes")
        self.run_tests([fixture], "-i", "name.equals(Fail.AtALine)")
        self.assertIn("runs: nothing has changed, but it did not pass", self.why(fixture, case="Fail.AtALine"))
        self.write("maelstrom.toml", "[[directives]]\ncache = false\n")
        self.assertIn("always runs: it is not to be cached", self.why(fixture, case="Fail.AtALine"))
        many = self.maelstrom("why", "Pass", "--artifact", fixture)
        self.assert_code(many, 2)
        self.assertIn("could be any of", many.stderr)
        self.assertIn("outcomes::Pass.Prefix", many.stderr)
