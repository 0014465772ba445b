"""Tests on a cluster: an engine of the test's own, with workers of this program."""

import os
import shutil
import signal
import subprocess

import harness
import remote_cluster

FEW_SECONDS = 15


class Theme(remote_cluster.WithCluster):
    def test_every_outcome_is_that_of_this_machine(self):
        self.start_cluster()
        fixtures = [self.add("outcomes"), self.add("slow")]
        arguments = ["--timeout", "3", "-x", "name.matches(^(Quick|Slow))"]
        here = self.run_tests(fixtures, *arguments, "--cache-root", os.path.join(self.root, "here"))
        there = self.remotely(fixtures, *arguments)
        self.assert_same(here, there)
        self.assertEqual(set(here.outcomes().values()), {"passed", "failed", "skipped", "ignored", "timed_out"})
        ran = [case for case in there.cases.values() if "worker" in case]
        self.assertGreater(len(ran), 20)
        self.assertNotIn("local", {case["worker"] for case in ran})
        self.assertTrue(any(case.get("signal") for case in ran))

    def test_only_what_has_changed_is_uploaded(self):
        self.start_cluster()
        fixtures = [self.add("slow"), self.add("outcomes")]
        select = ["-i", "name.starts_with(Quick) or name.starts_with(Pass)"]
        first = self.remotely(fixtures, *select)
        self.assert_code(first, 0)
        before = self.stored()
        with open(fixtures[1], "ab") as file:
            file.write(b"another build")
        second = self.remotely(fixtures, *select)
        self.assert_code(second, 0)
        self.assertEqual({name for name, case in second.cases.items() if not case["cached"]},
                         {name for name in second.cases if name.startswith("Pass")})
        # The binary, and less than a tenth of it: directories, actions, results.
        size = os.path.getsize(fixtures[1])
        self.assertGreaterEqual(self.stored() - before, size)
        self.assertLess(self.stored() - before, size * 1.1)

    def stored(self):
        """Bytes that were put into the engine's CAS."""
        return self.engine.metric("storage", "buildbarn_blobstore_blob_access_operations_blob_size_bytes_sum",
                                  'operation="Put"', 'storage_type="cas"')

    def test_what_a_colleague_ran_is_not_run(self):
        self.start_cluster()
        fixture = self.add("slow")
        select = ["-i", "name.starts_with(Quick)"]
        self.assert_code(self.remotely([fixture], *select), 0)
        again = self.remotely([fixture], *select, "--cache-root", os.path.join(self.root, "colleague"))
        self.assert_code(again, 0)
        self.assertEqual({case["cached"] for case in again.cases.values()}, {True})
        fresh = self.remotely([fixture], *select, "--no-cache")
        self.assertEqual({case["cached"] for case in fresh.cases.values()}, {False})

    def test_an_engine_that_is_not_there(self):
        fixture = self.add("audited")
        self.address = "grpc://127.0.0.1:1"
        run = self.remotely([fixture], "-i", "name.matches(Sound)")
        self.assert_code(run, 3)
        self.assertIn("the engine at grpc://127.0.0.1:1: UNAVAILABLE: ", run.stderr)
        self.assertIn("--remote-fallback local", run.stderr)
        run = self.remotely([fixture], "-i", "name.matches(Sound)", "--remote-fallback", "local")
        self.assert_code(run, 0)
        self.assertEqual(run.stderr.count("everything runs here from now on: the engine at grpc://127.0.0.1:1: "), 1)
        self.assertEqual(set(run.outcomes().values()), {"passed", "skipped"})

    def test_an_address_that_is_none_is_refused(self):
        run = self.run_tests([self.add("audited")], "--broker", "cluster:8980")
        self.assert_code(run, 2)
        self.assertIn("grpc://HOST:PORT", run.stderr)

    def test_what_needs_this_machine_runs_here(self):
        self.start_cluster()
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.starts_with(Sound)"\nnetwork = "local"\n')
        run = self.remotely([self.add("audited")], "-i", "name.matches(Sound|Much)")
        self.assert_code(run, 0)
        self.assertEqual(run.cases["Sound.Passes"]["worker"], "local")
        self.assertNotEqual(run.cases["Much.IsSaid"]["worker"], "local")

    def test_as_much_output_is_kept_as_its_client_wants(self):
        self.start_cluster()
        fixture = self.add("audited")
        for limit, truncated in ("8MiB", False), ("1MiB", True):
            run = self.remotely([fixture], "-i", "name.matches(Much)", "--inline-limit", limit, "--no-cache")
            case = self.assert_outcome(run, "Much.IsSaid", "passed")
            self.assertEqual(case["truncated"], truncated, limit)
            self.assertIn("line 99999 of much", case["stdout"])

    def test_control_c_ends_what_runs_on_the_cluster(self):
        self.start_cluster()
        fixture = self.add("slow")
        # Its list is known after that: what runs then is the test.
        self.assert_code(self.remotely([fixture], "-i", "name.matches(/7$)"), 0)
        process = self.start_tests([fixture], "-i", "name.matches(^Endless)", "--remote", self.address)

        def busy():
            return "slow" in harness.descendants_of(self.workers[0].pid).values()

        harness.until(busy, "the test to run on the worker")
        process.send_signal(signal.SIGINT)
        self.assert_code(self.finish(process), 130)
        harness.until(lambda: not busy(), "the test to be gone", FEW_SECONDS)

    def test_two_clients_at_once(self):
        self.start_cluster()
        fixture = self.add("slow")
        select = ["-i", "name.matches(^(Quick|Slow))"]
        reports = [os.path.join(self.root, f"report{number}.json") for number in range(2)]
        processes = [subprocess.Popen(
            [harness.MAELSTROM, "test", "--artifact", fixture, *select, "--remote", self.address, "--report",
             f"json={report}", "--cache-root", report + ".cache", "--state-root", report + ".state"],
            cwd=self.project, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE) for report in reports]
        for process, report in zip(processes, reports):
            self.report_path = report
            run = self.finish(process) if process is processes[-1] else self.collect(process, report)
            self.assert_code(run, 0)
            self.assertEqual(set(run.outcomes().values()), {"passed"})
            self.assertEqual(len(run.cases), 220)

    @staticmethod
    def collect(process, report):
        stdout, stderr = process.communicate(timeout=harness.PATIENCE)
        with open(report, "rb") as file:
            return harness.Run(process.returncode, stdout, stderr, file.read())

    def test_what_waits_on_the_cluster_comes_back_to_a_free_slot(self):
        self.start_cluster()
        fixture = self.add("slow")
        self.assert_code(self.remotely([fixture], "-i", "name.matches(/7$)"), 0)
        self.stop_worker(self.workers[0])  # the engine lets actions wait for another one
        run = self.remotely([fixture], "-i", "name.starts_with(Slow)", "--no-cache", "--hybrid", "--slots", "2")
        self.assert_code(run, 0)
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])
        self.assertEqual([case["worker"] for case in run.cases.values()], ["local"] * 20)

    def slow_run_in_which(self, happens):
        """All of a run's cases pass although that happens to the engine in the middle of it."""
        process = self.start_tests([self.add("slow")], "-i", "name.starts_with(Slow)", "--remote", self.address)
        harness.until(lambda: self.events_so_far("case-finished"), "the first case")
        happens()
        run = self.finish(process)
        self.assert_code(run, 0)
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])
        self.assertEqual(len(run.cases), 20)

    def test_a_scheduler_that_is_killed_costs_no_case(self):
        self.start_engine("--restart")
        self.start_worker()
        self.slow_run_in_which(lambda: self.engine.kill("scheduler"))

    def test_a_storage_that_is_killed_and_forgets_everything_costs_no_case(self):
        self.start_engine("--restart")
        self.start_worker()
        self.slow_run_in_which(lambda: self.engine.kill("storage"))

    def test_jobs_run_there(self):
        self.start_cluster()
        busybox = shutil.which("busybox", path=self.environment()["PATH"])
        if busybox is None:
            self.skipTest("busybox is not installed")
        os.mkdir(os.path.join(self.project, "bin"))
        shutil.copy2(busybox, os.path.join(self.project, "bin"))
        self.write("jobs.json", '{"layers": [{"glob": "bin/busybox"}], "program": "/bin/busybox", '
                                '"arguments": ["sh", "-c", "echo hello; exit 7"]}')
        run = self.maelstrom("run", "--file", "jobs.json", "--remote", self.address)
        self.assert_code(run, 7)
        self.assertIn("hello", run.stdout)
