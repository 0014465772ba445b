"""Machines that do not give what is needed."""

import fcntl
import os
import subprocess

import harness

UNSHARE = "/usr/bin/unshare"
PROBE = os.path.join(os.path.dirname(harness.MAELSTROM), "maelstrom-probe")


def can(*command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


class Theme(harness.EndToEnd):
    def namespace_flags(self):
        """How to get a mount namespace of one's own here."""
        flags = ["-m"] if os.geteuid() == 0 else ["-Urm"]
        if not can(UNSHARE, *flags, "true"):
            self.skipTest(f"unshare {flags[0]} is not possible here")
        return flags

    def in_namespace(self, script):
        return [UNSHARE, *self.namespace_flags(), "--", "/bin/sh", "-c", script + '\nexec "$@"', "sh"]

    def test_a_full_disk_while_storing(self):
        small = os.path.join(self.root, "small")
        os.mkdir(small)
        owner = "mode=0777"
        wrapper = self.in_namespace(f"mount -t tmpfs -o size=200k,{owner} tmpfs '{small}' || exit 99")
        run = self.run_tests([self.add("outcomes")], "-i", "name.starts_with(Pass.)", "--cache-root", small,
                             wrapper=wrapper)
        self.assertNotEqual(run.code, 99, "the tmpfs could not be mounted")
        self.assert_code(run, 3)
        self.assertIn("No space left on device", run.text)
        self.assertIn(small, run.text)

    def test_the_store_works_again_after_the_disk_was_full(self):
        small = os.path.join(self.root, "small")
        os.mkdir(small)
        path = self.add("outcomes")
        again = f"{harness.MAELSTROM} test --artifact {path} -i 'name.starts_with(Pass.)' --cache-root {small}"
        wrapper = self.in_namespace(
            f"mount -t tmpfs -o size=400m,mode=0777 tmpfs '{small}' || exit 99\n"
            f"fallocate -l 409300K '{small}/filler' || exit 97\n"
            f"{again} > /dev/null 2>&1 && exit 98\n"
            f"rm '{small}/filler'")
        run = self.run_tests([path], "-i", "name.starts_with(Pass.)", "--cache-root", small, wrapper=wrapper)
        self.assert_code(run, 0)
        self.assertEqual(set(run.outcomes().values()), {"passed"})

    def test_init_on_a_full_disk_leaves_no_part_of_a_file(self):
        small = os.path.join(self.root, "small")
        os.mkdir(small)
        wrapper = self.in_namespace(
            f"mount -t tmpfs -o size=8k,mode=0777 tmpfs '{small}' || exit 99\n"
            f"head -c 8192 /dev/zero > '{small}/filler' || exit 97\n"
            f"'{harness.MAELSTROM}' init --config-file '{small}/new.toml' && exit 98\n"
            f"ls '{small}'")
        run = self.maelstrom("--version", wrapper=wrapper)
        self.assert_code(run, 0)
        self.assertIn("No space left on device", run.text)
        self.assertIn("filler", run.text)
        self.assertNotIn("new.toml\n", run.text.split("No space left", 1)[1])

    def forbidden(self, *command):
        if not can(UNSHARE, "-Ur", "true"):
            self.skipTest("unshare -Ur is not possible here")
        wrapper = [UNSHARE, "-Ur", "--", "/bin/sh", "-c",
                   'echo 0 > /proc/sys/user/max_user_namespaces || exit 99\nexec "$@"', "sh"]
        run = self.maelstrom(*command, wrapper=wrapper)
        self.assertNotEqual(run.code, 99, "the limit could not be set")
        return run

    def test_user_namespaces_forbidden(self):
        path = self.add("outcomes")
        run = self.forbidden(*self.test_command([path], "-i", "name.starts_with(Pass.)"))
        self.assert_code(run, 3)
        self.assertIn("user.max_user_namespaces", run.text)
        self.assertNotIn("passed", run.outcomes().values(), "a test ran without isolation")

    def test_the_doctor_says_that_user_namespaces_are_forbidden(self):
        run = self.forbidden("doctor")
        self.assertNotEqual(run.code, 0)
        self.assertIn("user.max_user_namespaces", run.text)

    def test_what_is_missing_is_coloured_as_asked(self):
        command = self.test_command([self.add("plain")])
        self.assertNotIn("\x1b[", self.forbidden(*command).stderr)
        run = self.forbidden(*command, "--color", "always")
        self.assertRegex(run.stderr, "\x1b\\[[0-9;]*mmissing ")
        self.write("maelstrom.toml", '[settings]\ncolor = "always"\n')
        self.assertIn("\x1b[", self.forbidden(*command).stderr)

    def test_the_doctor_looks_at_the_store_that_is_named(self):
        run = self.maelstrom("doctor", "--cache-root", "here")
        self.assert_code(run, 0)
        self.assertIn(os.path.join(self.project, "here"), run.stdout)

    def test_the_doctor_is_content_here(self):
        run = self.maelstrom("doctor")
        self.assert_code(run, 0)
        self.assertIn("user namespaces", run.text)

    def test_the_doctor_proves_the_isolation(self):
        # The pairs meet in a directory that the user of the containers must reach; the harness's own is closed.
        with open(PROBE, "rb") as alone:  # as container/isolation_test.cc has it
            fcntl.flock(alone, fcntl.LOCK_EX)
            run = self.maelstrom("doctor", "--isolation", wrapper=["/usr/bin/env", "TMPDIR=/tmp"])
        self.assert_code(run, 0)
        self.assertIn("closed", run.text)
        self.assertIn("open by nature", run.text)

    def test_no_cgroup(self):
        wrapper = self.in_namespace("mount -t tmpfs tmpfs /sys/fs/cgroup || exit 99")
        run = self.run_tests([self.add("outcomes")], "-i", "name.starts_with(Pass.)", wrapper=wrapper)
        self.assert_code(run, 0)
        self.assertEqual(set(run.outcomes().values()), {"passed"})

    def memory_cgroup(self):
        """A cgroup with 256 MiB of memory, of either version: its directory."""
        for base, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            group = os.path.join(base, os.path.basename(self.root))
            try:
                os.mkdir(group)
            except OSError:
                continue
            self.addCleanup(os.rmdir, group)
            try:
                with open(os.path.join(group, limit), "w", encoding="ascii") as file:
                    file.write(str(256 << 20))
                return group
            except OSError:
                continue
        self.skipTest("no memory cgroup can be made here")

    def test_memory_that_ran_out_is_the_verdict(self):
        wrapper = ["/bin/sh", "-c", f'echo $$ > "{self.memory_cgroup()}/cgroup.procs" || exit 99\nexec "$@"', "sh"]
        run = self.run_tests([self.add("mischief")], "-i", "name.matches(TakesAllMemory|After.IsAlone)", "--slots", "1",
                             wrapper=wrapper)
        self.assertNotEqual(run.code, 99, "the cgroup could not be joined")
        case = self.assert_outcome(run, "Mischief.TakesAllMemory", "failed")
        self.assertIn("was killed by the kernel because memory ran out", case["message"])
        self.assert_outcome(run, "After.IsAlone", "passed")
        self.assert_code(run, 1)

    def test_a_cache_that_cannot_be_written(self):
        locked = os.path.join(self.root, "locked")
        with open(locked, "w", encoding="ascii"):
            pass  # a file where a directory should be
        run = self.run_tests([self.add("plain")], "--cache-root", locked)
        self.assert_code(run, 3)
        self.assertIn(locked, run.stderr)

    def test_output_to_a_full_device(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([harness.MAELSTROM, *self.test_command([self.add("plain")])], cwd=self.project,
                                     env=self.environment(), stdout=full, stderr=subprocess.PIPE, check=False,
                                     timeout=harness.PATIENCE)
        self.assertGreaterEqual(process.returncode, 0, "it died of a signal")
        self.check_nothing_is_left()

    def test_a_reader_that_goes_away(self):
        process = self.start_tests([self.add("slow")], "-i", "name.starts_with(Quick)", "-v")
        process.stdout.close()
        process.stdout = None
        _, stderr = process.communicate(timeout=harness.PATIENCE)
        self.assertNotIn(b"Assert", stderr)
        self.check_nothing_is_left()
