"""`maelstrom test --watch`, with a person at a terminal, and without one."""

import os
import signal
import subprocess
import termios

import harness
from person import Person

HEAD = "cmake_minimum_required(VERSION 3.25)\nproject(e2e LANGUAGES NONE)\nenable_testing()\n"
PASSES = "#!/bin/sh\nexit 0\n"
FAILS = "#!/bin/sh\necho not today\nexit 1\n"


class Theme(harness.EndToEnd):
    def script(self, name, text):
        """As editors save: beside it, then in its place."""
        path = self.write(name + ".new", text)
        os.chmod(path, 0o755)
        os.rename(path, path[: -len(".new")])

    def make_project(self, body="", tests=("one", "two")):
        for name in tests:
            self.script(f"tests/{name}.sh", PASSES)
        self.write("CMakeLists.txt", HEAD + body + "".join(
            f'add_test(NAME {name} COMMAND "${{CMAKE_SOURCE_DIR}}/tests/{name}.sh")\n' for name in tests))
        subprocess.run(["cmake", "-S", self.project, "-B", os.path.join(self.project, "build")], check=True,
                       capture_output=True)

    def sit(self, *more, ui="simple"):
        return Person([harness.MAELSTROM, "test", "--watch", "--ui", ui, *more], self.project, self.environment(),
                      columns=200)

    def watch_without_terminal(self, *more):
        return self.start("test", "--watch", *more)

    def leave(self, person, keys="q"):
        person.types(keys)
        _, code = person.end()
        self.check_nothing_is_left()
        return code

    def test_what_a_change_can_affect_runs_again(self):
        self.make_project()
        person = self.sit()
        person.sees(": 2 passed\r\n")
        person.sees("watching:")
        self.script("tests/one.sh", FAILS)
        person.sees("changed  tests/one.sh")
        person.sees("FAIL   one.sh::one")
        person.sees("2 cases in")
        person.sees(": 1 passed (1 cached), 1 failed\r\n")
        person.sees("watching:")
        self.script("tests/one.sh", PASSES)
        person.sees("changed  tests/one.sh")
        person.sees(": 2 passed (")
        person.sees("watching:")
        self.assertEqual(self.leave(person), 0)

    def test_each_key_does_what_the_line_says(self):
        self.make_project()
        self.script("tests/two.sh", FAILS)
        person = self.sit()
        person.sees(": 1 passed, 1 failed\r\n")
        person.sees("watching: Enter runs what changed, a all, f what failed, / a filter, q ends")
        person.types("\r")
        person.sees(": 1 passed (1 cached), 1 failed\r\n")
        person.sees("watching:")
        person.types("a")
        person.sees(": 1 passed, 1 failed\r\n")
        person.sees("watching:")
        person.types("f")
        person.sees("1 case in")
        person.sees(": 1 failed\r\n")
        person.sees("watching:")
        self.assertEqual(self.leave(person), 1)

    def test_a_filter_is_typed_and_stays(self):
        self.make_project()
        person = self.sit()
        person.sees("watching:")
        person.types("/name.equls(two)")
        person.sees("filter: name.equls(two)")
        person.types("\r")
        person.sees('unknown matcher "equls"; did you mean "equals"?')
        person.sees("filter: name.equls(two)")
        person.types("\x15name.equals(two)\r")
        person.sees("1 case in")
        person.sees("watching name.equals(two):")
        self.script("tests/two.sh", FAILS)
        person.sees("FAIL   two.sh::two")
        person.sees("1 case in")
        person.sees("watching name.equals(two):")
        person.types("/abandoned\x1b")
        person.sees("watching name.equals(two):")
        person.types("/\r")
        person.sees("2 cases in")
        person.sees("watching:")
        self.assertEqual(self.leave(person), 1)

    def test_control_c_ends_it_and_the_terminal_is_as_it_was(self):
        self.make_project()
        person = self.sit()
        before = person.modes()
        person.sees("watching:")
        self.assertEqual(person.modes()[3] & (termios.ICANON | termios.ECHO), 0)
        self.assertNotEqual(person.modes()[3] & termios.ISIG, 0)
        person.types("\x03")
        harness.until(lambda: person.modes() == before, "the modes that the terminal had")
        _, code = person.end()
        self.assertEqual(code, 128 + signal.SIGINT)
        self.check_nothing_is_left()

    def test_control_z_gives_the_shell_its_terminal_and_fg_takes_the_keys_again(self):
        self.make_project()
        environment = self.environment(PS1="prompt> ", HISTFILE="/dev/null", INPUTRC="/dev/null", TERM="xterm")
        shell = Person(["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"], self.project, environment, columns=300)
        shell.sees("prompt> ")
        shell.types(f"'{harness.MAELSTROM}' test --watch --ui simple --color never\r")
        shell.sees("watching:")
        self.assertFalse(shell.modes()[3] & (termios.ICANON | termios.ECHO))
        shell.types("\x1a")
        shell.sees("Stopped")
        shell.sees("prompt> ")
        self.assertTrue(shell.modes()[3] & termios.ICANON)
        shell.types("echo between\r")
        shell.sees("\r\nbetween\r\n")
        self.script("tests/one.sh", FAILS)
        shell.types("fg\r")
        shell.sees("FAIL   one.sh::one")
        shell.sees("watching:")
        shell.types("q")  # and no Enter
        shell.sees("prompt> ")
        shell.types("exit 0\r")
        self.assertEqual(shell.end()[1], 0)
        self.check_nothing_is_left()

    def test_a_change_ends_the_run_that_knows_nothing_of_it(self):
        path = self.add("slow")
        self.make_project(f'add_test(NAME slow COMMAND "{path}")\n', tests=())
        person = self.sit("-i", "name.contains(Endless)", ui="fancy")
        person.sees("running  slow::Endless.Waits")
        self.write("notes.txt", "saved\n")
        person.sees("interrupted by a change of the project")
        person.sees("changed  notes.txt")
        person.sees("running  slow::Endless.Waits")
        person.types("q")
        person.sees("interrupted by a key")
        _, code = person.end()
        self.assertEqual(code, 128 + signal.SIGINT)
        self.check_nothing_is_left()

    def test_what_builds_write_into_the_project_is_not_built_for_ever(self):
        self.make_project('add_custom_target(generate ALL COMMAND "${CMAKE_COMMAND}" -E copy\n'
                          '  "${CMAKE_SOURCE_DIR}/value.txt" "${CMAKE_SOURCE_DIR}/generated.txt")\n')
        self.write("value.txt", "1\n")
        person = self.sit()
        person.sees("watching:")
        self.write("value.txt", "2\n")
        person.sees("changed  value.txt")
        person.sees("cases in")
        person.sees("watching:")
        self.assertEqual(self.leave(person), 0)

    def test_files_of_the_run_itself_are_no_changes(self):
        self.make_project()
        person = self.sit("--report", "junit=report.xml", "--report", "json=report.json", "--cache-root", "cache",
                          "--state-root", "state")
        for _ in range(2):
            person.sees("2 cases in")
            person.sees("watching:")
            person.types("a")
        person.sees("2 cases in")
        person.sees("watching:")
        self.assertEqual(self.leave(person), 0)
        self.assertIn("report.xml", os.listdir(self.project))

    def test_the_configuration_is_read_again_and_mistakes_are_said(self):
        self.make_project()
        person = self.sit()
        person.sees("watching:")
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.equals(one)"\nignor = true\n')
        person.sees('unknown field "ignor" in a directive')
        person.sees("watching:")
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.equals(one)"\nignore = true\n')
        person.sees("1 ignored")
        person.sees("watching:")
        self.write("CMakeLists.txt", "nonsense\n")
        person.sees("changed  CMakeLists.txt")
        person.sees("watching:")
        self.assertEqual(self.leave(person), 2)

    def test_binaries_that_others_build_are_watched(self):
        os.mkdir(os.path.join(self.project, ".cache"))  # of which a watch knows nothing else
        self.add("flaky", ".cache/program_test")
        person = self.sit("--artifact", ".cache/program_test", "-i", "name.contains(Never)")
        person.sees("1 case in")
        person.sees("watching:")
        self.add("outcomes", ".cache/program_test")
        person.sees("changed  .cache/program_test")
        person.sees("nothing to do")
        person.sees("watching:")
        self.leave(person)

    def test_without_a_terminal_it_says_so_and_runs_on_changes(self):
        self.make_project()
        process = self.watch_without_terminal("-v")
        seen = b""
        while seen.count(b"watching for changes\n") < 1:
            seen += process.stderr.readline()
        self.assertIn(b"standard input is no terminal, so there are no keys", seen)
        self.script("tests/one.sh", FAILS)
        while seen.count(b"watching for changes\n") < 2:
            seen += process.stderr.readline()
        self.assertIn(b"changed  tests/one.sh", seen)
        process.send_signal(signal.SIGINT)
        run = self.finish(process)
        self.assert_code(run, 128 + signal.SIGINT)
        self.assertIn("FAIL   one.sh::one", run.stdout)

    def test_it_is_not_for_builds_alone(self):
        run = self.maelstrom("test", "--watch", "--no-run")
        self.assert_code(run, 2)
        self.assertIn("--no-run and --watch", run.stderr)
