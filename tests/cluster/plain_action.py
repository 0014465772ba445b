"""An action as a worker runs it that knows nothing of containers: its input root laid out in a directory, its command
started there."""

import os
import shutil
import signal
import subprocess
import tempfile
import time

from cache_server import field, fields

INLINE = 1 << 16


def timestamp(seconds):
    return field(1, int(seconds)) + field(2, int(seconds % 1 * 1e9))


def parts_of(node):
    message = fields(node)
    return message[1][0].decode(), message


class PlainAction:
    """`get` gives a blob by its encoded digest, `put` takes one and gives its."""

    def __init__(self, get, put, name, change_root=False):
        self.get = get
        self.put = put
        self.name = name
        self.change_root = change_root

    def lay_out(self, digest, place):
        directory = fields(self.get(digest))
        for node in directory[1]:
            name, message = parts_of(node)
            path = os.path.join(place, name)
            with open(path, "wb") as file:
                file.write(self.get(message[2][0]))
            os.chmod(path, 0o555 if message[4] and message[4][0] else 0o444)
        for node in directory[2]:
            name, message = parts_of(node)
            os.mkdir(os.path.join(place, name), 0o755)
            self.lay_out(message[2][0], os.path.join(place, name))
        for node in directory[3]:
            name, message = parts_of(node)
            os.symlink(message[2][0].decode(), os.path.join(place, name))

    def start(self, words, place):
        def enter():
            os.chroot(place)
            os.chdir("/")
        return subprocess.Popen(words, cwd=place, env={}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True,
                                preexec_fn=enter if self.change_root else None)

    def run(self, action, queued):
        """`action`: encoded. Gives an encoded ActionResult, and whether it took too long."""
        began = time.time()
        message = fields(action)
        words = [word.decode() for word in fields(self.get(message[1][0]))[1]]
        timeout = fields(message[6][0])[1][0] if message[6] else None
        place = tempfile.mkdtemp(prefix="action.")
        os.chmod(place, 0o755)
        try:
            self.lay_out(message[2][0], place)
            fetched = time.time()
            process = self.start(words, place)
            try:
                stdout, stderr = process.communicate(timeout=timeout)
                late = False
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                stdout, stderr = process.communicate()
                late = True
        finally:
            shutil.rmtree(place, ignore_errors=True)
        ended = time.time()
        code = process.returncode if process.returncode >= 0 else 128 - process.returncode
        result = field(4, code) if code else b""
        for raw, digest, output in ((5, 6, stdout), (7, 8, stderr)):
            result += field(raw, output) if len(output) <= INLINE else field(digest, self.put(output))
        metadata = field(1, self.name.encode())
        for number, time_point in ((2, queued), (3, began), (4, ended), (5, began), (6, fetched), (7, fetched), (8, ended)):
            metadata += field(number, timestamp(time_point))
        return result + field(9, metadata), late
