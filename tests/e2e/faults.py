#!/usr/bin/env python3
"""Kills what a cluster is made of, again and again at random moments, and spoils its network: `./dev faults`.

usage: faults.py --build DIR [--times N] [--seed N] [NAME...]

Every run must end with each of its cases reported once, as it ends on this machine or as an infrastructure error, and
leave neither process nor mount behind."""

import argparse
import os
import random
import signal
import sys
import time
import unittest

LONGEST = 150  # seconds until a run that does not end is an error


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*")
    return parser.parse_args()


options = arguments()
os.environ["MAELSTROM_BUILD"] = os.path.abspath(options.build)
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import harness  # noqa: E402
import proxy  # noqa: E402
import remote_cluster  # noqa: E402

harness.PATIENCE = LONGEST
# Cases of every outcome, and some that take their time: about three hundred.
SELECT = ("-x", "name.starts_with(Endless)", "--timeout", "20", "--no-cache")


class Faults(remote_cluster.WithCluster):
    def setUp(self):
        super().setUp()
        self.random = random.Random(options.seed)
        self.fixtures = [self.add("slow"), self.add("outcomes")]
        here = self.run_tests(self.fixtures, *SELECT)
        self.expected = here.outcomes()
        self.longest = 3.0

    def check(self, run):
        told = [event["name"] for event in run.events if event["event"] == "case-finished"]
        self.assertEqual(len(told), len(set(told)), "a case is told twice")
        if run.code == 3 and not told:
            self.assertIn("the engine at", run.stderr)  # it never began
            return "not begun"
        listed = {name for name in told if name != "(listing)"}
        self.assertEqual(set(self.expected) - listed if "(listing)" not in told else set(), set(), "cases are lost")
        wrong = {name: (outcome, self.expected.get(name), run.cases[name].get("message"))
                 for name, outcome in run.outcomes().items()
                 if outcome not in (self.expected.get(name), "infrastructure_error")}
        self.assertEqual(wrong, {})
        errors = sum(outcome == "infrastructure_error" for outcome in run.outcomes().values())
        return f"{errors} infrastructure errors" if errors else "all answered"

    def run_in_which(self, happens):
        """`happens` is called at a random moment of a run."""
        process = self.start_tests(self.fixtures, *SELECT, "--remote", self.address)
        began = time.monotonic()
        time.sleep(self.random.uniform(0, self.longest))
        early = process.poll() is None
        happens()
        run = self.finish(process)
        took = time.monotonic() - began
        print(f"  {took:5.1f} s, {'' if early else 'over before, '}{self.check(run)}", file=sys.stderr)

    def worker_is_clean(self):
        """Of a worker that has nothing to do, only its cells are left."""
        def only_cells():
            return all(set(harness.descendants_of(worker.pid).values()) <= {"maelstrom-cell"}
                       for worker in self.workers if worker.poll() is None)
        harness.until(only_cells, "the worker's tests to be gone", 30)

    def test_worker(self):
        self.start_engine()
        self.start_worker()
        for _ in range(options.times):
            def killed():
                self.workers[-1].kill()
                self.workers[-1].wait()
                self.start_worker_again()
            self.run_in_which(killed)
        self.worker_is_clean()

    def start_worker_again(self):
        """With the ids and the cache of the one before."""
        number = len(self.workers)
        os.symlink(os.path.join(self.root, "worker0"), os.path.join(self.root, f"worker{number}"))
        self.start_worker()

    def test_scheduler(self):
        self.start_engine("--restart")
        self.start_worker()
        for _ in range(options.times):
            self.run_in_which(lambda: self.engine.kill("scheduler"))
        self.worker_is_clean()

    def test_storage(self):
        self.start_engine("--restart")
        self.start_worker()
        for _ in range(options.times):
            self.run_in_which(lambda: self.engine.kill("storage"))
        self.worker_is_clean()

    def test_client(self):
        self.start_engine()
        self.start_worker()
        for _ in range(options.times):
            process = self.start_tests(self.fixtures, *SELECT, "--remote", self.address)
            time.sleep(self.random.uniform(0, self.longest))
            process.send_signal(signal.SIGKILL)
            self.finish(process, clean=False)
        run = self.finish(self.start_tests(self.fixtures, *SELECT, "--remote", self.address), clean=False)
        print(f"  after {options.times} clients that were killed: {self.check(run)}", file=sys.stderr)
        self.worker_is_clean()

    def through_proxy(self):
        self.proxy = proxy.Proxy(self.engine.address, options.seed)
        self.addCleanup(self.proxy.stop)
        self.address = f"grpc://{self.proxy.address}"

    def test_a_network_that_is_slow(self):
        self.start_engine()
        self.start_worker()
        self.through_proxy()
        self.proxy.delay = 0.3
        run = self.finish(self.start_tests(self.fixtures, *SELECT, "--remote", self.address))
        self.assertEqual(self.check(run), "all answered")

    def test_a_network_that_cuts(self):
        self.start_engine()
        self.start_worker()
        self.through_proxy()
        for _ in range(options.times):
            self.run_in_which(self.proxy.cut)

    def test_a_network_that_drops_everything_for_seconds(self):
        self.start_engine()
        self.start_worker()
        self.through_proxy()
        for _ in range(max(options.times // 10, 1)):
            def silence():
                self.proxy.silent = True
                time.sleep(self.random.uniform(1, 8))
                self.proxy.silent = False
            self.run_in_which(silence)


suite = unittest.TestSuite()
for name in unittest.defaultTestLoader.getTestCaseNames(Faults):
    if not options.names or name.removeprefix("test_") in options.names:
        suite.addTest(Faults(name))
sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1)
