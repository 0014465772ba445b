"""Results that a server keeps: what one machine ran, another does not."""

import os
import shutil
import time

import certificates
import engine
import harness

try:
    import cache_server
    import grpc
except ImportError:
    cache_server = None



class Theme(harness.EndToEnd):
    def server(self, *arguments):
        if cache_server is None:
            self.skipTest("Python's grpc is not installed (Debian: python3-grpcio)")
        server = cache_server.CacheServer(*arguments)
        self.addCleanup(server.stop)
        return server

    def on_machine(self, number, address, *arguments, include="name.matches(^(Pass|Sound|Much))", **more):
        """A run of the same tests with a cache of its own: another machine, for all that matters."""
        fixture = self.add("audited") if "Pass" in include else self.add("slow")
        return self.run_tests([fixture], "-i", include, "--cache-root", os.path.join(self.root, f"machine{number}"),
                              "--inline-limit", "8MiB", "--remote-cache", address, *arguments, **more)

    def cached(self, run):
        self.assert_code(run, 0)
        return {name: case["cached"] for name, case in run.cases.items() if case["outcome"] == "passed"}

    NEITHER = {"Sound.Passes": False, "Much.IsSaid": False}
    BOTH = {"Sound.Passes": True, "Much.IsSaid": True}

    def assert_shared(self, address, **more):
        first = self.on_machine(1, address, **more)
        self.assertEqual(self.cached(first), self.NEITHER, first.text)
        second = self.on_machine(2, address, **more)
        self.assertEqual(self.cached(second), self.BOTH, second.text)
        for name, case in second.cases.items():
            for key in ("outcome", "stdout", "stderr", "exit_code", "duration_ms", "action", "max_rss_bytes"):
                if case["cached"]:
                    self.assertEqual(case.get(key), first.cases[name].get(key), key)
        self.assertNotIn("warning", first.stderr + second.stderr)
        return second

    def test_what_one_machine_ran_another_does_not(self):
        server = self.server()
        server.batch_limit = 1 << 20
        self.assert_shared(f"grpc://{server.host}/some/instance")
        self.assertEqual(server.calls["Write"], 1, "the large output")
        header = server.metadata[0]["build.bazel.remote.execution.v2.requestmetadata-bin"]
        self.assertIn(b"maelstrom", header)
        # What came from there is in the machine's own cache now.
        asked = server.calls["GetActionResult"]
        self.assertEqual(self.cached(self.on_machine(2, f"grpc://{server.host}")), self.BOTH)
        self.assertEqual(server.calls["GetActionResult"], asked + 1, "only the case that was skipped")

    def test_wrong_or_missing_blobs_run_the_case_again(self):
        server = self.server()
        address = f"grpc://{server.host}"
        self.on_machine(1, address)
        for number, content in (2, lambda blob: b"y" * len(blob)), (3, lambda blob: b""), (4, None):
            # Each run gives the server an output of its own: it tells the time.
            server.blobs = {name: content(blob) for name, blob in server.blobs.items() if content}
            run = self.on_machine(number, address)
            self.assertEqual(self.cached(run), {"Sound.Passes": True, "Much.IsSaid": False}, run.text)
            self.assertIn("line 99999 of much", run.cases["Much.IsSaid"]["stdout"])

    def test_a_server_that_may_only_be_read_gets_nothing(self):
        server = self.server()
        address = f"grpc://{server.host}"
        self.on_machine(1, address, "--remote-cache-read-only")
        server.writable = False
        run = self.on_machine(2, address)
        self.assertEqual(self.cached(run), self.NEITHER)
        self.assertEqual((server.results, server.calls["UpdateActionResult"]), ({}, 0))
        self.assertNotIn("warning", run.stderr)

    def test_refresh_asks_nobody_and_gives_what_comes_of_it(self):
        server = self.server()
        address = f"grpc://{server.host}"
        self.on_machine(1, address)
        server.results = {name: b"" for name in server.results}
        self.assertEqual(self.cached(self.on_machine(2, address, "--refresh")), self.NEITHER)
        self.assertEqual(self.cached(self.on_machine(3, address)), self.BOTH)
        asked = sum(server.calls.values())
        self.assertEqual(self.cached(self.on_machine(4, address, "--no-cache")), self.NEITHER)
        self.assertEqual(sum(server.calls.values()), asked)

    def test_a_server_that_is_down_is_said_once(self):
        run = self.on_machine(1, "grpc://127.0.0.1:1")
        self.assertEqual(self.cached(run), self.NEITHER)
        self.assertEqual(run.stderr.count("the remote cache is not asked any more: UNAVAILABLE"), 1, run.stderr)
        server = self.server()
        server.fails = grpc.StatusCode.UNAUTHENTICATED
        run = self.on_machine(2, f"grpc://{server.host}")
        self.assertEqual(self.cached(run), self.NEITHER)
        self.assertEqual(run.stderr.count("not asked any more: UNAUTHENTICATED: as told"), 1, run.stderr)

    def test_a_server_that_does_not_answer_is_not_waited_for(self):
        server = self.server()
        server.released.clear()
        begin = time.monotonic()
        run = self.on_machine(1, f"grpc://{server.host}")
        self.assertEqual(self.cached(run), self.NEITHER)
        self.assertIn("the remote cache is not asked any more: to ask it takes longer", run.stderr)
        self.assertLess(time.monotonic() - begin, harness.PATIENCE / 4)

    def test_a_server_that_vanishes_in_the_run_costs_no_case(self):
        server = self.server()
        server.released.clear()
        process = self.start_tests([self.add("audited")], "-i", "name.matches(Sound|Much)", "--remote-cache",
                                   f"grpc://{server.host}")
        harness.until(lambda: server.calls["GetActionResult"], "a look-up")
        server.stop()
        run = self.finish(process)
        self.assert_code(run, 0)
        self.assertEqual(len(run.cases), 3, run.text)

    def test_only_who_proves_who_it_is_is_asked_in_tls(self):
        if not shutil.which("openssl", path=self.environment()["PATH"]):
            self.skipTest("openssl is not installed")
        certificates.make_certificates(self.root)

        def read(name):
            with open(os.path.join(self.root, name), "rb") as file:
                return file.read()

        server = self.server(read("server.key"), read("server.crt"))
        stranger = self.on_machine(9, f"grpcs://{server.host}")
        self.assertEqual(self.cached(stranger), self.NEITHER)
        self.assertIn("the remote cache is not asked any more", stranger.stderr)
        self.assertEqual(sum(server.calls.values()), 0)
        authority = os.path.join(self.root, "ca.crt")
        self.assert_shared(f"grpcs://{server.host}", SSL_CERT_FILE=authority)
        missing = self.on_machine(8, f"grpcs://{server.host}", SSL_CERT_FILE="/no/such/file")
        self.assertIn("the certificates in /no/such/file cannot be read", missing.stderr)

    def test_an_address_that_is_none_is_refused(self):
        run = self.on_machine(1, "cache:8980")
        self.assert_code(run, 2)
        self.assertIn("grpc://HOST:PORT", run.stderr)
        self.write("maelstrom.toml", '[settings]\nremote_cache = "http://cache"\n')
        run = self.run_tests([self.add("audited")])
        self.assert_code(run, 2)
        self.assertIn("maelstrom.toml:2: ", run.stderr)

    def test_buildbarn_keeps_results(self):
        self.assert_shared(f"grpc://{engine.storage(self).address}")

    def test_buildgrid_keeps_results(self):
        self.assert_shared(f"grpc://{engine.buildgrid(self, bots=0)}")
