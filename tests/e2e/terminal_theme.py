"""`maelstrom run --tty`, with a person at a terminal."""

import json
import os
import shutil
import signal
import subprocess
import termios

import harness
from person import Person

ESCAPE = b"\x1d"  # ^]


class Theme(harness.EndToEnd):
    def job(self, script):
        """The file of a job with a shell."""
        self.needs_busybox()
        return self.write("job.json", json.dumps({
            "layers": [{"paths": [self.shell], "strip_prefix": os.path.dirname(self.shell), "prepend_prefix": "/bin"},
                       {"stubs": ["/dev/{tty,null}"]}],
            "mounts": [{"type": "devices", "devices": ["tty", "null"]}],
            "environment": {"PATH": "/bin"},
            "program": "/bin/busybox", "arguments": ["sh", "-c", script]}))

    def needs_busybox(self):
        found = shutil.which("busybox", path=self.environment()["PATH"])
        if found is None:
            self.skipTest("busybox is not installed")
        self.shell = shutil.copy(found, os.path.join(self.project, "busybox"))

    def command(self, script, *more):
        return [harness.MAELSTROM, "run", "--tty", "--file", self.job(script), *more]

    def sit(self, script, *more, **window):
        return Person(self.command(script, *more), self.project, self.environment(), **window)

    def finish_of(self, person):
        seen, code = person.end()
        self.check_nothing_is_left()
        return seen, code

    def test_what_is_typed_and_written_goes_through_unchanged(self):
        person = self.sit("stty -echo; echo ready; read line; echo \"got <$line>\"; exit 7")
        person.sees("ready")
        person.types("a b  c\r")
        person.sees("got <a b  c>\r\n")
        self.assertEqual(self.finish_of(person), ("", 7))

    def test_control_c_is_the_jobs_and_the_terminal_is_given_back(self):
        person = self.sit("trap 'echo interrupted; exit 3' INT; echo ready; while :; do read line; done")
        before = person.modes()
        person.sees("ready")
        self.assertEqual(person.modes()[3] & (termios.ICANON | termios.ISIG | termios.ECHO), 0)
        person.types("\x03")
        person.sees("interrupted")
        harness.until(lambda: person.modes() == before, "the modes that the terminal had")
        self.assertEqual(self.finish_of(person), ("\r\n", 3))

    def test_the_job_ends_by_its_signal_and_so_does_the_program(self):
        self.assertEqual(self.finish_of(self.sit("kill -TERM $$")), ("", -signal.SIGTERM))

    def test_the_window_and_its_changes_reach_the_job(self):
        person = self.sit("trap 'busybox stty size' WINCH; busybox stty size; while :; do read line; done",
                          rows=31, columns=97)
        person.sees("31 97\r\n")
        person.resizes(50, 132)
        person.sees("50 132\r\n")
        person.types(ESCAPE + b"\x03")
        seen, code = self.finish_of(person)
        self.assertIn("interrupted by SIGINT\r\n", seen)
        self.assertEqual(code, 130)

    def test_another_escape_key(self):
        person = self.sit("echo ready; read line; echo \"got <$line>\"", "--escape-char", "~")
        person.sees("ready")
        person.types("~~x\r")
        person.sees("got <~x>\r\n")
        self.assertEqual(self.finish_of(person), ("", 0))

    def test_the_escape_key_and_control_z_stop_the_program_and_fg_goes_on(self):
        command = " ".join(map("'{}'".format, self.command("echo ready; read line; echo \"got <$line>\"; read line")[:-1]))
        environment = self.environment(PS1="prompt> ", HISTFILE="/dev/null", INPUTRC="/dev/null")
        person = Person(["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"], self.project, environment)
        person.sees("prompt> ")
        person.types(f"{command} 'job.json'\r")
        person.sees("ready\r\n")
        person.types(ESCAPE + b"\x1a")
        person.sees("Stopped")
        person.sees("prompt> ")
        person.types("stty -a | tr -d '\\n' | grep -c ' icanon.* echo '; echo asked\r")
        person.sees("\r\n1\r\nasked")
        person.types("fg\r")
        person.sees("--tty")
        person.types("on\r")
        person.sees("got <on>")
        person.types("\r")
        person.sees("prompt> ")
        person.types("exit 0\r")
        self.assertEqual(self.finish_of(person)[1], 0)

    def test_a_terminal_that_goes_away_ends_the_job(self):
        person = self.sit("trap '' HUP; echo ready; while :; do sleep 1; done")
        person.sees("ready")
        person.goes()
        _, status = os.waitpid(person.process, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 128 + signal.SIGHUP)
        self.check_nothing_is_left()

    def test_without_a_terminal_it_is_said(self):
        run = self.finish(subprocess.Popen(self.command("echo no"), cwd=self.project, env=self.environment(),
                                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        self.assert_code(run, 2)
        self.assertIn("standard input is not a terminal", run.stderr)
        self.assertEqual(run.stdout, "")
