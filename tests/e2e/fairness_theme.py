"""Runs of several people on one cluster."""

import json
import os
import re
import signal

import harness
import remote_cluster

SLOW = ("-i", "name.starts_with(Slow)")


class Theme(remote_cluster.WithCluster):
    def start_run(self, user, *arguments):
        """Gives the process and its report."""
        report = os.path.join(self.root, f"{user}.json")
        process = self.start("test", "--artifact", os.path.join(self.project, "slow"), "--remote", self.address,
                             "--no-cache", "--report", f"json={report}", "--cache-root", os.path.join(self.root, user),
                             "--state-root", os.path.join(self.root, user + ".state"), *arguments, USER=user)
        self.processes_before.add(process.pid)
        return process, report

    @staticmethod
    def cases(report):
        if not os.path.exists(report):
            return []
        with open(report, "rb") as file:
            events = [json.loads(line) for line in file.read().split(b"\n")[:-1]]
        return [event for event in events if event["event"] == "case-finished"]

    def status_of_cases(self):
        """What `status` says, once there is more than a list of cases to run."""
        run = self.finish(self.start("cluster", "status", "--remote", self.address))
        return run.stdout if re.search(r"(?m)^  ann@\S+ +\S+ +[12] running, \d\d queued$", run.stdout) else None

    def test_who_comes_later_does_not_wait_for_all_that_came_before(self):
        self.start_engine()
        self.start_worker(1)
        self.add("slow")
        # Six seconds of it wait in the engine's queue at any time.
        ann, _ = self.start_run("ann", *SLOW, "--repeat", "100")
        worker = self.workers[0]
        harness.until(lambda: "slow" in harness.descendants_of(worker.pid).values(), "a case of the first run")
        status = harness.until(self.status_of_cases, "cases that the cluster runs")
        self.assertRegex(status, r"(?m)^workers for ISA=\S+, OSFamily=linux: [12] running, [01] free$")
        self.assertRegex(status, rf"(?m)^  {os.uname().nodename}  [12] running, [01] free  ann@\S+ [12]$")
        told = json.loads(self.finish(self.start("cluster", "status", "--remote", self.address, "--format", "json")).stdout)
        (worker,) = told["queues"][0]["workers"]
        self.assertIn(worker["running"], (1, 2))  # one may be fetched ahead
        bob, report = self.start_run("bob", "-i", "name.matches(^Slow.*/[123]$)")
        harness.until(lambda: bob.poll() is not None, "the second run's end")
        self.assertIsNone(ann.poll())
        cases = self.cases(report)
        self.assertEqual([case["outcome"] for case in cases], ["passed"] * 3)
        for case in cases:
            self.assertLess(case["cluster_queue_ms"], 3000)
        for process, code in ((bob, 0), (ann, 130)):
            if process is ann:
                ann.send_signal(signal.SIGINT)
            self.assert_code(self.finish(process), code)
