"""Test binaries that cannot be run, or change while they are."""

import os

import harness


class Theme(harness.EndToEnd):
    def patched(self, name, old, new):
        """A copy of the plain fixture with bytes exchanged."""
        path = self.add("plain", name)
        with open(path, "rb") as file:
            content = file.read()
        self.assertIn(old, content)
        return self.replace_content(path, content.replace(old, new, 1))

    def replace_content(self, path, content):
        with open(path, "wb") as file:
            file.write(content)
        return path

    def broken_beside_a_sound_one(self, path, *words):
        """`path` gets no verdict and the message has all `words`; the other binary's cases pass."""
        run = self.run_tests([path, self.add("listing", "sound")])
        broken = [case for case in run.cases.values() if case["artifact"] == os.path.basename(path)]
        self.assertEqual([case["outcome"] for case in broken], ["infrastructure_error"], run.text)
        for word in words:
            self.assertIn(word, broken[0]["message"])
            self.assertIn(word, run.text)
        self.assert_outcome(run, "Listed.Passes", "passed")
        self.assert_code(run, 3)

    def test_not_executable(self):
        path = self.add("listing", "locked")
        os.chmod(path, 0o644)
        self.broken_beside_a_sound_one(path, "locked", "executable")

    def test_another_architecture(self):
        path = self.add("plain", "foreign")
        with open(path, "rb") as file:
            content = bytearray(file.read())
        content[18:20] = (183).to_bytes(2, "little")  # e_machine = EM_AARCH64
        self.replace_content(path, content)
        self.broken_beside_a_sound_one(path, "foreign", "AArch64")

    def test_a_missing_library_is_named_and_who_needs_it(self):
        path = self.add("linked")
        self.add_library("middle")
        self.broken_beside_a_sound_one(path, "libfixture_innermost.so", "libfixture_middle.so")

    def add_library(self, name):
        library = f"libfixture_{name}.so"
        with open(os.path.join(harness.FIXTURES, library), "rb") as file:
            self.write(library, file.read())

    def test_libraries_beside_the_binary_are_found(self):
        path = self.add("linked")
        self.add_library("middle")
        self.add_library("innermost")
        run = self.run_tests([path])
        self.assert_outcome(run, "Linked.AsksTheLibrary", "passed")

    def test_a_missing_interpreter_is_named(self):
        path = self.patched("uninterpreted", b"/lib64/ld-linux-x86-64.so.2", b"/lib64/ld-linux-x86-64.so.9")
        self.broken_beside_a_sound_one(path, "uninterpreted", "/lib64/ld-linux-x86-64.so.9")

    def test_a_name_that_is_not_there(self):
        run = self.run_tests([os.path.join(self.project, "nowhere")])
        self.assert_code(run, 2)
        self.assertIn("nowhere", run.stderr)

    def test_a_truncated_binary(self):
        path = self.add("plain", "cut")
        os.truncate(path, 300)
        self.broken_beside_a_sound_one(path, "cut")

    def run_while(self, change):
        """Runs slow cases one at a time and calls `change` with the binary's path after the first has ended."""
        path = self.add("slow")
        process = self.start_tests([path], "-i", "name.starts_with(Slow)", "--slots", "1")
        harness.until(lambda: self.events_so_far("case-finished"), "the first case")
        change(path)
        run = self.finish(process)
        self.assertEqual(len(run.cases), 20)
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text)
        self.assert_code(run, 0)

    def test_deleted_during_the_run(self):
        self.run_while(os.remove)

    def test_replaced_during_the_run(self):
        def replace(path):
            os.remove(path)
            self.replace_content(path, b"#!/bin/false\n")
            os.chmod(path, 0o755)

        self.run_while(replace)

    def test_overwritten_during_the_run(self):
        self.run_while(lambda path: self.replace_content(path, b"no program any more"))

    def test_a_binary_built_anew_is_run_anew(self):
        path = self.add("listing", "changing")
        self.assertEqual(len(self.run_tests([path]).cases), 2)
        self.replace_content(path, open(os.path.join(harness.FIXTURES, "fixture_plain"), "rb").read())
        self.assertEqual(len(self.run_tests([path]).cases), 1)

    def in_directory(self, name):
        directory = os.path.join(os.fsencode(self.project), name)
        os.mkdir(directory)
        path = os.path.join(directory, name + b"-tests")
        with open(os.path.join(harness.FIXTURES, "fixture_listing"), "rb") as source:
            content = source.read()
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o755)
        run = self.run_tests([path])
        self.assertEqual(run.outcomes(), {"Listed.Passes": "passed", "Listed.AlsoPasses": "passed"}, run.text)
        self.assert_code(run, 0)

    def test_a_path_with_spaces(self):
        self.in_directory(b"a b  c")

    def test_a_path_with_plus_and_tilde(self):
        self.in_directory(b"~a+b~")

    def test_a_path_with_newlines(self):
        self.in_directory(b"a\nb")

    def test_a_path_that_is_no_utf_8(self):
        self.in_directory(b"a\xff\xfeb")

    def test_a_path_with_commas_braces_and_colons(self):
        self.in_directory(b"a,b{c}:d\\e=f$g")
