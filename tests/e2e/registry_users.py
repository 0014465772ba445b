"""Themes that pull images from the registries of plain_registry, with a test that wants what is in them."""

import json
import os

import harness
import plain_registry

DIRECTIVE = """[[directives]]
image = {image}
include_shared_libraries = true
"""
CASES = "name.matches(IsWhereItWants|ReadsItsData)"
CONFIG = {"Env": ["E2E_DIRECTORY=/data"], "WorkingDir": "/data"}
LOCK = "maelstrom-container-tags.lock"


def an_image(text="content of data.txt\n", more=()):
    """With a layer for each of `more`, above that of the data."""
    return plain_registry.Image(plain_registry.tar(("data/", b"", 0o755), ("data/data.txt", text.encode(), 0o644)),
                                *more, config=CONFIG)


class WithRegistry(harness.EndToEnd):
    def serve(self, *images, **tags):
        server = plain_registry.PlainRegistry(*images, **tags)
        self.addCleanup(server.stop)
        return server

    def configuration(self, name, text):
        """Writes a file that containers' programs share."""
        path = os.path.join(self.root, "config", "containers", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def speak_plainly_to(self, host):
        self.configuration("registries.conf", f'[[registry]]\nlocation = "{host}"\ninsecure = true\n')

    def want(self, image):
        """The words of a run of two cases that want the image's data."""
        self.write("maelstrom.toml", DIRECTIVE.replace("{image}", json.dumps(image)))
        return [self.add("own_main")], "-i", CASES

    def run_on(self, image, **more):
        return self.run_tests(*self.want(image), **more)

    def taken(self, run, data="passed"):
        self.assertEqual(run.outcomes(), {"OwnMain.IsWhereItWants": "passed", "OwnMain.ReadsItsData": data}, run.text)

    def lock(self):
        with open(os.path.join(self.project, LOCK)) as file:
            return file.read()
