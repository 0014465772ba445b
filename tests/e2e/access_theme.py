"""Who may do what on a cluster that knows its callers: certificates and tokens."""

import json
import os
import subprocess

import grpc

import certificates
import engine
import harness
import remote_client
from cache_server import REAPI, field

SELECT = ("-i", "name.starts_with(Quick)")


class Theme(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        self.needs_openssl()

    def needs_openssl(self):
        if subprocess.run(["sh", "-c", "command -v openssl"], env=self.environment(), capture_output=True).returncode:
            self.skipTest("openssl is not installed")

    def start_engine(self, auth, *arguments):
        self.engine = engine.started(self, "--auth", auth, *arguments)
        self.keys = self.engine.keys
        self.address = f"grpcs://{self.engine.address}"

    def identity(self, role):
        """What a client or a worker types."""
        trust = ["--tls-ca", self.keys["CA"]]
        if role + "_TOKEN" in self.keys:
            return [*trust, "--token-file", self.keys[role + "_TOKEN"]]
        return [*trust, "--client-certificate", self.keys[role + "_CERTIFICATE"], "--client-key",
                self.keys[role + "_KEY"]]

    def start_worker(self, role="WORKER"):
        worker = self.start("worker", "--engine", f"grpcs://{self.engine.worker_address}", "--storage", self.address,
                            "--slots", "2", "--cache-root", os.path.join(self.root, "worker"), *self.identity(role))
        self.processes_before.add(worker.pid)
        self.addCleanup(self.stop, worker)
        return worker

    @staticmethod
    def stop(worker):
        worker.terminate()
        worker.communicate(timeout=harness.PATIENCE)

    def await_worker(self, worker):
        for line in worker.stderr:
            if b"the engine is reached" in line:
                return
        self.fail("it ended without reaching the engine")

    def remotely(self, *arguments, **more):
        return self.run_tests([self.fixture()], *SELECT, "--remote", self.address, *arguments, **more)

    def fixture(self):
        path = os.path.join(self.project, "slow")
        return path if os.path.exists(path) else self.add("slow")

    def client(self, role):
        """One that does what the program never would."""
        with open(self.keys["CA"], "rb") as file:
            authority = file.read()
        if role + "_TOKEN" in self.keys:
            with open(self.keys[role + "_TOKEN"], encoding="ascii") as file:
                token = file.read().strip()
            credentials = grpc.composite_channel_credentials(
                grpc.ssl_channel_credentials(authority), grpc.access_token_call_credentials(token))
        else:
            pair = [open(self.keys[f"{role}_{part}"], "rb").read() for part in ("KEY", "CERTIFICATE")]
            credentials = grpc.ssl_channel_credentials(authority, *pair)
        client = remote_client.RemoteClient(self.engine.address, credentials=credentials)
        self.addCleanup(client.close)
        return client

    def clients_execute_and_only_workers_keep_results(self, auth):
        self.start_engine(auth)
        self.await_worker(self.start_worker())
        run = self.remotely(*self.identity("CLIENT"))
        self.assert_code(run, 0)
        self.assertEqual({case["cached"] for case in run.cases.values()}, {False})
        # What the worker kept answers a colleague.
        run = self.remotely(*self.identity("CLIENT"), "--cache-root", os.path.join(self.root, "colleague"))
        self.assertEqual({case["cached"] for case in run.cases.values()}, {True})

        forged = field(2, remote_client.digest(b"an action")) + field(3, field(5, b"it passed"))
        update = f"/{REAPI}ActionCache/UpdateActionResult"
        with self.assertRaises(grpc.RpcError) as refused:
            self.client("CLIENT").call(update, forged)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.PERMISSION_DENIED)
        self.client("WORKER").call(update, forged)

        impostor = self.finish(self.start_worker("CLIENT"))
        self.assert_code(impostor, 3)
        self.assertIn("the engine does not take this worker: PERMISSION_DENIED", impostor.stderr)

    def test_with_certificates_clients_execute_and_only_workers_keep_results(self):
        self.clients_execute_and_only_workers_keep_results("mtls")

    def test_with_tokens_clients_execute_and_only_workers_keep_results(self):
        self.clients_execute_and_only_workers_keep_results("jwt")

    def test_a_cache_alone_asks_who_calls_as_well(self):
        self.start_engine("jwt")
        arguments = ["--remote-cache", self.address]
        run = self.run_tests([self.fixture()], *SELECT, *arguments, *self.identity("WORKER"))
        self.assert_code(run, 0)
        self.assertNotIn("warning", run.stderr)
        run = self.run_tests([self.fixture()], *SELECT, *arguments, *self.identity("CLIENT"), "--cache-root",
                             os.path.join(self.root, "colleague"))
        self.assertEqual({case["cached"] for case in run.cases.values()}, {True})

    def refused(self, *arguments, **more):
        """The run does not come about: what it says."""
        run = self.remotely("--no-cache", *arguments, **more)
        self.assert_code(run, 3)
        self.assertIn(f"the engine at {self.address}: ", run.stderr)
        return run.stderr

    def test_who_has_no_certificate_is_told(self):
        self.start_engine("mtls")
        self.assertRegex(self.refused("--tls-ca", self.keys["CA"]),
                         "UNAUTHENTICATED: .*--client-certificate|does not accept who calls: .*--client-certificate")

    def test_certificates_that_have_expired_are_told(self):
        self.start_engine("mtls")
        tls = os.path.dirname(self.keys["CA"])
        certificates.sign(tls, "late", "DNS:client", days=-1)
        self.assertIn(
            "certificate has expired",
            self.refused("--tls-ca", self.keys["CA"], "--client-certificate", os.path.join(tls, "late.crt"),
                         "--client-key", os.path.join(tls, "late.key")))

    def test_a_server_whose_certificate_has_expired_is_told(self):
        self.start_engine("tls", "--server-days", "-1")
        said = self.refused("--tls-ca", self.keys["CA"])
        self.assertIn("the server's certificate: certificate has expired", said)

    def test_a_server_of_another_authority_is_told(self):
        self.start_engine("tls")
        said = self.refused()
        self.assertIn("the server's certificate: ", said)
        self.assertIn("--tls-ca", said)
        self.assertIn("cannot be read", self.refused("--tls-ca", os.path.join(self.root, "no.crt")))

    def test_a_wrong_token_is_told_and_not_shown(self):
        self.start_engine("jwt")
        wrong = self.write("wrong", "a-secret-of-somebody\n")
        said = self.refused("--tls-ca", self.keys["CA"], "--token-file", wrong)
        self.assertIn("UNAUTHENTICATED: ", said)
        self.assertNotIn("a-secret", said)
        empty = self.write("empty", "\n")
        self.assertIn("a bearer token is empty", self.refused("--tls-ca", self.keys["CA"], "--token-file", empty))
        run = self.remotely("--tls-ca", self.keys["CA"], "--token-file", wrong, "--remote-fallback", "local")
        self.assert_code(run, 0)
        self.assertIn("everything runs here from now on", run.stderr)

    def test_a_command_says_the_token(self):
        self.start_engine("jwt")
        self.await_worker(self.start_worker())
        arguments = ["--tls-ca", self.keys["CA"], "--token-command"]
        run = self.remotely(*arguments, f"echo asked >> calls; cat {self.keys['CLIENT_TOKEN']}")
        self.assert_code(run, 0)
        with open(os.path.join(self.project, "calls"), encoding="ascii") as file:
            self.assertEqual(file.read(), "asked\n")  # of all connections
        self.assertIn("exited with 7: no luck", self.refused(*arguments, "echo no luck >&2; exit 7"))

    def test_a_credential_helper_says_the_token(self):
        self.start_engine("jwt")
        self.await_worker(self.start_worker())
        with open(self.keys["CLIENT_TOKEN"], encoding="ascii") as file:
            answer = json.dumps({"headers": {"Authorization": [f"Bearer {file.read().strip()}"]}})
        self.write("helper", f"#!/bin/sh\ncat > asked.$1\necho '{answer}'\n")
        os.chmod(os.path.join(self.project, "helper"), 0o755)
        run = self.remotely("--tls-ca", self.keys["CA"], "--credential-helper", "./helper")
        self.assert_code(run, 0)
        with open(os.path.join(self.project, "asked.get"), encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"uri": f"https://{self.engine.address}"})
        said = self.refused("--tls-ca", self.keys["CA"], "--credential-helper", "no-such-helper")
        self.assertIn("no-such-helper exited with 127", said)

    def test_settings_say_who_calls(self):
        self.start_engine("jwt")
        self.await_worker(self.start_worker())
        self.write("../config/maelstrom/config.toml",
                   f'tls-ca = "{self.keys["CA"]}"\ntoken-file = "token"\n')
        with open(self.keys["CLIENT_TOKEN"], "rb") as file:
            self.write("../config/maelstrom/token", file.read())
        self.assert_code(self.remotely(), 0)

    def test_what_cannot_be_is_said(self):
        fixture = self.fixture()
        for arguments, said in (
                (("--client-key", "x"), "go together"),
                (("--token-file", "x", "--token-command", "y"), "only one of"),
                (("--token-file", "x"), "who calls is only told in TLS")):
            run = self.run_tests([fixture], "--remote", "grpc://127.0.0.1:1", *arguments)
            self.assert_code(run, 2)
            self.assertIn(said, run.stderr)
