"""`maelstrom cache`: what is kept between runs can be looked at, made smaller, and checked."""

import gzip
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import time

import harness

DAY = 86_400


class Theme(harness.EndToEnd):
    def cache_root(self):
        return os.path.join(self.root, "cache", "maelstrom")

    def told(self, *arguments):
        run = self.maelstrom("cache", *arguments, "--format", "json")
        self.assertIn(run.code, (0, 1), run.text)
        return json.loads(run.stdout)

    def passing(self, *arguments):
        return self.run_tests([os.path.join(self.project, "outcomes")], "-i", "name.starts_with(Pass)", *arguments)

    def cached(self, run):
        return {case["cached"] for case in run.cases.values()}

    def files_of(self, kind):
        return [os.path.join(directory, name)
                for directory, _, names in os.walk(os.path.join(self.cache_root(), kind)) for name in names]

    def make_old(self, days):
        """As if all that is kept had last been used so long ago."""
        then = time.time() - days * DAY
        for kind in ("blobs", "inodes", "memos"):
            for path in self.files_of(kind):
                os.utime(path, (then, os.stat(path).st_mtime))
        for shard in os.scandir(os.path.join(self.cache_root(), "trees")):
            for tree in os.scandir(shard):
                os.utime(tree, (then, tree.stat().st_mtime))
        with sqlite3.connect(os.path.join(self.cache_root(), "results.sqlite")) as database:
            database.execute("UPDATE results SET used = used - ?", (days,))

    # What it holds.

    def test_it_tells_what_fills_it_and_how_many_cases_it_answered(self):
        self.add("outcomes")
        empty = self.told()
        self.assertEqual((empty["results"], empty["trees"], empty["runs"]), (0, 0, []))
        for _ in range(2):
            self.passing()
        told = self.told()
        self.assertEqual([(run["cases"], run["cached"]) for run in told["runs"]], [(3, 3), (3, 0)])
        self.assertEqual(told["runs"][0]["project"], self.project)
        self.assertEqual(told["answers"], 4)  # and the list
        self.assertEqual(sum(fill["bytes"] for fill in told["fills"]), told["bytes"])
        self.assertGreater(told["trees"], 0)
        stored = sum(os.stat(path).st_size for kind in ("blobs", "inodes", "memos") for path in self.files_of(kind))
        self.assertGreaterEqual(told["bytes"], stored)
        self.assertEqual([used.get("within_seconds") for used in told["last_used"]], [DAY, 7 * DAY, 30 * DAY, None])
        self.assertEqual([used["bytes"] for used in told["last_used"]][1:], [0, 0, 0])
        self.make_old(10)
        old = self.told()
        self.assertGreater(old["last_used"][2]["bytes"], 0)
        text = self.maelstrom("cache")
        self.assert_code(text, 0)
        self.assertIn(f"{self.cache_root()}: ", text.stdout)
        self.assertIn("of at most 20.0 GiB", text.stdout)
        self.assertRegex(text.stdout, r"files of trees +\d")
        self.assertIn("3 of 6 cases of the last 2 runs were cached: 50.0 %", text.stdout)

    def test_a_run_without_the_cache_does_not_count(self):
        self.add("outcomes")
        self.passing("--no-cache")
        self.assertEqual(self.told()["runs"], [])

    # Made smaller.

    def test_gc_drops_what_was_not_used_for_so_long(self):
        self.add("outcomes")
        self.passing()
        self.make_old(10)
        self.assertEqual(self.told("gc", "--age", "11d")["dropped_results"], 0)
        self.assertEqual(self.cached(self.passing()), {True})
        self.make_old(10)
        freed = self.told("gc", "--age", "9d")
        self.assertGreaterEqual(freed["dropped_results"], 4)
        self.assertGreater(freed["dropped_contents"], 0)
        self.assertEqual((freed["trees"], freed["contents"]), (0, 0))
        again = self.passing()
        self.assertEqual(self.cached(again), {False})
        self.assert_code(again, 0)

    def test_gc_keeps_to_the_size_that_is_given_or_the_limit_of_the_settings(self):
        self.add("outcomes")
        self.passing()
        before = self.told()["bytes"]
        self.assertEqual(self.told("gc")["freed_bytes"], 0)
        self.assertEqual(self.told("gc", "--size", "10GiB")["freed_bytes"], 0)
        self.write("maelstrom.toml", '[settings]\ncache-size = "1 MiB"\n')
        run = self.maelstrom("cache", "gc")
        self.assert_code(run, 0)
        self.assertRegex(run.stdout, r"^freed [\d.]+ MiB: \d+ contents, \d+ trees, \d+ results; .* are left\n$")
        self.assertLess(self.told()["bytes"], before)
        self.assertLessEqual(sum(os.stat(path).st_size for path in self.files_of("blobs")), 1 << 20)
        self.told("gc", "--size", "0")
        self.assertEqual(self.told()["results"], 0)
        self.assertEqual([path for path in self.files_of("blobs") if os.path.getsize(path) > 0], [])

    def test_gc_drops_results_whose_output_is_gone(self):
        self.add("mischief")
        program = [os.path.join(self.project, "mischief")]
        self.run_tests(program, "-i", "name.equals(Mischief.WritesAGigabyte)")  # of which a mebibyte is kept
        for path in self.files_of("blobs"):
            os.remove(path)
        self.assertGreater(self.told("gc")["dropped_results"], 0)

    def test_what_a_run_has_in_use_stays(self):
        self.add("slow")
        process = self.start_tests([os.path.join(self.project, "slow")], "-i", "name.equals(Endless.Waits)")
        harness.until(lambda: [event for event in self.events_so_far("artifact-listed")], "the list")
        collected = subprocess.run([harness.MAELSTROM, "cache", "gc", "--size", "0", "--format", "json"],
                                   cwd=self.project, env=self.environment(), capture_output=True, check=True)
        self.assertGreater(json.loads(collected.stdout)["trees"], 0)
        process.terminate()
        self.assert_code(self.finish(process), 128 + 15)

    def test_mistakes_of_usage_are_said(self):
        for arguments, words in (
            (("gc", "--size", "much"), "a size is a number of bytes"),
            (("gc", "--age", "7y"), "an age is a number with its unit"),
            (("clean",), "unknown command clean"),
            (("gc", "now"), "unexpected argument now"),
        ):
            run = self.maelstrom("cache", *arguments)
            self.assert_code(run, 2)
            self.assertIn(words, run.stderr)

    # On another machine.

    def archive(self, name="results.tar"):
        return os.path.join(self.root, name)

    def elsewhere(self, *arguments):
        """As another machine, on which the same project was built."""
        return self.maelstrom(*arguments, "--cache-root", f"{self.root}/elsewhere", "--state-root",
                              f"{self.root}/elsewhere-state")

    def run_elsewhere(self, fixture, *arguments):
        return self.elsewhere(*self.test_command([os.path.join(self.project, fixture)], *arguments))

    def test_what_passed_here_need_not_run_elsewhere(self):
        self.add("outcomes")
        first = self.passing()
        self.assert_code(self.maelstrom("cache", "export", self.archive()), 0)
        with open(self.archive(), "rb") as plain, gzip.open(self.archive("results.tgz"), "wb") as folded:
            folded.write(plain.read())
        with tarfile.open(self.archive()) as tar:
            names = tar.getnames()
        self.assertEqual((names[0], names[-1]), ("maelstrom-cache", "end"))
        self.assertEqual(len([name for name in names if name.startswith("results/")]), 4)
        imported = self.elsewhere("cache", "import", self.archive("results.tgz"))
        self.assert_code(imported, 0)
        self.assertIn("4 results are new, 0 were known", imported.stdout)
        there = self.run_elsewhere("outcomes", "-i", "name.starts_with(Pass)")
        self.assertEqual(self.cached(there), {True})
        for name, case in there.cases.items():
            self.assertEqual(case["stdout"], first.cases[name]["stdout"])
        again = self.elsewhere("cache", "import", self.archive())
        self.assertIn("0 results are new, 4 were known", again.stdout)

    def test_a_filter_says_which_cases_are_exported(self):
        self.add("outcomes")
        self.passing()
        run = self.maelstrom("cache", "export", self.archive(), "outcomes::Pass.Prefix")
        self.assert_code(run, 0)
        self.assertIn(": 1 results, ", run.stdout)
        self.assert_code(self.elsewhere("cache", "import", self.archive()), 0)
        there = self.run_elsewhere("outcomes", "-i", "name.starts_with(Pass)")
        self.assertEqual({name for name, case in there.cases.items() if case["cached"]}, {"Pass.Prefix"})
        none = self.maelstrom("cache", "export", self.archive(), "NoSuchCase")
        self.assert_code(none, 2)
        self.assertIn("no case that has run here is NoSuchCase", none.stderr)

    def test_why_and_diff_know_what_was_imported(self):
        self.add("outcomes")
        first = self.passing()
        self.assert_code(self.maelstrom("cache", "export", self.archive()), 0)
        self.assert_code(self.elsewhere("cache", "import", self.archive()), 0)
        actions = [case["action"] for case in first.cases.values()]
        diff = self.elsewhere("diff", actions[0], actions[1])
        self.assert_code(diff, 0)
        self.assertIn("argument", diff.stdout)

    def test_an_archive_that_is_damaged_cut_off_or_climbs_is_refused(self):
        self.add("outcomes")
        self.passing()
        self.assert_code(self.maelstrom("cache", "export", self.archive()), 0)
        with open(self.archive(), "rb") as file:
            whole = file.read()
        with tarfile.open(self.archive()) as tar:
            result = next(member for member in tar if member.name.startswith("results/"))
        changed = bytearray(whole)
        changed[result.offset_data + 4] ^= 1
        climbing = io.BytesIO()
        with tarfile.open(fileobj=climbing, mode="w") as tar:
            for name, content in (("maelstrom-cache", b"1\n"), ("../../climbed", b"x")):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        for content, words in (
            (bytes(changed), "not what was written of this action"),
            (whole[:3000], "not a tar, or a damaged one"),
            (climbing.getvalue(), "../../climbed: no name that an archive of results has"),
            (b"no tar" * 1000, "not a tar"),
        ):
            with open(self.archive("bad.tar"), "wb") as file:
                file.write(content)
            run = self.elsewhere("cache", "import", self.archive("bad.tar"))
            self.assert_code(run, 2)
            self.assertIn(f"{self.archive('bad.tar')}: ", run.stderr)
            self.assertIn(words, run.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.root, "climbed")))
        self.assertNotEqual(self.elsewhere("cache", "import", self.archive("none.tar")).code, 0)

    def test_an_export_that_cannot_be_written_leaves_nothing(self):
        self.add("outcomes")
        self.passing()
        run = self.maelstrom("cache", "export", os.path.join(self.root, "no", "such", "directory.tar"))
        self.assertNotEqual(run.code, 0)
        self.assertIn("directory.tar", run.stderr)
        self.assert_code(self.maelstrom("cache", "export", self.archive()), 0)
        self.assertEqual([name for name in os.listdir(self.root) if "results.tar." in name], [])

    # Checked.

    def damage(self, path):
        with open(path, "rb") as file:
            content = bytearray(file.read())
        before = os.stat(path)
        content[-1] ^= 1
        os.chmod(path, 0o644)
        with open(path, "r+b") as file:
            file.write(content)
        os.chmod(path, before.st_mode & 0o7777)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def test_verify_finds_nothing_in_a_cache_that_is_whole(self):
        self.add("outcomes")
        self.passing()
        run = self.maelstrom("cache", "verify")
        self.assert_code(run, 0)
        self.assertRegex(run.stdout, r"^\d+ contents \(.*\), \d+ trees and 4 results were looked at: nothing is wrong\n$")
        self.assertEqual(self.cached(self.passing()), {True})

    def test_verify_drops_what_is_wrong_and_says_what(self):
        self.add("outcomes")
        self.passing()
        largest = max(self.files_of("blobs"), key=os.path.getsize)
        self.damage(largest)
        with sqlite3.connect(os.path.join(self.cache_root(), "results.sqlite")) as database:
            database.execute("UPDATE results SET standing = 1 - standing WHERE key = (SELECT min(key) FROM results)")
        run = self.maelstrom("cache", "verify")
        self.assert_code(run, 1)
        self.assertIn(f"dropped  {largest} holds other bytes than were stored\n", run.stdout)
        self.assertIn("dropped  1 results: they are not as they were written\n", run.stdout)
        self.assertFalse(os.path.exists(largest))
        self.assertEqual(self.told("verify")["wrong"], 0)
        again = self.passing()
        self.assert_code(again, 0)
        self.assertEqual(len(again.cases), 3)
        self.assertEqual(self.told("verify")["wrong"], 0)

    def test_verify_replaces_damaged_databases(self):
        self.add("outcomes")
        self.passing()
        for name in ("results.sqlite", "index.sqlite"):
            path = os.path.join(self.cache_root(), name)
            with open(path, "r+b") as file:
                file.write(b"no database any more" * 10)
        run = self.maelstrom("cache", "verify")
        self.assert_code(run, 1)
        self.assertIn("index.sqlite is a damaged database", run.stdout)
        self.assertIn("all results", run.stdout)
        self.assertEqual(self.cached(self.passing()), {False})
        self.assertEqual(self.told("verify")["wrong"], 0)

    def test_a_cache_of_a_newer_version_is_left_alone(self):
        self.add("outcomes")
        self.passing()
        path = os.path.join(self.cache_root(), "results.sqlite")
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        for command in ((), ("gc", "--size", "0"), ("verify",)):
            run = self.maelstrom("cache", *command)
            self.assert_code(run, 3)
            self.assertIn("newer version", run.stderr)
        with sqlite3.connect(path) as database:
            self.assertEqual(database.execute("SELECT count(*) FROM results").fetchone(), (4,))
