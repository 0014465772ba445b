"""The examples of the user's pages, taken out of them and run."""

import contextlib
import io
import os
import re
import shutil
import socket
import tarfile

import harness
import image_maker
import plain_registry
import registry_users

DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs")

# The cases that tell whether an example does what its page says: (page, heading, which) → (artifact, cases).
CASES = {
    ("maelstrom.toml.md", "filter", 1): ("parser_test", ["Any.Runs"]),
    ("maelstrom.toml.md", "ignore, timeout", 1): ("docs", ["Stress.Short", "Any.Runs"]),
    ("maelstrom.toml.md", "retries", 1): ("docs", ["Any.Runs"]),
    ("maelstrom.toml.md", "slow_timeout", 1): ("docs", ["Any.Runs"]),
    ("maelstrom.toml.md", "leak_timeout", 1): ("docs", ["Any.Runs"]),
    ("maelstrom.toml.md", "tags", 1): ("docs", ["Any.Runs"]),
    ("maelstrom.toml.md", "slots, memory, lock", 1): ("docs", ["Any.Runs"]),
    ("maelstrom.toml.md", "image, parent", 1): (
        "docs", ["Tool.HasItsParentsUserAndLevel", "Image.HasItsFiles", "OwnUser.HasNoMoreThanIsUsed", "Any.Runs"]),
    ("maelstrom.toml.md", "layers, added_layers", 1): ("docs", ["Layers.OfEveryKind"]),
    ("maelstrom.toml.md", "layers, added_layers", 2): ("docs", ["Layers.WithOptions"]),
    ("maelstrom.toml.md", "layers, added_layers", 3): ("docs", ["Layers.OfCommands"]),
    ("maelstrom.toml.md", "include_shared_libraries", 1): ("static_test", ["Any.Runs"]),
    ("maelstrom.toml.md", "cache", 1): ("docs", ["Any.Runs"]),
    ("maelstrom.toml.md", "platform", 1): ("simd_test", ["Any.Runs"]),
    ("maelstrom.toml.md", "environment, added_environment", 1): (
        "docs", ["Environment.HasValues", "Bare.HasItsOwnOnly"]),
    ("maelstrom.toml.md", "mounts, added_mounts", 1): ("docs", ["Mounts.AreThere"]),
    ("maelstrom.toml.md", "network", 1): ("docs", ["Download.SeesTheHostsNetwork", "Any.Runs"]),
    ("maelstrom.toml.md", "isolation", 1): ("docs", ["Mount.MayMount", "Any.Runs"]),
    ("maelstrom.toml.md", "enable_writable_file_system", 1): ("docs", ["ReadOnly.IsTheRoot"]),
    ("maelstrom.toml.md", "working_directory, user, group, hostname, pid1", 1): (
        "init_test", ["Init.IsTheFirstProcessOfItsBox"]),
    ("maelstrom.toml.md", "[containers.NAME]", 1): ("docs", ["Containers.Server", "Containers.Bare", "Containers.Other"]),
}
# The same of those with an image of the internet's, which a registry of this machine has in its place.
PULLING = {
    ("images.md", "Images", 1): ("docs", ["Postgres.StartsInItsImage", "Any.Runs"]),
    ("images.md", "What is taken", 1): ("docs", ["ImageTool.HasWhatIsUsedOfItsImage", "Any.Runs"]),
}
# What an example needs beside the project that all share.
MORE = {
    ("maelstrom.toml.md", "layers, added_layers", 1):
        '[[directives]]\nadded_environment = {{ GENERATED = "{project}/build/generated/table.bin" }}\n',
    ("maelstrom.toml.md", "layers, added_layers", 2): '[[directives]]\nadded_environment = {{ SHARED_PLACE = "{shared}" }}\n',
    ("maelstrom.toml.md", "network", 1): '[[directives]]\nadded_layers = [{{ paths = ["port"] }}]\n',
    ("maelstrom.toml.md", "working_directory, user, group, hostname, pid1", 1):
        '[[directives]]\nadded_layers = [{{ stubs = ["/srv/"] }}]\n',
    ("maelstrom.toml.md", "[containers.NAME]", 1): "".join(
        f'[[directives]]\nfilter = "name.ends_with({name.capitalize()})"\nparent = "{name}"\n'
        for name in ("server", "bare", "other")),
}
MORE.update(dict.fromkeys(PULLING, "[[directives]]\ninclude_shared_libraries = true\n"))
MIRROR = """[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "{host}"
insecure = true
"""

# What an example calls in its image: each leaves a trace.
PROGRAMS = {
    "usr/bin/sqlite3": "#!/bin/sh\nexec /bin/busybox cat > $1\n",
    "usr/sbin/useradd": "#!/bin/sh\necho $1:x:1000: >> /etc/passwd\n",
    "usr/bin/apt-get": "#!/bin/sh\necho $3 > /var/installed\n",
}


def examples(page, language):
    """(page, heading, which of that heading) → the text of each example."""
    with open(os.path.join(DOCS, page), encoding="utf-8") as file:
        text = file.read()
    found, heading, which = {}, "", 0
    for match in re.finditer(r"^#+ ([^\n]+)$|^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if match[1]:
            heading, which = match[1], 0
        elif match[2] == language:
            which += 1
            found[page, heading, which] = match[3]
    return found


class Theme(image_maker.WithImages, registry_users.WithRegistry):
    place = "/var/tmp"  # an example mounts /tmp

    def make_tar(self):
        busybox = shutil.which("busybox", path=self.environment()["PATH"])
        with tarfile.open(os.path.join(self.project, "tests/rootfs.tar"), "w") as tar:
            for name in ("bin", "etc", "var", "srv", "opt", "tmp", "proc", "dev"):
                entry = tarfile.TarInfo(name)
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
            tar.add(busybox, "bin/busybox")
            for name in ("sh", "cat", "echo", "id"):
                entry = tarfile.TarInfo(f"bin/{name}")
                entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(entry)
            for name, text in {**PROGRAMS, "etc/passwd": "root:x:0:\n"}.items():
                entry = tarfile.TarInfo(name)
                entry.mode, entry.size = 0o755, len(text)
                tar.addfile(entry, io.BytesIO(text.encode()))

    def make_project(self):
        self.needs("busybox", "zstd", "dash")
        os.chmod(self.root, 0o755)  # for the bind mount, where root's containers belong to another user
        self.write("tests/data/table.json", "{}")
        self.write("tests/data/empty/not-taken", "")
        self.write("testdata/.hidden/deep", "deep")
        self.write("build/CMakeCache.txt", f"CMAKE_HOME_DIRECTORY:INTERNAL={self.project}\n")
        self.write("build/generated/table.bin", "generated")
        self.write("tests/schema.sql", "create table t;\n")
        self.write("data/v2", "v2")
        os.symlink("v2", os.path.join(self.project, "data/current"))
        self.write("../shared/x", "shared")
        self.write("fixtures/one.json", "[1]")
        self.write("etc/server.conf", "port = 1")
        self.make_tar()
        os.system(f"zstd -q {self.project}/tests/rootfs.tar")
        shutil.copytree(self.make_image(), os.path.join(self.project, "tests/image"))
        for name in ("docs", "parser_test", "static_test", "simd_test", "init_test"):
            self.add("docs", name)

    @contextlib.contextmanager
    def server(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.write("port", str(listening.getsockname()[1]))
            yield

    def run_example(self, key, text):
        artifact, cases = {**CASES, **PULLING}[key]
        more = MORE.get(key, "").format(shared=os.path.join(self.root, "shared/x"), project=self.project)
        self.write("maelstrom.toml", text + "\n" + more)
        selected = [word for name in cases for word in ("-i", f"name.equals({name})")]
        run = self.run_tests([os.path.join(self.project, artifact)], "--build-dir", "build", *selected, USER="ann")
        self.assertEqual(run.outcomes(), dict.fromkeys(cases, "passed"), f"{key}:\n{text}\n{run.text}")
        self.assertNotIn("warning", run.stderr, f"{key}:\n{text}")

    def test_every_example_of_a_container_does_what_it_says(self):
        self.make_project()
        found = {**examples("maelstrom.toml.md", "toml"), **examples("images.md", "toml")}
        del found["maelstrom.toml.md", "[settings]", 1]  # see below
        self.assertEqual(set(found), set(CASES) | set(PULLING))
        with self.server():
            for key in CASES:
                self.run_example(key, found[key])

    def test_examples_with_images_of_the_internet_pull_them(self):
        data = plain_registry.tar(("data/", b"", 0o755), ("data/data.txt", b"content of data.txt\n", 0o644))
        image = plain_registry.Image(data, config={"Env": ["E2E_DIRECTORY=/data", "PATH=/usr/bin:/bin"],
                                                   "WorkingDir": "/data"})
        registry = self.serve(image, **{"16": image.digest, "12": image.digest})
        self.configuration("registries.conf", MIRROR.format(host=registry.host))
        self.write("build/CMakeCache.txt", f"CMAKE_HOME_DIRECTORY:INTERNAL={self.project}\n")
        self.add("docs", "docs")
        found = examples("images.md", "toml")
        for key in PULLING:
            self.run_example(key, found[key])
        asked = {request.path for request in registry.requests if "/manifests/" in request.path}
        self.assertEqual({path.split("/")[3] for path in asked}, {"postgres", "debian"})

    def test_settings_are_accepted_where_they_stand(self):
        of_project = examples("maelstrom.toml.md", "toml")["maelstrom.toml.md", "[settings]", 1]
        of_user = examples("settings.md", "toml")["settings.md", "Settings", 1]
        path = self.write("maelstrom.toml", of_project)
        run = self.maelstrom("test", "--print-config")
        self.assert_code(run, 0)
        names = re.findall(r"^(\w+) =", of_project, re.MULTILINE)
        told = {line.split(" = ")[0]: line for line in run.stdout.splitlines()}
        self.assertGreater(len(names), 20)
        for name in names:
            self.assertIn(path, told[name.replace("_", "-")])
        self.write("maelstrom.toml", "")
        self.write("../config/maelstrom/config.toml", of_user)
        run = self.maelstrom("test", "--print-config")
        for name in re.findall(r"^([\w-]+) =", of_user, re.MULTILINE):
            self.assertRegex(run.stdout, rf"(?m)^{name} = .*config/maelstrom/config.toml")

    def test_jobs_in_json_and_in_toml(self):
        self.make_project()
        shutil.copy(os.path.join(self.project, "tests/rootfs.tar"), self.project)
        for language, name in (("json", "jobs.json"), ("toml", "jobs.toml")):
            self.write(name, examples("run.md", language)["run.md", "maelstrom run", 1])
            run = self.maelstrom("run", "--slots", "1", "--file", name)
            self.assert_code(run, 0)
            self.assertIn("hello\n", run.stdout)
        self.assertIn("uid=1000", self.maelstrom("run", "--file", "jobs.json").stdout)
