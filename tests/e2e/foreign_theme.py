"""Tests on an engine whose own workers know nothing of containers: the cell makes them there."""

import json
import os
import subprocess
import sys

import engine
import remote_cluster

PLAIN_WORKER = os.path.join(engine.CLUSTER, "plain_worker")
ALL = ("-x", "name.matches(^(Quick|Slow))")


class Theme(remote_cluster.WithCluster):
    place = "/var/tmp"  # a project in /tmp wants a mode of its own for that directory, which such workers do not keep

    def start_plain_worker(self, *arguments):
        actions = os.path.join(self.root, "actions")  # it tidies up after it has answered
        os.mkdir(actions)
        worker = subprocess.Popen(
            [sys.executable, PLAIN_WORKER, self.engine.worker_address, self.engine.address, *arguments],
            env=self.environment(TMPDIR=actions), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.processes_before.add(worker.pid)
        self.addCleanup(worker.stdout.close)
        self.addCleanup(self.stop_worker, worker)
        self.assertEqual(worker.stdout.readline(), b"ready\n")

    def test_every_outcome_is_that_of_this_machine(self):
        self.start_engine()
        self.start_plain_worker()
        fixtures = [self.add("outcomes"), self.add("slow")]
        arguments = ["--timeout", "3", *ALL]
        here = self.run_tests(fixtures, *arguments, "--cache-root", os.path.join(self.root, "here"))
        there = self.remotely(fixtures, *arguments)
        self.assert_same(here, there)
        ran = [case for case in there.cases.values() if "worker" in case]
        self.assertGreater(len(ran), 20)
        self.assertTrue(all(case["worker"].startswith("plain-") for case in ran))
        self.assertTrue(all("containment" not in case for case in ran))

    def test_its_results_answer_a_colleague(self):
        self.start_engine()
        self.start_plain_worker()
        fixture = self.add("slow")
        select = ["-i", "name.matches(/[123]$)"]
        self.assert_code(self.remotely([fixture], *select), 0)
        again = self.remotely([fixture], *select, "--cache-root", os.path.join(self.root, "colleague"))
        self.assert_code(again, 0)
        self.assertEqual({case["cached"] for case in again.cases.values()}, {True})

    def test_less_than_a_container_is_no_verdict_unless_it_is_accepted(self):
        if os.geteuid() != 0:
            self.skipTest("only root changes the root directory")
        self.start_engine()
        self.start_plain_worker("--chroot")
        fixture = self.add("outcomes")
        select = ["-i", "name.matches(^(Pass|Fail.AtALine))"]
        run = self.remotely([fixture], *select)
        self.assert_code(run, 3)
        listing = self.assert_outcome(run, "(listing)", "infrastructure_error")
        self.assertIn("no container can be made on plain-", listing["message"])
        self.assertIn("--accept-isolation files", listing["message"])
        here = self.run_tests([fixture], *select, "--cache-root", os.path.join(self.root, "here"))
        there = self.remotely([fixture], *select, "--accept-isolation", "files")
        self.assertEqual(there.outcomes(), here.outcomes())
        self.assertEqual({case["containment"] for case in there.cases.values()}, {"files"})
        # What was kept of it is no answer for who accepts less.
        again = self.remotely([fixture], *select, "--cache-root", os.path.join(self.root, "colleague"))
        self.assert_code(again, 3)

    def test_a_link_in_the_place_of_a_mount_leads_nowhere(self):
        if os.geteuid() != 0:
            self.skipTest("only root changes the root directory")
        self.start_engine()
        self.start_plain_worker("--chroot")
        self.add("docs")  # it needs no libraries
        job = {"layers": [{"paths": ["docs"]}, {"symlinks": [{"link": "/tmp", "target": "../layers"}]}],
               "mounts": [{"type": "tmp", "mount_point": "/tmp"}], "program": "/docs", "arguments": ["--gtest_filter=Any.*"]}
        self.write("jobs.json", json.dumps(job))
        arguments = ("run", "--file", "jobs.json", "--remote", self.address, "--accept-isolation", "files")
        run = self.maelstrom(*arguments)
        self.assert_code(run, 3)
        self.assertIn("/tmp: open tmp: Not a directory", run.stderr)
        del job["layers"][1]
        self.write("jobs.json", json.dumps(job))
        self.assert_code(self.maelstrom(*arguments), 0)

    def test_a_program_that_is_not_there_is_said(self):
        self.start_engine()
        self.start_plain_worker()
        self.write("jobs.json", '{"layers": [{"stubs": ["/x"]}], "program": "/none"}')
        run = self.maelstrom("run", "--file", "jobs.json", "--remote", self.address)
        self.assert_code(run, 3)
        what = "execve /none: No such file or directory"
        self.assertIn(what, run.stderr)
        self.assertIn(what, self.maelstrom("run", "--file", "jobs.json").stderr)

    def test_buildgrid_gives_what_this_machine_gives(self):
        self.address = "grpc://" + engine.buildgrid(self, bots=2)
        fixture = self.add("outcomes")
        here = self.run_tests([fixture], "--cache-root", os.path.join(self.root, "here"))
        there = self.remotely([fixture])
        self.assert_same(here, there)
        self.assertTrue(all(case["worker"].startswith("buildgrid-") for case in there.cases.values() if "worker" in case))
