"""Containers that start from images: made by umoci, on this machine and in a registry."""

import json
import os
import subprocess
import tarfile

import image_maker

BOTH = {"OwnMain.IsWhereItWants": "passed", "OwnMain.ReadsItsData": "passed"}
DIRECTIVE = """[[directives]]
image = {image}
include_shared_libraries = true
"""


class Theme(image_maker.WithImages):
    def run_on(self, image, *arguments, text=None, **more):
        self.write("maelstrom.toml", (text or DIRECTIVE).replace("{image}", json.dumps(image)))
        return self.run_tests([self.add("own_main")], "-i", "name.matches(IsWhereItWants|ReadsItsData)", *arguments,
                              **more)

    def taken(self, run):
        self.assertEqual(run.outcomes(), BOTH, run.text)
        self.assert_code(run, 0)

    # On this machine.

    def test_layers_environment_and_working_directory_of_a_layout(self):
        self.make_image()
        for image in ("oci:image:v1", "oci:image"):
            self.taken(self.run_on(image))

    def test_archives_of_a_layout_and_of_docker(self):
        layout = self.make_image()
        with tarfile.open(os.path.join(self.project, "image.tar.gz"), "w:gz") as tar:
            tar.add(layout, ".")
        self.taken(self.run_on("oci-archive:image.tar.gz:v1"))
        self.needs("skopeo")
        subprocess.run(["skopeo", "--insecure-policy", "copy", "-q", f"oci:{layout}:v1",
                        f"docker-archive:{self.project}/saved.tar:team/app:1"], env=self.environment(), check=True)
        self.taken(self.run_on("docker-archive:saved.tar:team/app:1"))

    def test_only_what_is_used_of_an_image_is_taken(self):
        self.make_image()
        run = self.run_on("oci:image", text="""[[directives]]
image = { name = {image}, use = ["layers"] }
include_shared_libraries = true
environment = { E2E_DIRECTORY = "/data" }
""")
        self.assertEqual(run.outcomes(), {name: "failed" for name in BOTH}, run.text)  # it is somewhere else

    def test_layers_stand_above_the_image_and_its_environment_is_extended(self):
        self.make_image()
        self.write("mine/data.txt", "something else\n")
        run = self.run_on("oci:image", text="""[[directives]]
image = {image}
include_shared_libraries = true
added_layers = [{ paths = ["mine/data.txt"], strip_prefix = "mine", prepend_prefix = "/data" }]
added_environment = { E2E_DIRECTORY = "$prev{E2E_DIRECTORY}" }
""")
        self.assertEqual(run.outcomes(), {**BOTH, "OwnMain.ReadsItsData": "failed"}, run.text)

    def test_list_containers_tells_what_the_image_gives(self):
        self.make_image()
        # Of one case alone: listing the cases needs no image.
        self.write("maelstrom.toml", DIRECTIVE.replace("{image}", '"oci:image"\nfilter = "name.contains(ReadsIts)"'))
        run = self.maelstrom("list", "containers", "--format", "json", "--artifact", self.add("own_main"), "-i",
                             "name.contains(ReadsIts)")
        self.assert_code(run, 0)
        container = json.loads(run.stdout)["container"]
        self.assertEqual(container["image"]["value"]["name"], "oci:image")
        self.assertEqual(container["environment"]["E2E_DIRECTORY"], {"value": "/data", "origin": 'image "oci:image"'})

    def test_an_image_that_is_not_there(self):
        for image, word in (("oci:gone", "gone"), ("docker://Not A Name", "Not A Name"), ("image", "docker://")):
            run = self.run_on(image)
            self.assert_code(run, 2)
            self.assertIn("maelstrom.toml:2:", run.stderr)
            self.assertIn(word, run.stderr)

    # In a registry.

    def test_a_registry_with_tls_and_a_login(self):
        module = self.start_registry(self.make_image())
        self.trust()
        self.log_in(module.LOGIN)
        self.taken(self.run_on(self.image))
        self.assertIn(f'"1" = "{self.digest}"', self.lock())
        self.server.stop()
        self.taken(self.run_on(self.image))  # locked and stored: nobody is asked

    def test_a_registry_that_is_not_trusted_or_wants_another_login(self):
        self.start_registry(self.make_image())
        run = self.run_on(self.image)
        self.assert_code(run, 3)
        self.assertIn(f"certs.d/{self.server.host}/ca.crt", run.stderr)
        run = self.run_on(self.image, "--accept-invalid-remote-container-tls-certs")
        self.assert_code(run, 2)
        self.assertIn(f"podman login {self.server.host}", run.stderr)
        self.log_in("YTpi")
        run = self.run_on(self.image, "--accept-invalid-remote-container-tls-certs")
        self.assert_code(run, 2)
        self.assertIn("refuses the login", run.stderr)

    def test_a_tag_that_is_not_there(self):
        module = self.start_registry(self.make_image())
        self.trust()
        self.log_in(module.LOGIN)
        run = self.run_on(self.image + ".2")
        self.assert_code(run, 2)
        self.assertIn("team/app:1.2", run.stderr)
