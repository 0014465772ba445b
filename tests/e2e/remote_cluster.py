"""A cluster of a test's own: an engine, and workers of this program."""

import os
import re
import subprocess

import engine
import harness


def timeless(output):
    return re.sub(rb"\(\d+ ms( total)?\)", b"(ms)", output)


class WithCluster(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        self.workers = []

    def start_engine(self, *arguments):
        self.engine = engine.started(self, *arguments)
        self.address = f"grpc://{self.engine.address}"
        return self.engine

    def start_worker(self, slots=2):
        """Returns when the engine knows it."""
        log = open(os.path.join(self.root, f"worker{len(self.workers)}.log"), "wb")
        self.addCleanup(log.close)
        worker = subprocess.Popen(
            [harness.MAELSTROM, "worker", "--engine", f"grpc://{self.engine.worker_address}", "--storage", self.address,
             "--slots", str(slots), "--cache-root", os.path.join(self.root, f"worker{len(self.workers)}")],
            env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.workers.append(worker)
        self.processes_before.add(worker.pid)
        self.addCleanup(self.stop_worker, worker)
        return worker

    @staticmethod
    def stop_worker(worker):
        if worker.poll() is None:
            worker.terminate()
        worker.wait(harness.PATIENCE)

    def start_cluster(self, slots=2):
        self.start_engine()
        self.start_worker(slots)

    def remotely(self, artifacts, *arguments, **more):
        return self.run_tests(artifacts, "--remote", self.address, *arguments, **more)

    def assert_same(self, here, there):
        self.assertEqual(there.outcomes(), here.outcomes(), there.text[-4000:])
        self.assertEqual(there.code, here.code)
        for name, case in here.cases.items():
            if case["outcome"] == "timed_out":  # its message says how long it took
                case["message"] = there.cases[name]["message"] = ""
            for key in ("exit_code", "signal", "message", "file", "line", "truncated", "cached", "action", "isolation"):
                self.assertEqual(there.cases[name].get(key), case.get(key), f"{key} of {name}")
            for stream in ("stdout", "stderr"):
                outputs = [timeless(harness.output_of(run.cases[name], stream)) for run in (here, there)]
                self.assertEqual(*outputs, f"{stream} of {name}")
