"""Projects that Meson builds."""

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

    def test_cases_of_a_framework_are_told_apart(self):
        path = self.add("flaky")
        self.make_project(f"test('flaky', find_program('{path}'), protocol: 'gtest', timeout: 0)\n")
        subprocess.run(["meson", "setup", "out", self.project], cwd=self.project, check=True, capture_output=True,
                       env={**os.environ, **self.environment()})
        run = self.run_tests([], "-i", "name.contains(Never)")
        self.assertEqual(list(run.cases), ["Flaky.Never"])
        self.assertEqual(run.cases["Flaky.Never"]["framework"], "gtest")

    def test_a_build_that_fails_shows_what_it_said(self):
        self.make_project("custom_target('broken', output: 'x', command: ['false'], build_by_default: true)\n")
        run = self.run_tests([])
        self.assert_code(run, 2)
        self.assertIn("the project could not be built", run.stderr)
        self.assertIn("meson compile -C", run.stderr)
