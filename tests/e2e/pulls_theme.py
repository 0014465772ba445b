"""Images from registries that are far away, unkind, or changed behind one's back."""

import json
import os
import resource

import harness
import plain_registry
from registry_users import CONFIG, LOCK, WithRegistry, an_image


class Theme(WithRegistry):
    # Proxies. "registry.test" is a name that nobody can look up but them.

    def test_a_proxy_is_asked_for_a_registry_with_tls(self):
        for program in ("docker-registry", "openssl"):
            if not harness.shutil.which(program, path=self.environment()["PATH"]):
                self.skipTest(f"{program} is not installed")
        import registry_server
        registry = registry_server.Registry(os.path.join(self.root, "registry"))
        self.addCleanup(registry.stop)
        self.processes_before.add(registry.process.pid)
        layout = os.path.join(self.root, "layout")
        an_image().write_layout(layout)
        registry.push(layout, "team/app", "1")
        host = f"registry.test:{registry.port}"
        certificates = os.path.join(self.root, "config", "containers", "certs.d", host)
        os.makedirs(certificates)
        harness.shutil.copy(registry.path("ca.crt"), certificates)
        with open(os.path.join(self.root, "config", "containers", "auth.json"), "w") as file:
            json.dump({"auths": {host: {"auth": registry_server.LOGIN}}}, file)

        proxy = self.serve()
        without = self.run_on(f"docker://{host}/team/app:1")
        self.assert_code(without, 3)
        self.assertIn("registry.test", without.stderr)
        around = self.run_on(f"docker://{host}/team/app:1", https_proxy=proxy.url, no_proxy="registry.test")
        self.assert_code(around, 3)
        self.assertEqual(proxy.asked, [])
        self.taken(self.run_on(f"docker://{host}/team/app:1", https_proxy=proxy.url))
        self.assertEqual(set(proxy.asked), {host})

    def test_a_proxy_is_asked_for_a_registry_without_tls(self):
        self.speak_plainly_to("registry.test")
        image = an_image()
        proxy = self.serve(image, v1=image.digest)
        self.taken(self.run_on("docker://registry.test/team/app:v1", http_proxy=proxy.url))
        self.assertIn("http://registry.test/v2/team/app/manifests/v1", proxy.asked)

    def test_a_proxy_that_is_not_there_is_named(self):
        with plain_registry.socket.socket() as nobody:  # bound, and listens to nobody
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
            run = self.run_on("docker://registry.test/team/app:v1", https_proxy=f"http://127.0.0.1:{port}")
        self.assert_code(run, 3)
        self.assertIn(f"127.0.0.1 port {port}", run.stderr)

    # What a registry may try.

    def test_a_manifest_of_a_hundred_megabytes_is_refused_before_it_is_read(self):
        server = self.serve(v1="endless")
        self.speak_plainly_to(server.host)
        run = self.run_on(f"docker://{server.host}/team/app:v1")
        self.assert_code(run, 2)
        self.assertIn("no more are taken", run.stderr)
        self.assertLess(server.megabytes, 50)
        most = 100_000 if harness.SANITIZER == "" else 300_000  # it keeps 256 MB of what was freed
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, most, "kB in memory")

    # The file of tags, which a person may write in.

    def test_a_lock_file_edited_by_hand_is_obeyed(self):
        one, other = an_image(), an_image("something else\n")
        server = self.serve(one, other, v1=one.digest)
        self.speak_plainly_to(server.host)
        image = f"docker://{server.host}/team/app:v1"
        self.taken(self.run_on(image))
        self.assertIn(f'"v1" = "{one.digest}"', self.lock())
        edited = "# mine\n" + self.lock().replace(one.digest, other.digest)
        self.write(LOCK, edited)
        self.taken(self.run_on(image), data="failed")
        self.assertEqual(self.lock(), edited)
        self.write(LOCK, edited.replace(f'"v1" = "{other.digest}"\n', ""))
        self.taken(self.run_on(image))
        self.assertIn("# mine\n", self.lock())
        self.assertIn(one.digest, self.lock())

    def test_a_lock_file_that_says_nonsense_is_told_with_the_place(self):
        image = an_image()
        server = self.serve(image, v1=image.digest)
        self.speak_plainly_to(server.host)
        name = f"docker://{server.host}/team/app:v1"
        head = f'version = 1\n[{json.dumps(server.host + "/team/app")}]\n'
        for line, words in (('v1 = "sha256:12"', f"{LOCK}:3:"), ("v1 = 7", f"{LOCK}:3:"), ("v1 = ", f"{LOCK}:3:"),
                            (f'v1 = "sha256:{"0" * 64}"', "delete that line")):
            text = f"{head}{line}\n"
            self.write(LOCK, text)
            run = self.run_on(name)
            self.assert_code(run, 2)
            self.assertIn(words, run.stderr, line)
            self.assertEqual(self.lock(), text, "it is the person's")

    # Images that are hard to unpack.

    def test_two_hundred_layers_and_directories_that_nobody_may_write(self):
        layers = [plain_registry.tar(("data/", b"", 0o555), (f"data/{number}", b"%d" % number, 0o444))
                  for number in range(199)]
        layers.append(plain_registry.tar(("data/", b"", 0o555), ("data/data.txt", b"content of data.txt\n", 0o444)))
        plain_registry.Image(*layers, config=CONFIG).write_layout(os.path.join(self.project, "image"))
        for _ in range(2):
            self.taken(self.run_on("oci:image"))

    def run_on_layers(self, *layers):
        plain_registry.Image(*layers, config=CONFIG).write_layout(os.path.join(self.project, "image"))
        return self.run_on("oci:image")

    def test_a_hard_link_to_a_file_of_a_lower_layer(self):
        self.taken(self.run_on_layers(
            plain_registry.tar(("kept/text", b"content of data.txt\n", 0o640), ("data/data.txt", b"old", 0o600)),
            plain_registry.tar(("other", b"", 0o644)),
            plain_registry.tar(("kept/.wh.text", b"", 0o644), ("data/data.txt", plain_registry.hard("kept/text"), 0o644))))

    def test_a_hard_link_out_of_the_root_of_an_image_finds_nothing(self):
        for target in ("/etc/passwd", "../../../etc/passwd", "out/etc/passwd"):
            run = self.run_on_layers(plain_registry.tar(("out", plain_registry.soft("../../.."), 0o777),
                                                        ("data/data.txt", plain_registry.hard(target), 0o644)))
            self.assert_code(run, 2)
            self.assertIn("etc/passwd", run.stderr)
            harness.shutil.rmtree(os.path.join(self.project, "image"))

    def test_what_reaches_out_of_an_image_by_links_stays_in_its_root(self):
        outside = os.path.join(self.root, "outside")
        os.mkdir(outside)
        run = self.run_on_layers(
            plain_registry.tar(("up", plain_registry.soft("../../../../.."), 0o777),
                               ("away", plain_registry.soft(outside), 0o777)),
            plain_registry.tar(("up/data/data.txt", b"content of data.txt\n", 0o644), ("away/file", b"x", 0o644),
                               ("up" + outside + "/file", b"x", 0o644)))
        self.taken(run)
        self.assertEqual(os.listdir(outside), [])

    def test_a_name_of_an_image_that_climbs_is_refused(self):
        for name in ("../evil", "data/../../evil", "/../evil"):
            run = self.run_on_layers(plain_registry.tar((name, b"x", 0o644)))
            self.assert_code(run, 2)
            self.assertIn("evil", run.stderr)
            self.assertFalse(any("evil" in files for _, _, files in os.walk(self.root)))
            harness.shutil.rmtree(os.path.join(self.project, "image"))

    def test_devices_of_an_image_are_left_out_and_said(self):
        run = self.run_on_layers(plain_registry.tar(("dev/null", plain_registry.DEVICE, 0o666),
                                                    ("dev/twin", plain_registry.hard("dev/null"), 0o666),
                                                    ("data/data.txt", b"content of data.txt\n", 0o644)))
        self.taken(run)
        self.assertIn("2 devices are left out", run.text)

    def test_a_hundred_thousand_files(self):
        small = [(f"many/{number // 1000}/{number}", b"%d" % (number % 500), 0o644) for number in range(100_000)]
        layer = plain_registry.tar(*small, ("data/data.txt", b"content of data.txt\n", 0o644))
        self.taken(self.run_on_layers(layer))
        self.taken(self.run_on("oci:image"))
