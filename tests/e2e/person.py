"""Somebody who types at a terminal and reads what comes."""

import contextlib
import fcntl
import os
import pty
import select
import struct
import termios
import time

PATIENCE = 60


class Person:
    """Sits at a terminal at which a program was started."""

    def __init__(self, command, directory, environment, rows=24, columns=80):
        self.process, self.fd = pty.fork()
        if self.process == 0:
            with contextlib.suppress(BaseException):
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.chdir(directory)
                os.execvpe(command[0], command, environment)
            os._exit(127)
        self.seen = b""

    def read_more(self, deadline):
        """False: the terminal is closed."""
        readable, _, _ = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))
        if not readable:
            raise AssertionError(f"nothing more came in {PATIENCE} s; so far: {self.seen!r}")
        try:
            more = os.read(self.fd, 65536)
        except OSError:  # EIO
            return False
        self.seen += more
        return more != b""

    def sees(self, text):
        """Waits for `text`, and forgets what came up to it."""
        deadline = time.monotonic() + PATIENCE
        while text.encode() not in self.seen:
            if not self.read_more(deadline):
                raise AssertionError(f"the terminal was closed without {text!r}: {self.seen!r}")
        before, _, self.seen = self.seen.partition(text.encode())
        return before

    def types(self, keys):
        os.write(self.fd, keys if isinstance(keys, bytes) else keys.encode())

    def resizes(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self):
        return termios.tcgetattr(self.fd)

    def goes(self):
        os.close(self.fd)

    def end(self):
        """What was seen to the end, and the exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self.read_more(deadline):
            pass
        os.close(self.fd)
        _, status = os.waitpid(self.process, 0)
        return self.seen.decode(errors="replace"), os.waitstatus_to_exitcode(status)
