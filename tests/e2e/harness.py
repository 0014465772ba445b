"""What every theme needs: a project in a directory of its own, the program run in it, and a look around afterwards."""

import base64
import ctypes
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

BUILD = os.environ["MAELSTROM_BUILD"]
MAELSTROM = os.path.join(BUILD, "bin", "maelstrom")
FIXTURES = os.path.join(BUILD, "e2e-fixtures")


def cached_by_cmake(name):
    """The value of a variable of the build that is tried."""
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as cache:
        return next(line.strip().partition("=")[2] for line in cache if line.startswith(f"{name}:"))


SANITIZER = cached_by_cmake("MAELSTROM_SANITIZE")
PATIENCE = 60  # seconds until a run that does not end is an error

PR_SET_CHILD_SUBREAPER = 36


class Run:
    """What one run of the program gave."""

    def __init__(self, code, stdout, stderr, report):
        self.code = code
        self.stdout = stdout.decode(errors="replace")
        self.stderr = stderr.decode(errors="replace")
        self.events = [json.loads(line) for line in report.splitlines()]
        self.cases = {}
        for event in self.events:
            if event["event"] == "case-finished":
                self.cases[event["name"]] = event

    @property
    def text(self):
        return self.stdout + self.stderr

    def finished(self):
        return next(event for event in self.events if event["event"] == "run-finished")

    def outcomes(self):
        return {name: case["outcome"] for name, case in self.cases.items()}


def output_of(case, stream):
    """The whole of `stdout` or `stderr` of a case, as bytes."""
    if stream + "_base64" in case:
        return base64.b64decode(case[stream + "_base64"])
    return case.get(stream, "").encode()


def children():
    """The processes that this one would have to wait for: all that the program left, too."""
    found = []
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
            found += [int(pid) for pid in file.read().split()]
    return found


def all_processes():
    """pid → (parent, name)."""
    table = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", "rb") as file:
                text = file.read()
        except OSError:
            continue
        name = text[text.index(b"(") + 1 : text.rindex(b")")].decode(errors="replace")
        fields = text[text.rindex(b")") + 2 :].split()
        if fields[0] != b"Z":
            table[int(entry)] = (int(fields[1]), name)
    return table


def descendants_of(pid):
    table = all_processes()
    found = {pid}
    while True:
        more = {child for child, (parent, _) in table.items() if parent in found} - found
        if not more:
            return {child: table[child][1] for child in found - {pid}}
        found |= more


def until(condition, what, seconds=PATIENCE):
    """Waits for `condition` to give something true, and gives that."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.005)


class EndToEnd(unittest.TestCase):
    maxDiff = None
    place = None  # where the project stands; that of temporary files

    def setUp(self):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.root = tempfile.mkdtemp(prefix="maelstrom-e2e.", dir=self.place)
        self.addCleanup(self.remove_root)
        self.project = os.path.join(self.root, "project")
        for name in ("project", "cache", "state", "config", "home", "tmp"):
            os.mkdir(os.path.join(self.root, name))
        self.report_path = os.path.join(self.root, "report.json")
        self.processes_before = set(children())
        self.mounts_before = self.mounts()

    def remove_root(self):
        shutil.rmtree(self.root, ignore_errors=True)
        if os.path.exists(self.root):  # trees of the store are read-only
            subprocess.run(["chmod", "-R", "u+rwX", self.root], check=False)
            shutil.rmtree(self.root)

    # The project.

    def write(self, name, content):
        path = os.path.join(self.project, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def add(self, fixture, name=None):
        """A copy of a fixture in the project: its path."""
        path = os.path.join(self.project, name or fixture)
        shutil.copy2(os.path.join(FIXTURES, "fixture_" + fixture), path)
        return path

    def shared_directory(self):
        """One of the machine that is /shared in every container."""
        os.chmod(self.root, 0o755)
        shared = os.path.join(self.root, "shared")
        os.mkdir(shared)
        os.chmod(shared, 0o777)
        self.write("maelstrom.toml", '[[directives]]\nadded_layers = [{ stubs = ["/shared/"] }]\n'
                   f'added_mounts = [{{ type = "bind", mount_point = "/shared", local_path = "{shared}" }}]\n')
        return shared

    # The program.

    def environment(self, **more):
        private = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": os.path.join(self.root, "home"),
            "TMPDIR": os.path.join(self.root, "tmp"),
            "XDG_CACHE_HOME": os.path.join(self.root, "cache"),
            "XDG_STATE_HOME": os.path.join(self.root, "state"),
            "XDG_CONFIG_HOME": os.path.join(self.root, "config"),
            "E2E_SECRET": "of the caller",
        }
        sanitizers = {name: os.environ[name] for name in ("LSAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ}
        return {**private, **(sanitizers if SANITIZER else {}), **more}

    def start(self, *arguments, wrapper=(), **more):
        self.report_path = os.path.join(self.root, "report.json")
        if os.path.exists(self.report_path):
            os.remove(self.report_path)
        command = [*wrapper, MAELSTROM, *arguments]
        return subprocess.Popen(
            command,
            cwd=self.project,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def finish(self, process, clean=True):
        try:
            stdout, stderr = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            self.fail(f"still running after {PATIENCE} s; it said:\n{stdout.decode(errors='replace')}\n{stderr.decode(errors='replace')}")
        report = b""
        if os.path.exists(self.report_path):
            with open(self.report_path, "rb") as file:
                report = file.read()
        if process.returncode < 0:  # killed: the last line may be cut off
            report = report[: report.rfind(b"\n") + 1]
        self.check_nothing_is_left(clean)
        return Run(process.returncode, stdout, stderr, report)

    def maelstrom(self, *arguments, wrapper=(), **more):
        """Runs the program with these words."""
        return self.finish(self.start(*arguments, wrapper=wrapper, **more))

    def test_command(self, artifacts, *arguments):
        command = ["test"]
        for artifact in artifacts:
            command += ["--artifact", artifact]
        return [*command, "--report", f"json={os.path.join(self.root, 'report.json')}", *arguments]

    def run_tests(self, artifacts, *arguments, wrapper=(), **more):
        """`maelstrom test` of these binaries, its events read back."""
        return self.maelstrom(*self.test_command(artifacts, *arguments), wrapper=wrapper, **more)

    def start_tests(self, artifacts, *arguments, **more):
        return self.start(*self.test_command(artifacts, *arguments), **more)

    def events_so_far(self, kind):
        if not os.path.exists(self.report_path):
            return []
        with open(self.report_path, "rb") as file:
            lines = file.read().split(b"\n")[:-1]
        return [event for event in map(json.loads, lines) if event["event"] == kind]

    # What is left.

    def mounts(self):
        with open("/proc/self/mountinfo", "rb") as file:
            return {line for line in file if self.root.encode() in line or b" - overlay " in line}

    def check_nothing_is_left(self, clean=True):
        def gone():
            while True:  # what was orphaned is ours to reap
                try:
                    pid, _ = os.waitpid(-1, os.WNOHANG)
                except ChildProcessError:
                    return True
                if pid == 0:
                    return not set(children()) - self.processes_before

        try:
            until(gone, "every process to be gone", 10)
        except AssertionError:
            left = set(children()) - self.processes_before
            table = all_processes()
            self.fail(f"processes are left: {[(pid, table.get(pid)) for pid in left]}")
        self.assertEqual(self.mounts() - self.mounts_before, set(), "mounts are left")
        if clean:
            left = os.listdir(os.path.join(self.root, "tmp"))
            if SANITIZER == "thread":  # what is killed while its runtime starts
                left = [name for name in left if not name.startswith("tsan.")]
            self.assertEqual(left, [], "temporary files are left")

    # Claims.

    def assert_outcome(self, run, name, outcome):
        self.assertIn(name, run.cases, f"no such case was reported; the run said:\n{run.text}")
        case = run.cases[name]
        self.assertEqual(case["outcome"], outcome, f"{name}: {case}")
        return case

    def assert_code(self, run, code):
        self.assertEqual(run.code, code, f"the run said:\n{run.text[-4000:]}")
