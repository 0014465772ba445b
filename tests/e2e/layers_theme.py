"""Layers laid one over the other, as a test sees them."""

import io
import os
import shutil
import tarfile

import harness


class Theme(harness.EndToEnd):
    def tar(self, name, *members):
        """An archive in the project: (name, mode) makes a directory, (name, mode, content) a file."""
        with tarfile.open(os.path.join(self.project, name), "w", format=tarfile.GNU_FORMAT) as archive:
            for path, mode, *content in members:
                info = tarfile.TarInfo(path)
                info.mode = mode
                info.type = tarfile.REGTYPE if content else tarfile.DIRTYPE
                info.size = len(content[0]) if content else 0
                archive.addfile(info, io.BytesIO(content[0] if content else b""))
        return f'{{ tar = "{name}" }}'

    def seen(self, layers, *paths, more=""):
        """path → "TYPE MODE SIZE" of each path that is there, by stat(1) as the test."""
        self.write("maelstrom.toml", f'[[directives]]\nfilter = "all"\nlayers = [{", ".join(layers)}]\n{more}')
        program = os.path.join(self.project, "look")
        shutil.copy("/usr/bin/stat", program)
        run = self.run_tests([program], "--", "-c", "%n:%F %a %s", *paths)
        self.assertEqual(len(run.cases), 1, run.text)
        case = next(iter(run.cases.values()))
        self.assertEqual(run.stderr.count("maelstrom.toml"), 0, run.text)
        found = {}
        for line in harness.output_of(case, "stdout").decode().splitlines():
            path, _, what = line.partition(":")
            kind, mode, size = what.rsplit(" ", 2)
            found[path] = f"{mode} {size}" if "file" in kind else mode
        return found

    def test_implied_parents_are_755_and_change_no_lower_directory(self):
        low = self.tar("low.tar", ("x", 0o711), ("x/y", 0o1777), ("x/f", 0o600, b"low"))
        high = self.tar("high.tar", ("x/y/g", 0o640, b"g"), ("new/parent/h", 0o644, b"hh"))
        self.assertEqual(self.seen([low, high], "/", "/x", "/x/y", "/x/f", "/x/y/g", "/new", "/new/parent"),
                         {"/": "755", "/x": "711", "/x/y": "1777", "/x/f": "600 3", "/x/y/g": "640 1", "/new": "755",
                          "/new/parent": "755"})

    def test_a_higher_layer_that_gives_a_mode_wins(self):
        low = self.tar("low.tar", ("x/f", 0o600, b"low"))
        high = self.tar("high.tar", ("x", 0o750))
        self.assertEqual(self.seen([low, high], "/x"), {"/x": "750"})

    def test_the_root_is_755_writable_or_not(self):
        root = self.tar("root.tar", ("./", 0o700), ("./f", 0o644, b"f"))
        for writable in ("true", "false"):
            self.assertEqual(self.seen([root], "/", "/f", more=f"writable_file_system = {writable}\n"),
                             {"/": "755", "/f": "644 1"}, writable)

    def test_stubs_change_nothing_that_exists(self):
        low = self.tar("low.tar", ("x", 0o711), ("x/f", 0o600, b"full"))
        stubs = '{ stubs = ["/x/", "/x/f", "/x/new", "/y/", "/proc/", "/tmp/"] }, { stubs = ["/x/f/below"] }'
        self.assertEqual(self.seen([low, stubs], "/x", "/x/f", "/x/new", "/y"),
                         {"/x": "711", "/x/f": "600 4", "/x/new": "444 0", "/y": "555"})

    def test_a_working_directory_that_a_layer_made_keeps_its_mode(self):
        low = self.tar("low.tar", ("x", 0o711), ("x/f", 0o600, b"full"))
        self.assertEqual(self.seen([low], "/x", "f", more='working_directory = "/x"\n'), {"/x": "711", "f": "600 4"})

    def test_whiteouts_of_a_tar_hide_what_lower_layers_have(self):
        low = self.tar("low.tar", ("x", 0o711), ("x/gone", 0o600, b"1"), ("x/kept", 0o600, b"1"), ("o", 0o700),
                       ("o/old/deep", 0o644, b"1"), ("d/old", 0o644, b"1"))
        high = self.tar("high.tar", ("x/.wh.gone", 0o644, b""), ("o/.wh..wh..opq", 0o644, b""), ("o/new", 0o644, b""),
                        (".wh.d", 0o644, b""))
        self.assertEqual(self.seen([low, high], "/x", "/x/gone", "/x/.wh.gone", "/x/kept", "/o", "/o/old", "/o/new",
                                   "/o/.wh..wh..opq", "/d"),
                         {"/x": "711", "/x/kept": "600 1", "/o": "700", "/o/new": "644 0"})

    def test_one_layer_twice(self):
        low = self.tar("low.tar", ("x/f", 0o600, b"1"))
        over = self.tar("over.tar", ("x/f", 0o600, b"22"))
        self.assertEqual(self.seen([low, over, low], "/x/f"), {"/x/f": "600 1"})
