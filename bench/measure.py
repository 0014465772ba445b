"""What the benchmarks that run whole commands share: a command's cost, and commands run in turn."""

import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAMS = pathlib.Path(os.environ["MAELSTROM_BIN"])
MAELSTROM = str(PROGRAMS / "maelstrom")
SLOTS = str(os.cpu_count())
ROUNDS = int(os.environ.get("ROUNDS", "5"))


def give_up(why):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {why}")


class Usage:
    """What a process took by itself, without its children, and its memory. It is to end with one of `codes`."""

    def __init__(self, command, directory, environment, codes=(0,)):
        begin = time.monotonic()
        process = subprocess.Popen(
            command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.output = process.stdout.read().decode(errors="replace")
        # It has ended but is still there to be asked.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self.wall = time.monotonic() - begin
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        self.cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.whole_cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss * 1024  # the payload is far smaller
        if process.returncode not in codes:
            give_up(f"{' '.join(map(str, command))} exited with {process.returncode}:\n{self.output[-2000:]}")


def median(usages, field):
    return statistics.median(getattr(usage, field) for usage in usages)


def least(usages, field):
    return min(getattr(usage, field) for usage in usages)


def in_turn(commands, directory, environment, rounds=ROUNDS, codes=(0,)):
    """Each command's usages; a first run of each, to make warm what can be kept, is not among them."""
    found = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            usage = Usage(command, directory, environment, codes)
            if number > 0:
                found[name].append(usage)
    return found


@contextlib.contextmanager
def scene():
    """A directory of its own that every user may enter, and an environment whose store is in it."""
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="maelstrom-bench-"))
    scratch.chmod(0o755)
    try:
        yield scratch, {
            **os.environ, "XDG_CACHE_HOME": str(scratch / "cache"), "XDG_STATE_HOME": str(scratch / "state")
        }
    finally:
        subprocess.run(["chmod", "-R", "u+w", scratch], check=True)
        shutil.rmtree(scratch)
