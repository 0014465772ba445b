"""Layers from tar files, kind and unkind."""

import io
import os
import tarfile

import harness


def member(name, content=b"", **fields):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in fields.items():
        setattr(info, key, value)
    return info, content


class Theme(harness.EndToEnd):
    def run_with_tar(self, members, mode="w"):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode=mode, format=tarfile.GNU_FORMAT) as tar:
            for info, content in members:
                tar.addfile(info, io.BytesIO(content))
        return self.run_with_archive(archive.getvalue())

    def run_with_archive(self, content):
        self.write("layer.tar", content)
        self.write("maelstrom.toml", '[[directives]]\nfilter = "all"\nadded_layers = [{ tar = "layer.tar" }]\n'
                   'environment = { E2E_DIRECTORY = "/data" }\nworking_directory = "/data"\n')
        return self.run_tests([self.add("own_main")], "-i", "name.matches(IsWhereItWants|ReadsItsData)")

    def refused(self, members, *words):
        run = self.run_with_tar(members)
        self.assert_code(run, 2)
        for word in ("layer.tar", *words):
            self.assertIn(word, run.stderr)
        self.assertNotIn("passed", run.outcomes().values())
        self.assertEqual(sorted(os.listdir(self.root)),
                         ["cache", "config", "home", "project", "report.json", "state", "tmp"])

    DATA = member("data/data.txt", b"content of data.txt\n")

    def taken(self, run):
        self.assertEqual(run.outcomes(), {"OwnMain.IsWhereItWants": "passed", "OwnMain.ReadsItsData": "passed"},
                         run.text)
        self.assert_code(run, 0)

    def test_a_plain_tar(self):
        self.taken(self.run_with_tar([member("data", type=tarfile.DIRTYPE, mode=0o755), self.DATA]))

    def test_a_compressed_tar(self):
        self.taken(self.run_with_tar([self.DATA], "w:gz"))

    def test_parent_steps_are_refused(self):
        self.refused([self.DATA, member("data/../../../escaped", b"x")], "escaped")

    def test_absolute_names_stay_inside(self):
        outside = os.path.join(self.root, "outside")
        run = self.run_with_tar([self.DATA, member(outside, b"x")])
        self.assertFalse(os.path.exists(outside))
        if run.code != 0:  # refused, with the name
            self.assert_code(run, 2)
            self.assertIn("outside", run.stderr)

    def test_device_nodes_are_refused(self):
        self.refused([self.DATA, member("data/node", type=tarfile.CHRTYPE, devmajor=1, devminor=3)], "node", "device")

    def test_writing_through_a_link_is_refused(self):
        target = os.path.join(self.root, "target")
        os.mkdir(target)
        run = self.run_with_tar([self.DATA, member("data/link", type=tarfile.SYMTYPE, linkname=target),
                                 member("data/link/file", b"x")])
        self.assertEqual(os.listdir(target), [])
        self.assert_code(run, 2)
        self.assertIn("link", run.stderr)

    def test_a_link_that_points_out_points_inside(self):
        # As text it is harmless: it is followed inside the container only.
        self.taken(self.run_with_tar([self.DATA, member("data/link", type=tarfile.SYMTYPE, linkname="/etc/shadow")]))

    def test_a_hard_link_out_of_the_tree_is_refused(self):
        secret = self.write("secret", "x")
        self.refused([self.DATA, member("data/hard", type=tarfile.LNKTYPE, linkname="../.." + secret)], "hard")
        self.assertEqual(os.stat(secret).st_nlink, 1)

    def test_a_truncated_tar_is_refused(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            tar.addfile(*[field if i == 0 else io.BytesIO(field) for i, field in enumerate(self.DATA)])
            tar.addfile(member("data/long", b"y" * 100_000)[0], io.BytesIO(b"y" * 100_000))
        run = self.run_with_archive(archive.getvalue()[:50_000])
        self.assert_code(run, 2)
        self.assertIn("layer.tar", run.stderr)

    def test_what_is_no_tar_is_refused(self):
        run = self.run_with_archive(b"this is no archive at all\n" * 100)
        self.assert_code(run, 2)
        self.assertIn("layer.tar", run.stderr)

    def test_a_tar_that_is_not_there(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "all"\nadded_layers = [{ tar = "gone.tar" }]\n')
        run = self.run_tests([self.add("plain")])
        self.assert_code(run, 2)
        self.assertIn("gone.tar", run.stderr)
