"""An engine of a test's own, a Buildbarn where one is built: see tests/cluster."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import harness

ENGINES = os.path.join(os.path.dirname(harness.BUILD), "engines")
CLUSTER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cluster")


def is_built(program):
    return os.access(os.path.join(ENGINES, program), os.X_OK)


IS_BUILDBARN = is_built("bb_storage") and is_built("bb_scheduler")


def free_block(size):
    """The first of so many free ports of loopback."""
    while True:
        taken = []
        try:
            taken.append(socket.create_server(("127.0.0.1", 0)))
            first = taken[0].getsockname()[1]
            for port in range(first + 1, first + size):
                taken.append(socket.create_server(("127.0.0.1", port)))
            return first
        except (OSError, OverflowError):
            continue
        finally:
            for one in taken:
                one.close()


class Engine:
    def __init__(self, data, *arguments):
        self.process = subprocess.Popen(
            [os.path.join(CLUSTER, "up"), "--data", data, "--watch-stdin", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.keys = {}
        for line in self.process.stdout:
            key, _, value = line.decode().strip().partition("=")
            self.keys[key] = value
            if key == "READY":
                break
        if "READY" not in self.keys:
            self.stop()
            raise AssertionError("the engine did not start; see what tests/cluster/up said")
        self.address = self.keys["ADDRESS"]
        self.worker_address = self.keys["WORKER_ADDRESS"]

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def kill(self, name):
        """`name`: storage or scheduler."""
        with open(os.path.join(self.keys["DATA"], name + ".pid"), encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGKILL)

    def metric(self, of, name, *labels):
        """The sum of all values of a counter of storage or scheduler that have all these labels: 'grpc_method="Write"'."""
        with urllib.request.urlopen(self.keys[of.upper() + "_METRICS"], timeout=harness.PATIENCE) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines
                   if line.startswith((name + "{", name + " ")) and all(label in line for label in labels))


def started(test, *arguments):
    """One that ends with the test."""
    if not IS_BUILDBARN:
        print(f"no Buildbarn is in {ENGINES}, so the small engine stands in for it; tests/cluster/install makes one, "
              "with Go", file=sys.stderr)
    return running(test, *(["--bin", ENGINES] if IS_BUILDBARN else ["--small"]), *arguments)


def storage(test):
    """A bb_storage alone, which ends with the test."""
    if not is_built("bb_storage"):
        test.skipTest(f"no bb_storage is in {ENGINES}; tests/cluster/install makes one, with Go")
    return running(test, "--bin", ENGINES, "--only-storage")


def running(test, *arguments):
    engine = Engine(os.path.join(test.root, "engine"), *arguments)
    test.addCleanup(engine.stop)
    test.processes_before.add(engine.process.pid)
    return engine


def buildgrid(test, bots):
    """The address of a BuildGrid, which ends with the test."""
    there = os.path.join(ENGINES, "buildgrid")
    if not os.access(os.path.join(there, "venv/bin/bgd"), os.X_OK):
        test.skipTest(f"no BuildGrid is in {there}: tests/cluster/buildgrid/install {there} makes it")
    if not os.access(there, os.W_OK):
        test.skipTest(f"{there} belongs to another user, and its database with it")
    up = subprocess.Popen([os.path.join(CLUSTER, "buildgrid/up"), there, str(bots)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE)
    test.processes_before.add(up.pid)
    test.addCleanup(up.stdout.close)
    test.addCleanup(up.wait, harness.PATIENCE)
    test.addCleanup(up.stdin.close)
    address = up.stdout.readline().decode().strip().removeprefix("ADDRESS=")
    test.assertEqual(up.stdout.readline(), b"READY=1\n")
    return address
