"""A project with every kind of input, and how each is changed."""

import io
import os
import tarfile

import image_maker

DIRECTIVE = """
[[directives]]
layers = [
  { glob = "data/**", strip_prefix = "data", prepend_prefix = "/given" },
  { paths = ["single.txt", "link"], prepend_prefix = "/given/paths" },
  { stubs = ["/given/stub"] },
  { symlinks = [{ link = "/given/symlink", target = "somewhere" }] },
  { tar = "archive.tar" },
]
environment = { LEVEL = "1" }
timeout = 50
network = "loopback"
user = 0
group = 0
hostname = "here"
working_directory = "/given"
"""


def tar_of(content, mode=0o644):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        info = tarfile.TarInfo("given/of_tar")
        info.size, info.mode, info.mtime = len(content), mode, 1000
        tar.addfile(info, io.BytesIO(content))
    return file.getvalue()


class WithInputs(image_maker.WithImages):
    def set_directive(self, before, after, text=DIRECTIVE):
        self.assertIn(before, text)
        self.write("maelstrom.toml", text.replace(before, after))

    def make_everything(self):
        self.write("maelstrom.toml", DIRECTIVE)
        self.write("data/deep/file.txt", "content")
        self.write("data/tool.sh", "true")
        self.write("single.txt", "one")
        self.write("archive.tar", tar_of(b"of the tar"))
        link = os.path.join(self.project, "link")
        if os.path.lexists(link):
            os.remove(link)
        os.symlink("there", link)
        for path in ("data/tool.sh", "data/deep/file.txt"):
            os.chmod(os.path.join(self.project, path), 0o644)
        added = os.path.join(self.project, "data/added")
        if os.path.exists(added):
            os.remove(added)
        return self.add("inputs")

    def replace_in_place(self, name, content):
        """Other bytes, the same size and time of modification."""
        path = os.path.join(self.project, name)
        before = os.stat(path)
        self.assertEqual(before.st_size, len(content))
        with open(path, "r+", encoding="ascii") as file:
            file.write(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def retarget(self):
        os.remove(os.path.join(self.project, "link"))
        os.symlink("elsewhere", os.path.join(self.project, "link"))

    def rebuild(self):
        with open(os.path.join(self.project, "inputs"), "ab") as file:
            file.write(b"\0")

    def mutations(self):
        def write(name, content):
            return lambda: self.write(name, content)

        def directive(before, after):
            return lambda: self.set_directive(before, after)

        def mode(name, bits):
            return lambda: os.chmod(os.path.join(self.project, name), bits)

        nothing = lambda: None
        return {
            "content": (write("data/deep/file.txt", "CONTENT"), ()),
            "content of the same size and time": (lambda: self.replace_in_place("single.txt", "two"), ()),
            "a longer file": (write("single.txt", "one and more"), ()),
            "mode bit": (mode("data/tool.sh", 0o755), ()),
            "another file": (write("data/added", ""), ()),
            "a file less": (lambda: os.remove(os.path.join(self.project, "data/deep/file.txt")), ()),
            "link target": (self.retarget, ()),
            "stub": (directive("/given/stub", "/given/stump"), ()),
            "target of a declared link": (directive('target = "somewhere"', 'target = "nowhere"'), ()),
            "place of a declared link": (directive("/given/symlink", "/given/sym"), ()),
            "prefix": (directive('prepend_prefix = "/given/paths"', 'prepend_prefix = "/given/other"'), ()),
            "content in a tar": (write("archive.tar", tar_of(b"OF THE TAR")), ()),
            "mode in a tar": (write("archive.tar", tar_of(b"of the tar", 0o600)), ()),
            "variable": (directive('LEVEL = "1"', 'LEVEL = "2"'), ()),
            "another variable": (directive('LEVEL = "1"', 'LEVEL = "1", MORE = ""'), ()),
            "argument": (nothing, ("--", "an argument")),
            "mount": (directive('network = "loopback"', 'network = "loopback"\nadded_mounts = [{ type = "tmp", mount_point = "/given/paths" }]'), ()),
            "devices": (directive("user = 0", 'user = 0\nmounts = [{ type = "proc", mount_point = "/proc" }, { type = "devices", devices = ["null"] }]'), ()),
            "network": (directive('network = "loopback"', 'network = "disabled"'), ()),
            "user": (directive("user = 0", "user = 5"), ()),
            "group": (directive("group = 0", "group = 6"), ()),
            "hostname": (directive('hostname = "here"', 'hostname = "there"'), ()),
            "working directory": (directive('working_directory = "/given"', 'working_directory = "/given/deep"'), ()),
            "writable file system": (directive("user = 0", "user = 0\nwritable_file_system = false"), ()),
            "timeout": (directive("timeout = 50", "timeout = 51"), ()),
            "timeout of the command line": (nothing, ("--timeout", "49")),
            "isolation": (nothing, ("--isolation", "strict")),
            "platform": (directive("user = 0", 'user = 0\nplatform = ["cpu-model"]'), ()),
            "the program": (self.rebuild, ()),
        }  # fmt: skip

    def told(self, artifact, *arguments):
        run = self.run_tests([artifact], *arguments)
        return self.assert_outcome(run, "Inputs.AreTold", "passed")
