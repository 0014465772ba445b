"""The programs where `cmake --install` puts them."""

import os
import subprocess

import harness

ORDINARY_USER = 1000


class Theme(harness.EndToEnd):
    def install(self):
        prefix = os.path.join(self.root, "prefix")
        subprocess.run(["cmake", "--install", harness.BUILD, "--prefix", prefix], check=True, capture_output=True)
        return prefix

    def open_to_all(self):
        """So that somebody else may work in the project and run what was installed."""
        os.chmod(self.root, 0o755)
        for name in ("project", "cache", "state", "config", "home", "tmp"):
            os.chown(os.path.join(self.root, name), ORDINARY_USER, ORDINARY_USER)

    def run_as_user(self, *command):
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups", *command]
        run = subprocess.run(command, cwd=self.project, env=self.environment(), capture_output=True, check=False,
                             timeout=harness.PATIENCE)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return run.stdout.decode()

    def test_what_is_installed_runs_a_project_as_an_ordinary_user(self):
        prefix = self.install()
        found = {os.path.relpath(os.path.join(directory, name), prefix)
                 for directory, _, names in os.walk(prefix) for name in names}
        self.assertLessEqual({"bin/maelstrom", "libexec/maelstrom/maelstrom-cell",
                              "libexec/maelstrom/maelstrom-probe", "libexec/maelstrom/maelstrom-registry.so",
                              "share/doc/maelstrom/LICENSE",
                              "share/doc/maelstrom/README.md", "share/doc/maelstrom/docs/ARCHITECTURE.md"}, found)
        self.write("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.25)\nproject(installed LANGUAGES NONE)\nenable_testing()\n"
                   f'add_test(NAME all COMMAND "{self.add("listing", "sound")}")\n')
        if os.geteuid() == 0:
            self.open_to_all()
        program = os.path.join(prefix, "bin", "maelstrom")
        self.assertIn("2 passed", self.run_as_user(program, "test"))
        self.assertIn(os.path.join(prefix, "libexec", "maelstrom", "maelstrom-cell"),
                      self.run_as_user(program, "doctor"))
        self.check_nothing_is_left()
