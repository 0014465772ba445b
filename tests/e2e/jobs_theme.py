"""`maelstrom run`: jobs without a project."""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading

import harness
import image_maker

SHELL = "/bin/busybox"


class Theme(image_maker.WithImages):
    def start_jobs(self, *jobs, arguments=()):
        """`maelstrom run` of `jobs`, which are its whole input."""
        process = subprocess.Popen([harness.MAELSTROM, "run", *arguments], cwd=self.project, env=self.environment(),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write("".join(map(json.dumps, jobs)).encode())
        process.stdin.close()
        process.stdin = None
        return process

    def run_jobs(self, *jobs, arguments=()):
        self.report_path = os.path.join(self.root, "none")
        return self.finish(self.start_jobs(*jobs, arguments=arguments))

    def shell_image(self):
        """An image with a shell, /data/data.txt, E2E_DIRECTORY, and /data to start in."""
        self.needs("busybox")
        busybox = os.path.join(self.root, "busybox")  # umoci wants to write beside it
        shutil.copy(shutil.which("busybox", path=self.environment()["PATH"]), busybox)
        return self.make_image(more=[(busybox, SHELL)])

    @staticmethod
    def shell(script, **fields):
        return {"program": SHELL, "arguments": ["sh", "-c", script], **fields}

    LOOK = "pwd; echo $E2E_DIRECTORY; read line < data.txt; echo $line"
    SEEN = ["/data", "/data", "content of data.txt"]

    def test_many_jobs_of_one_image_import_it_once(self):
        self.shell_image()
        base = {"containers": {"base": {"image": "oci:image:v1"}}}
        jobs = [self.shell(self.LOOK, **({"parent": "base"} if i % 2 else {"image": "oci:image:v1"})) for i in range(40)]
        run = self.run_jobs(*jobs, base)
        self.assert_code(run, 0)
        self.assertEqual(run.stdout.split("\n"), self.SEEN * 40 + [""])
        shutil.rmtree(os.path.join(self.project, "image", "blobs"))
        self.assertEqual(self.run_jobs(jobs[0]).stdout.split("\n"), self.SEEN + [""])  # what is stored is not read again

    def test_only_what_is_used_of_an_image_is_taken_by_a_job(self):
        self.shell_image()
        image = {"name": "oci:image", "use": ["layers"]}
        run = self.run_jobs(self.shell("pwd; echo \"${E2E_DIRECTORY:-none}\"", image=image),
                            self.shell("echo $E2E_DIRECTORY+$MORE; read line < /data/data.txt; echo $line",
                                       image="oci:image", added_environment={"MORE": "$prev{E2E_DIRECTORY}"},
                                       added_layers=[{"stubs": ["/data/data.txt"]}]),
                            arguments=["--slots", "1"])
        self.assert_code(run, 0)
        self.assertEqual(run.stdout, "/\nnone\n/data+/data\ncontent of data.txt\n")

    def test_an_image_that_is_not_there_is_the_error_of_its_job_only(self):
        self.shell_image()
        run = self.run_jobs(self.shell("echo 1", image="oci:gone"), self.shell("echo 2", image="oci:image"))
        self.assertEqual(run.stdout, "2\n")
        self.assertIn("standard input:1:", run.stderr)
        self.assertIn("gone", run.stderr)
        self.assert_code(run, 2)

    def test_an_image_of_a_registry_is_locked_and_taken_once(self):
        module = self.start_registry(self.shell_image())
        self.trust()
        self.log_in(module.LOGIN)
        job = self.shell(self.LOOK, image=self.image)
        run = self.run_jobs(*[job] * 10)
        self.assertEqual(run.stdout.split("\n"), self.SEEN * 10 + [""], run.stderr)
        self.assert_code(run, 0)
        self.assertIn(f'"1" = "{self.digest}"', self.lock())
        self.server.stop()
        self.assertEqual(self.run_jobs(job).stdout.split("\n"), self.SEEN + [""])  # nobody is asked

    def test_a_registry_that_does_not_answer_holds_up_its_own_jobs_only(self):
        self.shell_image()
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        silent = f"docker://localhost:{listener.getsockname()[1]}/silent:1"
        jobs = [self.shell("echo never", image=silent + str(i)) for i in range(3)]
        jobs += [self.shell(f"echo {i}", image="oci:image") for i in range(20)]
        self.report_path = os.path.join(self.root, "none")
        process = self.start_jobs(*jobs)
        guard = threading.Timer(harness.PATIENCE, process.kill)
        guard.start()
        self.addCleanup(guard.cancel)
        lines = sorted(int(process.stdout.readline()) for _ in range(20))
        self.assertEqual(lines, list(range(20)))
        process.send_signal(signal.SIGTERM)  # and what waits ends at once
        run = self.finish(process)
        self.assert_code(run, 128 + signal.SIGTERM)
        self.assertEqual(run.stdout, "")
