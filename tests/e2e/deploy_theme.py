"""`maelstrom cluster deploy`: what it writes is accepted by those who read it."""

import glob
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request

import grpc

import engine
import harness
import remote_client
from cache_server import REAPI, field

VALIDATOR = os.path.join(engine.ENGINES, "kubernetes/bin/kubernetes-validate")
# The oldest that README.md names, and a new one.
KUBERNETES = ("1.33", "1.37")
SHARDS = 2


class Theme(harness.EndToEnd):
    def needs(self, *programs):
        for program in programs:
            if shutil.which(program, path=self.environment()["PATH"]) is None:
                self.skipTest(f"{program} is not installed")

    def deploy(self, kind, *arguments):
        """Gives the directory."""
        there = os.path.join(self.root, kind)
        run = self.maelstrom("cluster", "deploy", kind, "--output", there, *arguments)
        self.assert_code(run, 0)
        self.assertEqual(run.stdout, f"{there}/README.md says what to do with it\n")
        return there

    def make_certificates(self, there, *names):
        self.needs("openssl")
        subprocess.run([os.path.join(there, "certificates.sh"), *names], check=True, env=self.environment(), timeout=60)

    def test_all_is_printed_where_no_directory_is_named(self):
        run = self.maelstrom("cluster", "deploy", "compose", "--workers", "3")
        self.assert_code(run, 0)
        printed = re.findall(r"(?m)^==> (.*) <==$", run.stdout)
        self.assertEqual(printed[:4], ["README.md", "compose.yaml", "certificates.sh", "Dockerfile"])
        self.assertIn("\n  worker-2:\n", run.stdout)

    def test_what_is_no_cluster_is_refused(self):
        for wrong in (("nomad",), ("compose", "--storage", "1GiB"), ("compose", "--shards", "0"), ()):
            self.assert_code(self.maelstrom("cluster", "deploy", *wrong), 2)

    # By the tools that read it.

    def test_systemd_takes_the_units(self):
        self.needs("systemd-analyze")
        programs = os.path.join(self.root, "programs")
        os.mkdir(programs)
        for name in ("bb_storage", "bb_scheduler", "maelstrom"):
            os.symlink("/bin/true", os.path.join(programs, name))
        there = self.deploy("systemd", "--programs", programs, "--host", "engine.example")
        units = sorted(glob.glob(os.path.join(there, "*.service")))
        # An instance, as it is enabled.
        template = os.path.join(there, "bb-storage@.service")
        shutil.copy(template, template.replace("@", "@0"))
        units[units.index(template)] = template.replace("@", "@0")
        self.assertEqual(len(units), 4)
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True,
                              env=self.environment(), check=False, timeout=60)
        # Units of the machine itself may be wrong.
        ours = [line for line in done.stderr.splitlines() if there in line or "bb-" in line or "maelstrom" in line]
        self.assertEqual(ours, [])

    def test_docker_compose_takes_the_file(self):
        self.needs("docker-compose")
        there = self.deploy("compose", "--workers", "3")
        done = subprocess.run(["docker-compose", "-f", "compose.yaml", "config"], cwd=there, capture_output=True, text=True,
                              env=self.environment(), check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        services = re.findall(r"(?m)^  ((?:storage|worker)-\d|front|scheduler):$", done.stdout)
        self.assertEqual(services, ["front", "scheduler", "storage-0", "storage-1", "worker-0", "worker-1", "worker-2"])

    def test_kubernetes_takes_the_manifests(self):
        try:
            subprocess.run([VALIDATOR, "--version"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):  # its Python may be another user's
            self.skipTest(f"no validator is there: tests/cluster/kubernetes/install {engine.ENGINES}/kubernetes makes it")
        there = self.deploy("kubernetes", "--workers", "3", "--slots", "8", "--namespace", "ci")
        self.make_certificates(there)
        for version in KUBERNETES:
            done = subprocess.run([VALIDATOR, "--strict", "-k", version, "cluster.yaml", "certificates.yaml"], cwd=there,
                                  capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    # By the storage itself.

    def start_storage(self, there):
        """What `systemd` starts, in a place and on ports of the test's own: settings.libsonnet says where."""
        program = os.path.join(engine.ENGINES, "bb_storage")
        if not engine.is_built("bb_storage"):
            self.skipTest(f"no bb_storage is in {engine.ENGINES}; tests/cluster/install makes one, with Go")
        first = engine.free_block(2 * SHARDS + 6)
        settings = os.path.join(there, "config/settings.libsonnet")
        with open(settings, encoding="utf-8") as file:
            text = file.read()
        text = text.replace("/etc/maelstrom-cluster", there).replace("/var/lib/maelstrom-cluster", self.root)
        for at, port in enumerate((8990, 8991, 9990, 9991, 8980, 9980, 8982, 8983, 8984, 7982)):
            text = re.sub(rf"\b{port}\b", str(first + at), text)
        with open(settings, "w", encoding="utf-8") as file:
            file.write(text)
        for shard in range(SHARDS):
            for store in ("cas", "ac"):
                os.makedirs(os.path.join(self.root, f"storage-{shard}", store))
            self.start_program(program, os.path.join(there, "config/storage.jsonnet"), SHARD=str(shard))
        self.start_program(program, os.path.join(there, "config/front.jsonnet"))
        for port in (first + 2, first + 3, first + 5):
            harness.until(lambda: self.is_healthy(port), f"bb_storage at {port}")
        return [f"127.0.0.1:{first + at}" for at in (4, 0, 1)]

    def start_program(self, *command, **more):
        log = open(os.path.join(self.root, "storage.log"), "ab")
        self.addCleanup(log.close)
        process = subprocess.Popen(command, env=self.environment(**more), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.processes_before.add(process.pid)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

    def is_healthy(self, port):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/healthy", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def client(self, address, there, role):
        ca, key, certificate = (open(os.path.join(there, "certificates", file), "rb").read()
                                for file in ("ca.crt", role + ".key", role + ".crt"))
        client = remote_client.RemoteClient(address, credentials=grpc.ssl_channel_credentials(ca, key, certificate))
        self.addCleanup(client.close)
        return client

    def assert_denied(self, call, *arguments):
        with self.assertRaises(grpc.RpcError) as raised:
            call(*arguments)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.PERMISSION_DENIED, raised.exception.details())

    def test_storage_takes_its_configuration_and_its_shards_share_the_blobs(self):
        there = self.deploy("systemd", "--storage", "2GiB")
        self.make_certificates(there, "127.0.0.1")
        front, *shards = self.start_storage(there)
        client = self.client(front, there, "client")
        blobs = [b"blob %d" % number for number in range(64)] + [os.urandom(5 << 20)]
        for blob in blobs:
            client.put(blob)
        self.assertEqual([client.get(remote_client.digest(blob)) for blob in blobs], blobs)
        engines = [self.client(shard, there, "engine") for shard in shards]
        kept = [[blob for blob in blobs if self.has(shard, blob)] for shard in engines]
        self.assertTrue(all(kept))
        self.assertEqual(sorted(sum(kept, [])), sorted(blobs))
        # Results are of workers alone, and shards are for the engine.
        action = client.put(b"an action")
        update = f"/{REAPI}ActionCache/UpdateActionResult", field(2, action) + field(3, field(4, 3))
        self.assert_denied(client.call, *update)
        self.assertIsNone(client.cached(action))
        self.client(front, there, "worker").call(*update)
        self.assertIsNotNone(client.cached(action))
        self.assert_denied(self.client(shards[0], there, "client").call, *update)

    @staticmethod
    def has(client, blob):
        find = f"/{REAPI}ContentAddressableStorage/FindMissingBlobs"
        return client.call(find, field(2, remote_client.digest(blob))) == b""
