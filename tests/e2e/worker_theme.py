"""`maelstrom worker`: takes the actions of a real engine, runs them here, and gives back what came of them."""

import os
import random
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

import cache_server
import engine
import harness
import remote_client

SOON = 10  # seconds; the engine itself would need 60 to see that a worker is gone


class Theme(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        busybox = shutil.which("busybox", path=self.environment()["PATH"])
        if busybox is None:
            self.skipTest("busybox is not installed")
        with open(busybox, "rb") as file:
            self.busybox = file.read()

    def start_engine(self, *arguments):
        self.engine = engine.started(self, *arguments)
        self.client = remote_client.RemoteClient(self.engine.address)
        self.addCleanup(self.client.close)

    def start_worker(self, *arguments, address=None, by=None):
        """`address`: of who is no engine. `by`: the engine's port for workers, if another one."""
        process = self.start("worker", "--engine", f"grpc://{address or by or self.engine.worker_address}", "--storage",
                             f"grpc://{address or self.engine.address}", "--slots", "2", *arguments)
        self.addCleanup(self.stop_at_once, process)
        self.processes_before.add(process.pid)  # the test itself ends it
        if address is None:  # before, the engine takes no actions
            self.await_line(process, b"the engine is reached")
        return process

    @staticmethod
    def stop_at_once(process):
        if process.poll() is None:
            process.kill()
            process.communicate()

    def drain(self, process):
        process.send_signal(signal.SIGTERM)
        run = self.finish(process)
        self.assert_code(run, 0)
        return run

    def shell_root(self, **container):
        """An input root with a shell, for scripts."""
        tree = self.client.tree({"bin": {"busybox": (self.busybox, True), "sh": (self.busybox, True)}, "tmp": {}})
        return self.client.input_root([tree], environment={"PATH": "/bin"}, **container)

    def script(self, text, **more):
        return self.client.execute(self.client.action(self.shell_root(), ["/bin/sh", "-c", text], **more))

    def running_scripts(self):
        """Those of this test's worker: everything that its cells run and is a shell."""
        mine = harness.descendants_of(os.getpid())
        return [pid for pid, name in mine.items() if name == "sh"]

    def test_actions_run_and_their_results_are_kept(self):
        self.start_engine()
        worker = self.start_worker()
        action = self.client.action(self.shell_root(), ["/bin/sh", "-c", "echo out; echo err >&2; pwd; echo $PATH"])
        answer = self.client.execute(action).answer()
        self.assertEqual((answer.code, answer.exit_code), (0, 0), answer.message)
        self.assertEqual((answer.stdout, answer.stderr), (b"out\n/\n/bin\n", b"err\n"))
        self.assertIn(os.uname().nodename, answer.worker)
        self.assertEqual(self.client.cached(action), answer.result)
        failed = self.client.action(self.shell_root(), ["/bin/sh", "-c", "yes | busybox head -c 100000; exit 3"])
        answer = self.client.execute(failed).answer()
        self.assertEqual((answer.code, answer.exit_code, len(answer.stdout)), (0, 3, 100000))
        self.assertIsNone(self.client.cached(failed))
        self.drain(worker)

    def test_many_actions_run_in_all_slots(self):
        self.start_engine()
        worker = self.start_worker(by=self.engine.address)
        under_way = [self.script(f"echo {number}") for number in range(100)]
        said = [execution.answer().stdout for execution in under_way]
        self.assertEqual(said, [b"%d\n" % number for number in range(100)])
        self.drain(worker)

    def test_slots_are_the_most_that_runs_and_inputs_come_ahead(self):
        self.start_engine()
        worker = self.start_worker()
        for number in range(3):  # so that it is known that actions are short
            self.script(f"echo {number}").answer()
        under_way = [self.script(f"busybox sleep 1000; echo {number}") for number in range(3)]
        for execution in under_way:
            execution.until_executing()
        harness.until(lambda: len(self.running_scripts()) == 2, "two scripts")
        for execution in under_way[:2]:
            self.client.kill(execution)
        harness.until(lambda: len(self.running_scripts()) == 1, "the third", SOON)
        self.client.kill(under_way[2])
        harness.until(lambda: not self.running_scripts(), "nothing to run", SOON)
        self.drain(worker)

    def test_a_killed_action_ends_within_a_second_or_so(self):
        self.start_engine()
        worker = self.start_worker()
        execution = self.script("busybox sleep 1000; echo never")
        harness.until(self.running_scripts, "the script")
        begin = time.monotonic()
        self.client.kill(execution)
        self.assertEqual(execution.answer().code, 1)
        harness.until(lambda: not self.running_scripts(), "the script's end", SOON)
        self.assertLess(time.monotonic() - begin, 3)
        self.assertEqual(self.script("echo next").answer().stdout, b"next\n")
        self.drain(worker)

    def test_the_timeout_of_an_action_holds(self):
        self.start_engine()
        worker = self.start_worker()
        answer = self.script("echo begun; busybox sleep 1000", timeout=1).answer()
        self.assertEqual(answer.code, 4, answer.message)
        self.assertEqual((answer.exit_code, answer.stdout), (124, b"begun\n"))
        self.drain(worker)

    def test_what_is_missing_or_no_job_is_said(self):
        self.start_engine()
        worker = self.start_worker()
        gone = remote_client.digest(b"never uploaded")
        root = self.client.input_root([self.client.put(remote_client.directory({"x": (gone, True)}))])
        answer = self.client.run(root, ["/x"])
        self.assertEqual((answer.code, answer.missing), (9, ["blobs/" + remote_client.text_of(gone)]), answer.message)
        climbing = self.client.put(remote_client.directory({"../x": (self.client.put(b"x"), False)}))
        answer = self.client.run(self.client.input_root([climbing]), ["/x"])
        self.assertEqual(answer.code, 3)
        self.assertIn("not a file name in a Directory", answer.message)
        answer = self.client.execute(self.client.action(self.shell_root(), [], command=["/bin/sh"])).answer()
        self.assertEqual(answer.code, 3)
        self.assertIn("this worker runs the actions of Maelstrom only", answer.message)
        self.drain(worker)

    def test_sigterm_finishes_what_runs(self):
        self.start_engine()
        worker = self.start_worker()
        pipe = self.script("echo begun; busybox sleep 2; echo finished")
        harness.until(self.running_scripts, "the script")
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(pipe.answer().stdout, b"begun\nfinished\n")
        run = self.finish(worker)
        self.assert_code(run, 0)
        self.assertIn("draining", run.stderr)

    def test_a_second_sigterm_ends_it_at_once(self):
        self.start_engine()
        worker = self.start_worker()
        self.script("busybox sleep 1000; echo never")
        harness.until(self.running_scripts, "the script")
        worker.send_signal(signal.SIGTERM)
        self.await_line(worker, b"draining")
        worker.send_signal(signal.SIGTERM)
        run = self.finish(worker)
        self.assert_code(run, -signal.SIGTERM)
        self.assertEqual(self.running_scripts(), [])

    def await_line(self, process, text):
        for line in process.stderr:
            if text in line:
                return
        self.fail(f"it ended without saying {text}")

    def test_a_worker_that_is_killed_and_starts_again_runs_its_action_again(self):
        self.start_engine()
        worker = self.start_worker()
        execution = self.script("busybox sleep 3; echo done")
        harness.until(self.running_scripts, "the script")
        worker.send_signal(signal.SIGKILL)
        self.finish(worker)
        worker = self.start_worker()
        begin = time.monotonic()
        self.assertEqual(execution.answer().stdout, b"done\n")
        self.assertLess(time.monotonic() - begin, 3 + SOON)
        self.drain(worker)

    def test_a_worker_that_is_killed_again_and_again_loses_no_action(self):
        self.start_engine()
        worker = self.start_worker()
        pauses = random.Random(4)
        under_way = [self.script(f"busybox sleep 0.1; echo {number}") for number in range(100)]
        for _ in range(5):
            time.sleep(pauses.uniform(0.1, 0.6))  # at any moment, whatever it does
            worker.send_signal(signal.SIGKILL)
            self.finish(worker)
            worker = self.start_worker()
        answers = [execution.answer() for execution in under_way]
        self.assertEqual([(answer.code, answer.stdout) for answer in answers],
                         [(0, b"%d\n" % number) for number in range(100)])
        self.drain(worker)

    def test_a_run_whose_worker_is_killed_again_and_again_loses_no_case(self):
        self.start_engine()
        worker = self.start_worker("--cache-root", os.path.join(self.root, "worker"))
        run = self.start_tests([self.add("slow")], "-i", "name.starts_with(Quick)", "--remote",
                               f"grpc://{self.engine.address}")
        self.processes_before.add(run.pid)
        pauses = random.Random(5)
        for _ in range(4):
            time.sleep(pauses.uniform(0.1, 0.5))  # at any moment, whatever it does
            worker.send_signal(signal.SIGKILL)
            self.finish(worker)
            worker = self.start_worker("--cache-root", os.path.join(self.root, "worker"))
        run = self.finish(run)
        self.assert_code(run, 0)
        self.assertRegex(run.stdout, r"200 cases in [^\n]*: 200 passed\n")
        self.drain(worker)

    def test_a_disk_that_is_full_drains_the_worker(self):
        if os.geteuid() != 0:
            self.skipTest("only root mounts a small disk")
        self.start_engine()
        small = os.path.join(self.root, "small")
        os.mkdir(small)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "small", small], check=True)
        self.addCleanup(subprocess.run, ["umount", small], check=True)
        self.mounts_before = self.mounts()
        worker = self.start_worker("--cache-root", os.path.join(small, "cache"))
        answer = self.script("echo never").answer()
        self.assertEqual(answer.code, 14, answer.message)  # another worker may have room
        self.assertIn("No space left on device", answer.message)
        run = self.finish(worker)
        self.assert_code(run, 3)
        self.assertIn("no room for the inputs of an action", run.stderr)

    def test_its_state_is_told_by_http(self):
        self.start_engine()
        worker = self.start("worker", "--engine", f"grpc://{self.engine.worker_address}", "--storage",
                            f"grpc://{self.engine.address}", "--slots", "2", "--metrics", "127.0.0.1:0")
        self.addCleanup(self.stop_at_once, worker)
        place = next(line for line in worker.stderr if b"its state is at" in line).split()[-1].decode()
        self.await_line(worker, b"the engine is reached")

        def told(path):
            with urllib.request.urlopen(place.replace("/metrics", path), timeout=harness.PATIENCE) as answer:
                return answer.read().decode()

        self.assertEqual(told("/healthz"), "ok\n")
        self.script("echo one").answer()
        self.script("exit 1").answer()
        metrics = told("/metrics")
        for line in ('actions_total{outcome="passed"} 1', 'actions_total{outcome="failed"} 1', "slots 2",
                     "engine_reached 1", "results_kept_total 1"):
            self.assertIn(f"maelstrom_worker_{line}\n", metrics)
        self.script("busybox sleep 1000; echo never")
        harness.until(lambda: "maelstrom_worker_slots_busy 1\n" in told("/metrics"), "a busy slot")
        worker.send_signal(signal.SIGTERM)

        def is_sick():
            try:
                return told("/healthz") is None
            except urllib.error.HTTPError as error:
                return error.code == 503

        harness.until(is_sick, "a worker that takes nothing more")
        worker.send_signal(signal.SIGTERM)
        self.finish(worker)

    def test_only_an_engine_that_proves_who_it_is_is_served_in_tls(self):
        if not shutil.which("openssl", path=self.environment()["PATH"]):
            self.skipTest("openssl is not installed")
        self.engine = engine.started(self, "--auth", "tls")
        words = ["worker", "--engine", f"grpcs://{self.engine.address}", "--slots", "1"]
        stranger = self.start(*words)
        self.addCleanup(self.stop_at_once, stranger)
        self.await_line(stranger, b"the engine is not reached: UNAVAILABLE")
        self.drain(stranger)
        worker = self.start(*words, SSL_CERT_FILE=self.engine.keys["CA"])
        self.addCleanup(self.stop_at_once, worker)
        self.await_line(worker, b"the engine is reached")
        self.drain(worker)

    def test_a_scheduler_that_starts_again_is_found_again(self):
        self.start_engine("--restart")
        worker = self.start_worker()
        self.assertEqual(self.script("echo before").answer().stdout, b"before\n")
        self.engine.kill("scheduler")

        def after():
            try:
                return self.script("echo after").answer().stdout == b"after\n"
            except remote_client.grpc.RpcError:
                return False

        harness.until(after, "the scheduler and its worker")
        run = self.drain(worker)
        self.assertIn("the engine is reached again", run.stderr)

    def test_two_workers_of_one_machine_have_ids_of_their_own(self):
        self.start_engine()
        workers = [self.start_worker(), self.start_worker()]
        under_way = [self.script(f"busybox sleep 1000; echo {number}") for number in range(4)]
        harness.until(lambda: len(self.running_scripts()) == 4, "four scripts")
        for execution in under_way:
            self.client.kill(execution)
        for worker in workers:
            self.drain(worker)

    def test_a_worker_takes_the_actions_of_its_platform_and_instance(self):
        self.start_engine()
        worker = self.start_worker("--platform", "pool=large", "--instance", "team")
        platform = (("ISA", "x86-64"), ("OSFamily", "linux"), ("pool", "large"))
        other = remote_client.RemoteClient(self.engine.address, platform, "team/mine")
        self.addCleanup(other.close)
        self.shell_root()  # its blobs serve all instances

        def answered():
            try:
                action = other.action(self.shell_root(), ["/bin/sh", "-c", "echo here"])
                return other.execute(action).answer().stdout == b"here\n"
            except remote_client.grpc.RpcError:
                return False  # the worker is still starting

        harness.until(answered, "an answer")
        self.drain(worker)

    def test_a_server_without_a_scheduler_is_an_error(self):
        server = cache_server.CacheServer()
        self.addCleanup(server.stop)
        run = self.finish(self.start_worker(address=server.host))
        self.assert_code(run, 3)
        self.assertIn("the engine takes no workers", run.stderr)

    def test_what_is_typed_wrong_is_said(self):
        for arguments, said in ((("--engine", "localhost:1"), "begins with no grpc://"),
                                (("--engine", "grpc://h:1", "--platform", "x"), "write NAME=VALUE"),
                                (("--engine", "grpc://h:1", "--token-file", "/dev/null"), "who calls is only told in TLS"),
                                (("--engine", "grpcs://h:1", "--client-key", "x"), "go together"),
                                ((), "--engine is required")):
            run = self.maelstrom("worker", *arguments)
            self.assert_code(run, 2)
            self.assertIn(said, run.stderr)

    def test_an_engine_that_is_not_there_is_waited_for(self):
        worker = self.start_worker(address="127.0.0.1:1")
        self.await_line(worker, b"slots for")
        self.drain(worker)
