"""Projects that Meson builds."""

import json
import os
import shutil
import subprocess

import harness


class Theme(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        if shutil.which("meson", path=self.environment()["PATH"]) is None:
            self.skipTest("meson is not installed")

    def script(self, name, text):
        os.chmod(self.write(name, "#!/bin/sh\n" + text), 0o755)

    def make_project(self, body):
        self.write("meson.build", "project('e2e', version: '1')\n" + body)

    def test_it_is_configured_built_and_each_test_runs_as_meson_says(self):
        self.script("says.sh", 'test "$1 $WORD" = "a b c" && test "$PWD" = "$PLACE" && test -e "$2"\n')
        self.script("skips.sh", "exit 77\n")
        self.script("tap.sh", "echo 1..2\necho ok 1\necho not ok 2 - with a reason\n")
        self.write("data.txt", "data\n")
        self.make_project(
            "made = custom_target('made', output: 'made.txt', input: 'data.txt', build_by_default: true,\n"
            "  command: ['cp', '@INPUT@', '@OUTPUT@'])\n"
            "test('says', find_program('says.sh'), args: ['a', meson.current_source_dir() / 'data.txt'], suite: 'talk',\n"
            "  env: {'WORD': 'b c', 'PLACE': meson.current_source_dir()}, workdir: meson.current_source_dir())\n"
            "test('skips', find_program('skips.sh'))\n"
            "test('tap', find_program('tap.sh'), protocol: 'tap')\n")
        run = self.run_tests([])
        self.assertEqual(run.outcomes(), {"says": "passed", "skips": "skipped", "tap": "failed"}, run.text)
        self.assert_code(run, 1)
        self.assertTrue(os.path.exists(os.path.join(self.project, "build", "maelstrom", "made.txt")))
        again = self.run_tests([], "-i", "label.equals(talk)")
        self.assertEqual(list(again.cases), ["says"])
        self.assertTrue(again.cases["says"]["cached"])

    def test_each_test_ends_as_meson_says(self):
        self.script("sh.sh", 'eval "$1"\n')
        commands = {
            "zero": ("exit 0", "exitcode"), "one": ("exit 1", "exitcode"), "skip": ("exit 77", "exitcode"),
            "error": ("exit 99", "exitcode"), "signal": ("kill -SEGV $$", "exitcode"), "slow": ("while :; do :; done", "exitcode"),
            "tap_ok": ("echo 1..1; echo ok 1", "tap"), "tap_not": ("echo 1..1; echo not ok 1", "tap"),
            "tap_todo": ('echo 1..1; echo "not ok 1 # TODO x"', "tap"), "tap_few": ("echo 1..3; echo ok 1", "tap"),
            "tap_skip": ('echo "1..0 # SKIP no"', "tap"), "tap_77": ("echo 1..1; echo ok 1; exit 77", "tap"),
            "rust_ok": ('echo "test a::b ... ok"', "rust"),
            "rust_not": ('echo "test a ... FAILED"; exit 101', "rust")}
        body = "sh = find_program('sh.sh')\n"
        for name, (command, protocol) in commands.items():
            for prefix, fails in (("", "false"), ("f_", "true")):
                body += (f"test('{prefix}{name}', sh, args: ['{command}'], protocol: '{protocol}', "
                         f"should_fail: {fails}, timeout: 2)\n")
        self.make_project(body)
        run = self.run_tests([])
        said = {"OK": "passed", "EXPECTEDFAIL": "passed", "FAIL": "failed", "UNEXPECTEDPASS": "failed",
                "ERROR": "failed", "SKIP": "skipped", "TIMEOUT": "timed_out"}
        directory = os.path.join(self.project, "build", "maelstrom")
        subprocess.run(["meson", "test", "-C", directory], check=False, capture_output=True,
                       env={**os.environ, **self.environment()})
        with open(os.path.join(directory, "meson-logs", "testlog.json"), encoding="utf-8") as log:
            ended = [json.loads(line) for line in log]
        self.assertEqual(len(ended), 2 * len(commands))
        self.assertEqual(run.outcomes(), {one["name"].split(" / ")[-1]: said[one["result"]] for one in ended}, run.text)

    def test_what_a_test_depends_on_and_its_variables_are_there(self):
        self.script("sh.sh", 'eval "$1"\n')
        self.write("data.txt", "data\n")
        self.make_project(
            "made = custom_target('made', output: 'made.txt', input: 'data.txt', command: ['cp', '@INPUT@', '@OUTPUT@'])\n"
            "env = environment()\n"
            "env.prepend('PATH', '/first')\n"
            "env.append('LIST', 'a', 'b', separator: ';')\n"
            "test('depends', find_program('sh.sh'), depends: made, args: ['test -e made.txt'])\n"
            "test('names', find_program('sh.sh'), args: ['test -e \"$2\" && test -e \"$3\"', made, files('data.txt')])\n"
            "test('env', find_program('sh.sh'), env: env,\n"
            "  args: ['test \"$PATH $LIST\" = \"/first:/usr/local/bin:/usr/bin:/bin a;b\"'])\n")
        run = self.run_tests([])
        self.assertEqual(run.outcomes(), {"depends": "passed", "names": "passed", "env": "passed"}, run.text)

    def test_where_meson_cannot_be_asked_that_is_said(self):
        self.script("fails.sh", "exit 1\n")
        self.make_project("test('fails', find_program('fails.sh'), should_fail: true)\n")
        self.assert_code(self.run_tests([]), 0)
        setup = os.path.join(self.project, "build", "maelstrom", "meson-private", "meson_test_setup.dat")
        os.remove(setup)
        run = self.run_tests([], "--no-build")
        self.assert_code(run, 1)
        self.assertIn("should_fail counts as any other", run.stderr)
        self.assertIn("meson_test_setup.dat", run.stderr)

    def test_cases_of_a_framework_are_told_apart(self):
        path = self.add("flaky")
        self.make_project(f"test('flaky', find_program('{path}'), protocol: 'gtest', timeout: 0)\n")
        subprocess.run(["meson", "setup", "out", self.project], cwd=self.project, check=True, capture_output=True,
                       env={**os.environ, **self.environment()})
        run = self.run_tests([], "-i", "name.contains(Never)")
        self.assertEqual(list(run.cases), ["Flaky.Never"])
        self.assertEqual(run.cases["Flaky.Never"]["framework"], "gtest")

    def test_only_what_is_asked_for_is_built(self):
        self.script("sh.sh", 'eval "$1"\n')
        body = ("made = custom_target('made', output: 'it\\'s, made.txt', command: ['touch', '@OUTPUT@'])\n"
                "sh = find_program('sh.sh')\n"
                "slow = custom_target('slow', output: 'slow.txt', command: ['touch', '@OUTPUT@'])\n"
                "test('needs', sh, depends: made, args: ['test -e *made.txt'])\n"
                "test('other', find_program('other.sh'), depends: slow)\n")
        self.script("other.sh", "test -e slow.txt\n")
        self.make_project(body)
        build = os.path.join(self.project, "build", "maelstrom")
        run = self.run_tests([], "-i", "artifact.starts_with(sh)")
        self.assertEqual(run.outcomes(), {"needs": "passed"}, run.text)
        self.assertEqual([name for name in os.listdir(build) if name.endswith(".txt")], ["it's, made.txt"])
        self.make_project(body.replace("made.txt", "renamed.txt"))
        renamed = self.run_tests([], "-i", "artifact.starts_with(sh)")
        self.assertEqual(renamed.outcomes(), {"needs": "passed"}, renamed.text)
        self.assertIn("it's, renamed.txt", os.listdir(build))
        self.assertNotIn("slow.txt", os.listdir(build), "nobody asked for it")
        self.assertEqual(len(self.run_tests([]).cases), 2)
        self.assertIn("slow.txt", os.listdir(build))

    def test_a_build_that_fails_shows_what_it_said(self):
        self.make_project("custom_target('broken', output: 'x', command: ['false'], build_by_default: true)\n")
        run = self.run_tests([])
        self.assert_code(run, 2)
        self.assertIn("the project could not be built", run.stderr)
        self.assertIn("meson compile -C", run.stderr)
