"""Images for tests: made by umoci, on this machine and in a registry."""

import json
import os
import shutil
import subprocess

import harness


class WithImages(harness.EndToEnd):
    def needs(self, *programs):
        for program in programs:
            if shutil.which(program, path=self.environment()["PATH"]) is None:
                self.skipTest(f"{program} is not installed")

    def umoci(self, *arguments):
        done = subprocess.run(["umoci", *arguments], cwd=self.project, env=self.environment(), capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def make_image(self, layout="image", tag="v1", more=()):
        """/data/data.txt and /data/gone/x, the latter taken out again; starts in /data. `more`: (path, path inside)."""
        self.needs("umoci")
        self.write("source/data.txt", "content of data.txt\n")
        self.write("source/gone/x", "x")
        name = f"{layout}:{tag}"
        self.umoci("init", "--layout", layout)
        self.umoci("new", "--image", name)
        self.umoci("insert", "--rootless", "--image", name, "source", "/data")
        self.umoci("insert", "--rootless", "--image", name, "--whiteout", "/data/gone")
        for path, inside in more:
            self.umoci("insert", "--rootless", "--image", name, path, inside)
        self.umoci("config", "--image", name, "--config.env", "E2E_DIRECTORY=/data", "--config.workingdir", "/data")
        return os.path.join(self.project, layout)

    def start_registry(self, layout):
        """Serves the image as `self.image`. Gives the module that knows its login."""
        self.needs("docker-registry", "openssl")
        import registry_server  # its `crypt` is in no Python after 3.12
        self.server = registry_server.Registry(os.path.join(self.root, "registry"))
        self.addCleanup(self.server.stop)
        self.processes_before.add(self.server.process.pid)
        self.digest = self.server.push(layout, "team/app", "1")
        self.image = f"docker://{self.server.host}/team/app:1"
        return registry_server

    def trust(self):
        certificates = os.path.join(self.root, "config", "containers", "certs.d", self.server.host)
        os.makedirs(certificates)
        shutil.copy(self.server.path("ca.crt"), certificates)

    def log_in(self, login):
        directory = os.path.join(self.root, "config", "containers")
        os.makedirs(directory, exist_ok=True)
        with open(os.path.join(directory, "auth.json"), "w") as file:
            json.dump({"auths": {self.server.host: {"auth": login}}}, file)

    def lock(self):
        with open(os.path.join(self.project, "maelstrom-container-tags.lock")) as file:
            return file.read()
