"""Registries that are slow, break off, refuse, lie, or send one elsewhere."""

import base64
import json
import os
import shutil
import time

import certificates
import harness
import plain_registry
import registry_users

LOGIN = base64.b64encode(b"ann:correct horse").decode()
FILLING = 3_000_000


class Theme(registry_users.WithRegistry):
    def setUp(self):
        super().setUp()
        self.image = registry_users.an_image(more=[plain_registry.tar(("filling", os.urandom(FILLING), 0o644))])
        self.filling = self.image.layers[-1]
        self.server = self.serve(self.image, v1=self.image.digest)
        self.speak_plainly_to(self.server.host)
        self.name = f"docker://{self.server.host}/team/app:v1"

    def asked_for(self, descriptor):
        """The first byte of each request for a blob."""
        return [request.first for request in self.server.requests if request.path.endswith(descriptor["digest"])]

    def unkind(self, behaviour, descriptor=None):
        """`behaviour` answers for the part, by default the large layer. It gives False where it leaves that to others."""
        self.server.behaviours = {(descriptor or self.filling)["digest"]: behaviour}

    def refused(self, code, *words):
        """Gives the seconds that it took."""
        begin = time.monotonic()
        run = self.run_on(self.name)
        self.assert_code(run, code)
        for word in words:
            self.assertIn(word, run.stderr)
        self.assertNotIn("passed", run.outcomes().values())
        return time.monotonic() - begin

    def kind_again(self):
        """Nothing of what went wrong is kept."""
        self.server.behaviours = {}
        self.taken(self.run_on(self.name))

    # Slow, or broken off.

    def test_a_slow_registry_is_waited_for(self):
        def slowly(handler, content, first):
            handler.begin(content, 0)
            step = len(content) // 20
            for at in range(0, len(content), step):
                handler.wfile.write(content[at : at + step])
                time.sleep(0.1)
            return True
        self.unkind(slowly)
        begin = time.monotonic()
        self.taken(self.run_on(self.name))
        self.assertGreater(time.monotonic() - begin, 2)
        self.assertEqual(self.asked_for(self.filling), [0])

    def broken(self, ranges):
        def half(handler, content, first):
            if first > 0 and not ranges:
                return False  # all of it, from its first byte
            handler.begin(content, first)
            handler.wfile.write(content[first : first + len(content) // 3])
            handler.break_off()
            return True
        self.unkind(half)
        self.server.ranges = ranges
        self.taken(self.run_on(self.name))
        return self.asked_for(self.filling)

    def test_a_download_that_breaks_off_is_gone_on_with(self):
        self.assertEqual(self.broken(ranges=True), list(range(0, self.filling["size"], self.filling["size"] // 3)))

    def test_a_download_that_breaks_off_begins_again_where_there_are_no_ranges(self):
        asked = self.broken(ranges=False)
        self.assertEqual(len(asked), 2, asked)
        self.assertGreater(asked[1], 0)

    def test_another_program_goes_on_where_a_killed_one_was(self):
        def half_and_no_more(handler, content, first):
            if first > 0:
                return False
            handler.begin(content, 0)
            handler.wfile.write(content[: len(content) // 2])
            handler.wfile.flush()
            handler.connection.recv(1)  # until the other end has gone
            handler.break_off()
            return True
        self.unkind(half_and_no_more)
        artifacts, *rest = self.want(self.name)
        process = self.start_tests(artifacts, *rest)
        partial = os.path.join(self.root, "cache", "maelstrom", "images", "partial",
                               self.filling["digest"].replace(":", "-"))
        size = self.filling["size"]
        harness.until(lambda: os.path.exists(partial) and os.path.getsize(partial) == size // 2, "half of the layer")
        process.kill()
        self.finish(process, clean=False)
        self.taken(self.run_on(self.name))
        self.assertEqual(self.asked_for(self.filling), [0, size // 2])

    # Refusals.

    @staticmethod
    def answers(status, headers=(), times=1000):
        left = [times]
        def refuse(handler, content, first):
            left[0] -= 1
            if left[0] < 0:
                return False
            handler.answer(status, b'{"errors": [{"message": "said by the registry"}]}', headers)
            return True
        return refuse

    def test_401_says_how_to_log_in(self):
        self.unkind(self.answers(401, [("WWW-Authenticate", 'Basic realm="test"')]), self.image.manifest)
        self.refused(2, f"podman login {self.server.host}", "team/app")
        self.kind_again()

    def test_403_is_told_and_not_tried_again(self):
        self.unkind(self.answers(403))
        self.refused(2, "forbids to pull team/app", "said by the registry", "layer 2")
        self.assertEqual(len(self.asked_for(self.filling)), 1)
        self.kind_again()

    def test_404_is_told_and_not_tried_again(self):
        self.unkind(self.answers(404))
        self.refused(2, "no such thing in team/app", "said by the registry", "layer 2")
        self.assertEqual(len(self.asked_for(self.filling)), 1)
        self.kind_again()

    def test_429_is_waited_for_as_long_as_it_says(self):
        self.unkind(self.answers(429, [("Retry-After", "2")], times=1))
        begin = time.monotonic()
        self.taken(self.run_on(self.name))
        self.assertGreater(time.monotonic() - begin, 2)
        self.assertEqual(len(self.asked_for(self.filling)), 2)

    def test_429_for_an_hour_is_told_at_once(self):
        self.unkind(self.answers(429, [("Retry-After", "3600")]))
        self.assertLess(self.refused(3, "too many requests", "try again in 3600 s"), 10)
        self.assertEqual(len(self.asked_for(self.filling)), 1)
        self.kind_again()

    def test_500_is_tried_again_and_then_told(self):
        self.unkind(self.answers(500, times=2))
        self.taken(self.run_on(self.name))
        self.assertEqual(len(self.asked_for(self.filling)), 3)
        other = registry_users.an_image(more=[plain_registry.tar(("filling", os.urandom(1000), 0o644))])
        self.server.images.append(other)
        self.server.tags["v2"] = other.digest
        self.unkind(self.answers(500), other.layers[-1])
        self.name = self.name.replace("v1", "v2")
        self.refused(3, "answers with status 500", "said by the registry")
        self.assertEqual(len(self.asked_for(other.layers[-1])), 5)
        self.kind_again()

    # Lies.

    @staticmethod
    def gives(content):
        def lie(handler, _, first):
            handler.answer(200, content)
            return True
        return lie

    def test_other_bytes_than_the_digest_says_are_refused(self):
        content = self.image.blobs[self.filling["digest"]]
        self.unkind(self.gives(content[:-1] + b"x"))
        self.refused(2, "layer 2", self.filling["digest"], "gave sha256:")
        self.kind_again()

    def test_other_sizes_than_the_manifest_says_are_refused(self):
        content = self.image.blobs[self.filling["digest"]]
        for lie, words in ((content + b"x", "more than the"), (content[:-1], f"{len(content) - 1} of {len(content)}")):
            self.unkind(self.gives(lie))
            self.refused(2, "layer 2", words)
        self.kind_again()

    def test_another_manifest_than_was_asked_for_is_refused(self):
        self.taken(self.run_on(self.name))
        shutil.rmtree(os.path.join(self.root, "cache", "maelstrom", "memos"))  # its tag is locked, and no more is known
        other = registry_users.an_image("something else\n")
        self.unkind(self.gives(other.blobs[other.digest]), self.image.manifest)
        self.refused(2, self.image.digest, "gave another document", other.digest)
        self.kind_again()

    # To somewhere else.

    def start_over_with_tls(self):
        """Two registries that are trusted: the one that is asked, which wants a login, and one of another name."""
        if not shutil.which("openssl", path=self.environment()["PATH"]):
            self.skipTest("openssl is not installed")
        certificates.make_certificates(self.root)
        with open(os.path.join(self.root, "ca.crt")) as file:
            authority = file.read()
        self.configuration("registries.conf", "")
        servers = [plain_registry.TlsRegistry(self.root, self.image, v1=self.image.digest) for _ in range(2)]
        self.server, other = servers
        for server, host in ((self.server, self.server.host), (other, other.numbers)):
            self.addCleanup(server.stop)
            self.configuration(f"certs.d/{host}/ca.crt", authority)
        self.configuration("auth.json", json.dumps({"auths": {self.server.host: {"auth": LOGIN}}}))
        self.server.login = LOGIN
        self.name = f"docker://{self.server.host}/team/app:v1"
        return other

    def send_on(self, url):
        def elsewhere(handler, content, first):
            handler.answer(307, b"", [("Location", url)])
            return True
        self.unkind(elsewhere)

    def test_credentials_do_not_follow_to_another_host(self):
        other = self.start_over_with_tls()
        self.send_on(f"https://{other.numbers}/signed/{self.filling['digest']}")
        self.taken(self.run_on(self.name))
        own = [request for request in self.server.requests if request.path.endswith(self.filling["digest"])]
        self.assertEqual([request.authorization for request in own], ["Basic " + LOGIN])
        self.assertEqual([request.path for request in other.requests], [f"/signed/{self.filling['digest']}"])
        self.assertIsNone(other.requests[0].authorization)
        self.assertNotIn(LOGIN, str(other.requests[0].headers))

    def test_a_host_that_it_is_sent_to_gets_no_login_even_if_it_wants_one(self):
        other = self.start_over_with_tls()
        other.login = LOGIN
        self.send_on(f"https://{other.numbers}/signed/{self.filling['digest']}")
        self.refused(2, "layer 2")
        self.assertEqual([request.authorization for request in other.requests], [None])

    def test_to_be_sent_to_a_place_without_tls_is_refused(self):
        plain = self.server
        self.start_over_with_tls()
        self.send_on(f"{plain.url}/signed/{self.filling['digest']}")
        self.refused(2, "not protected by TLS", plain.url)
        self.assertEqual(plain.requests, [])

    # Two programs.

    def test_two_programs_that_pull_one_image_at_once_download_it_once(self):
        def when_both_are_here(handler, content, first):
            harness.until(lambda: sum("/manifests/" in path for path in self.server.asked) >= 2, "the other program")
            return False
        self.unkind(when_both_are_here)
        artifacts, *rest = self.want(self.name)
        other = self.start("test", "--artifact", artifacts[0], *rest)
        one = self.start_tests(artifacts, *rest)  # the last one that is started owns the report
        self.addCleanup(one.kill)
        out, err = other.communicate(timeout=harness.PATIENCE)
        self.assertEqual(other.returncode, 0, out + err)
        self.taken(self.finish(one))
        for layer in self.image.layers:
            self.assertEqual(self.asked_for(layer), [0])
        self.assertEqual(self.lock().count(self.image.digest), 1)
