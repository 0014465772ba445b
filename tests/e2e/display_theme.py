"""What a person sees of a run at a terminal: captures of it, and what is asked of it."""

import os
import re
import time

import harness
from person import Person
from screen import Screen

# Times differ from run to run, and so do the blanks before them and how much is expected to be left.
LEFT = re.compile(r" +about [0-9a-z ]+$")
TIME = re.compile(r" +[0-9.]+ s\b")

FAILURE = """\
  FAIL   fails::main #
         exited with code 3: and more
         --- its output
         what it says
         --- its errors
         and more
         alone: maelstrom test -i fails::main
"""
END = """
  1 failed   fails::main
  3 cases in #: 2 passed, 1 failed
"""
BLOCKS = {  # by columns
    80: """
  running  waits::main #
  ██████████████████▋             2 of 3    1 failed
""",
    40: """
  running  waits::main #
  █████████▎      2 of 3  1 failed
""",
    200: """
  running  waits::main #
  ██████████████████████████▋                 2 of 3    1 failed
""",
}


def as_captured(lines):
    return "".join(TIME.sub(" #", LEFT.sub("", line)) + "\n" for line in lines)


class Theme(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        self.shared = self.shared_directory()

    def script(self, name, text):
        path = self.write(name, "#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def gated(self, name):
        """A case that goes on when open() was called."""
        os.mkfifo(os.path.join(self.shared, name))
        os.chmod(os.path.join(self.shared, name), 0o666)
        return self.script(name, f"read line </shared/{name}\n")

    def gate(self, name):
        def opened():
            try:
                return os.open(os.path.join(self.shared, name), os.O_WRONLY | os.O_NONBLOCK)
            except OSError:  # nobody waits at it yet
                return None

        return harness.until(opened, f"{name} to be waited at")

    def open(self, gate):
        os.write(gate, b"open\n")
        os.close(gate)

    def command(self, artifacts, *more):
        words = [harness.MAELSTROM, "test", "--slots", "4", *more]
        return words + [word for path in artifacts for word in ("--artifact", path)]

    def three(self):
        for name in os.listdir(self.shared):
            os.remove(os.path.join(self.shared, name))
        fails = self.script("fails", "echo 'what it says'; echo 'and more' >&2; exit 3\n")
        return [fails, self.script("passes", "exit 0\n"), self.gated("waits")]

    def seen_until(self, person, screen, text):
        """Reads until `text` stands on the screen."""
        deadline = time.monotonic() + harness.PATIENCE
        while not any(text in line for line in screen.lines()):
            self.assertTrue(person.read_more(deadline), screen.lines())
            *whole, rest = re.split(rb"(?<=[hmJ])|(?<=\n)", person.seen)
            screen.write(b"".join(whole).decode())
            person.seen = rest

    def capture(self, columns, **environment):
        """The screen while a case runs, the screen at the end, the screen itself."""
        artifacts = self.three()
        person = Person(self.command(artifacts, "--no-cache"), self.project, self.environment(TERM="xterm", **environment),
                        columns=columns)
        screen = Screen(columns)
        gate = self.gate("waits")
        self.seen_until(person, screen, "2 of 3")
        during = screen.lines()
        self.open(gate)
        rest, code = person.end()
        screen.write(rest)
        self.assertEqual(code, 1)
        self.check_nothing_is_left()
        self.assertTrue(screen.cursor_visible)
        self.assertTrue(screen.wraps)
        return as_captured(during), as_captured(screen.lines()), screen

    def test_in_windows_of_several_widths(self):
        for columns, block in BLOCKS.items():
            with self.subTest(columns=columns):
                during, after, screen = self.capture(columns)
                self.assertEqual(during.replace("fails:\n:main", "fails::main"), FAILURE + "\n" + block)
                self.assertEqual(after.replace("fails:\n:main", "fails::main"), FAILURE + END + "\n")
                self.assertEqual(screen.colours, {"0", "31", "32"})

    def test_no_colour_where_nobody_wants_it(self):
        for more, coloured in (({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False),
                               ({"TERM": "xterm", "NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)):
            with self.subTest(**more):
                fails = self.script("fails", "exit 3\n")
                seen, code = Person(self.command([fails]), self.project, self.environment(**more)).end()
                self.assertEqual(code, 1)
                self.assertEqual(re.search("\x1b\\[[0-9;]+m", seen) is not None, coloured, seen)
        self.check_nothing_is_left()

    def test_control_z_stops_it_and_fg_goes_on_below_what_the_shell_said(self):
        environment = self.environment(PS1="prompt> ", HISTFILE="/dev/null", INPUTRC="/dev/null", TERM="xterm")
        command = " ".join(map("'{}'".format, self.command([self.gated("waits")], "--color", "never")))
        person = Person(["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"], self.project, environment, columns=300)
        person.sees("prompt> ")
        person.types(command + "\r")
        gate = self.gate("waits")
        person.sees("running  waits::main")
        person.types("\x1a")
        person.sees("Stopped")
        person.sees("prompt> ")
        person.types("echo between\r")
        person.sees("\r\nbetween\r\n")
        person.types("fg\r")
        between = person.sees("running  waits::main").decode()
        self.assertNotIn("A\x1b[J", between, "it has gone up over what the shell wrote")
        self.open(gate)
        person.sees("1 passed")
        person.sees("prompt> ")
        person.types("exit 0\r")
        self.assertEqual(person.end()[1], 0)
        self.check_nothing_is_left()
