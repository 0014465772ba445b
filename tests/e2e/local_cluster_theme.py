"""`maelstrom cluster up` and `down`: a cluster on this machine, in the background."""

import json
import os
import signal
import subprocess
import sys

import engine
import harness

PROGRAMS = ("bb_storage", "bb_scheduler")


class Theme(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        self.port = engine.free_block(5)
        self.programs = os.path.join(self.root, "programs")
        os.mkdir(self.programs)
        for name in PROGRAMS:
            small = os.path.join(engine.CLUSTER, "small", name)
            os.symlink(os.path.join(engine.ENGINES, name) if engine.is_built(name) else small, self.place_of(name))
        if not engine.IS_BUILDBARN:
            print("the small engine stands in for what of Buildbarn is not built", file=sys.stderr)

    def place_of(self, program):
        return os.path.join(self.programs, program)

    def replace(self, program, script):
        os.unlink(self.place_of(program))
        with open(self.place_of(program), "w", encoding="ascii") as file:
            file.write("#!/bin/sh\n" + script)
        os.chmod(self.place_of(program), 0o755)

    def start_up(self, *arguments):
        return self.start("cluster", "up", "--engine-dir", self.programs, "--port", str(self.port), *arguments)

    def up(self, *arguments):
        process = self.start_up(*arguments)
        self.addCleanup(self.maelstrom, "cluster", "down")
        stdout, stderr = process.communicate(timeout=harness.PATIENCE)
        # It stays when `up` is gone.
        self.processes_before |= set(harness.children())
        return harness.Run(process.returncode, stdout, stderr, b"")

    def down(self):
        run = self.maelstrom("cluster", "down")
        self.assert_code(run, 0)
        self.processes_before.clear()
        self.check_nothing_is_left()
        return run.stdout

    def keeper(self):
        with open(os.path.join(self.root, "state/maelstrom/cluster/state.json"), encoding="ascii") as file:
            return json.load(file)["keeper"]

    def status(self, code=0):
        run = self.maelstrom("cluster", "status")
        self.assert_code(run, code)
        return run.text

    def assert_nothing_runs(self):
        self.processes_before.clear()
        self.check_nothing_is_left()
        self.assertIn("none was started here", self.status(2))
        self.assertEqual(self.maelstrom("cluster", "down").stdout, "no cluster is up\n")

    def test_a_cluster_comes_up_runs_tests_and_goes(self):
        run = self.up("--workers", "2", "--slots", "1")
        self.assert_code(run, 0)
        address = f"grpc://127.0.0.1:{self.port}"
        self.assertIn(f"a cluster is up, with 2 workers:\n  maelstrom test --remote {address}\n", run.stdout)
        status = self.status()
        self.assertTrue(status.startswith(f"{address}: nothing to do\n"), status)
        self.assertIn("OSFamily=linux: 0 running, 2 free", status)
        again = self.maelstrom("cluster", "up", "--engine-dir", self.programs)
        self.assert_code(again, 2)
        self.assertEqual(again.stderr, f"maelstrom: a cluster is up already at {address}; `maelstrom cluster down` ends it\n")
        tests = self.run_tests([self.add("listing")], "--remote", address)
        self.assert_code(tests, 0)
        self.assertTrue(all(case["worker"].startswith(os.uname().nodename) for case in tests.cases.values()))
        self.assertEqual(self.down(), f"the cluster at {address} has ended\n")
        self.assertFalse(os.path.exists(os.path.join(self.root, "cache/maelstrom/cluster")))
        self.assert_nothing_runs()

    def test_data_that_were_named_stay(self):
        data = os.path.join(self.root, "data")
        for cached in (0, 2):
            self.assert_code(self.up("--data", data), 0)
            tests = self.run_tests([self.add("listing")], "--remote", f"grpc://127.0.0.1:{self.port}", "--cache-root",
                                   os.path.join(self.root, f"of-{cached}"))
            self.assert_code(tests, 0)
            if engine.is_built("bb_storage"):  # the small one keeps nothing
                self.assertEqual(sum(case.get("cached", False) for case in tests.cases.values()), cached)
            self.down()
        self.assertTrue(os.path.exists(os.path.join(data, "log/bb_storage")))

    def test_without_the_engine_it_says_how_to_get_it(self):
        os.unlink(self.place_of("bb_scheduler"))
        run = self.maelstrom("cluster", "up", "--engine-dir", self.programs)
        self.assert_code(run, 3)
        self.assertEqual(run.stderr, f"maelstrom: bb_scheduler of Buildbarn cannot be found in {self.programs}: in the sources of "
                                     "Maelstrom, `tests/cluster/install DIR` builds both with Go; then --engine-dir DIR\n")
        run = self.maelstrom("cluster", "up")
        self.assertIn("bb_storage and bb_scheduler of Buildbarn cannot be found in PATH", run.stderr)
        self.assert_nothing_runs()

    def test_an_engine_that_fails_says_why_and_leaves_nothing(self):
        self.replace("bb_scheduler", "echo no such setting >&2; exit 7\n")
        run = self.maelstrom("cluster", "up", "--engine-dir", self.programs, "--port", str(self.port))
        self.assert_code(run, 3)
        self.assertRegex(run.stderr, r"bb_scheduler has ended with exit code 7; \S*/log/bb_scheduler ends:\nno such setting\n")
        self.assertIn("no such setting", self.status(3))
        self.assertEqual(self.maelstrom("cluster", "down").stdout, "no cluster is up\n")
        self.assert_nothing_runs()

    def test_up_that_is_ended_leaves_nothing(self):
        for number, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 128 + signal.SIGTERM)):
            begun = os.path.join(self.root, "begun")
            self.replace("bb_scheduler", f"touch {begun}; exec sleep 1000\n")
            process = self.start_up()
            harness.until(lambda: os.path.exists(begun), "the engine")
            process.send_signal(number)
            process.communicate(timeout=harness.PATIENCE)
            self.assertEqual(process.returncode, code)
            harness.until(lambda: "none was started here" in self.maelstrom("cluster", "status").stderr, "its end")
            self.assert_nothing_runs()
            os.unlink(begun)

    def test_what_kills_a_part_of_it_ends_it_all(self):
        self.assert_code(self.up(), 0)
        worker = next(pid for pid, name in harness.descendants_of(self.keeper()).items() if name == "maelstrom")
        keeper = self.keeper()
        os.kill(worker, signal.SIGKILL)
        harness.until(lambda: self.ended(keeper), "the end of the rest")
        self.assertIn("worker-0 has ended with exit code 137", self.status(3))
        # Nothing of that is in the way of the next, and its end needs nobody who tidies up.
        self.assert_code(self.up(), 0)
        os.kill(self.keeper(), signal.SIGKILL)
        harness.until(lambda: "none was started here" in self.maelstrom("cluster", "status").stderr, "the end of it all")
        self.assert_nothing_runs()

    @staticmethod
    def ended(pid):
        try:
            done, _ = os.waitpid(pid, os.WNOHANG)
            return done == pid
        except ChildProcessError:
            return not os.path.exists(f"/proc/{pid}")
