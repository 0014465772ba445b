"""Interrupted, killed, and run twice at once."""

import contextlib
import os
import random
import signal
import stat
import tarfile
import time

import harness

CELL = "maelstrom-cell"


def disk_space(paths):
    """Bytes on the disk of what is a file among `paths`, which may go meanwhile."""
    total = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            about = os.stat(path)
            total += about.st_blocks * 512 if stat.S_ISREG(about.st_mode) else 0
    return total


def space_in(directory):
    return disk_space(os.path.join(parent, name) for parent, _, names in os.walk(directory) for name in names)


def space_held_by(process):
    """That of the files that a process has open, those without a name among them."""
    try:
        return disk_space([entry.path for entry in os.scandir(f"/proc/{process.pid}/fd")])
    except PermissionError:  # it is becoming another user
        return 0


class Theme(harness.EndToEnd):
    def cells_of(self, process):
        """The processes of the program that are cells: its direct children of that name."""
        return [pid for pid, (parent, name) in harness.all_processes().items()
                if parent == process.pid and name.startswith(CELL[:15])]

    def start_slow(self, *more):
        process = self.start_tests([self.add("slow")], "-i", "name.starts_with(Slow)", "--slots", "2", *more)
        harness.until(lambda: self.events_so_far("case-finished"), "the first case")
        return process

    def everything_works(self, *more):
        run = self.run_tests([self.add("slow")], "-i", "name.starts_with(Quick)", *more)
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])
        self.assertEqual(len(run.cases), 200)
        self.assert_code(run, 0)

    def interrupted(self, number, code):
        process = self.start_slow()
        process.send_signal(number)
        run = self.finish(process)
        self.assert_code(run, code)
        outcomes = list(run.outcomes().values())
        self.assertEqual(len(outcomes), 20)
        self.assertIn("not_run", outcomes)
        self.assertIn("passed", outcomes)
        self.assertEqual(run.finished()["not_run"], outcomes.count("not_run"))
        self.assertEqual(run.finished()["exit_code"], code)
        self.assertIn(f"{outcomes.count('not_run')} not run", run.text)
        self.everything_works()

    def test_control_c_says_what_had_not_run(self):
        self.interrupted(signal.SIGINT, 130)

    def test_sigterm_ends_as_control_c_does(self):
        self.interrupted(signal.SIGTERM, 143)

    def test_control_c_while_listing(self):
        process = self.start_tests([self.add("listing", "hangs")])
        harness.until(lambda: len(harness.descendants_of(process.pid)) >= 3, "the listing's container")
        process.send_signal(signal.SIGINT)
        self.assert_code(self.finish(process), 130)

    def test_control_c_during_an_endless_test(self):
        process = self.start_tests([self.add("slow")], "-i", "name.matches(Endless|Slow/Waits.*/[0-3]$)", "--slots", "2")
        harness.until(lambda: len(self.events_so_far("case-finished")) == 4, "all but the endless case")
        process.send_signal(signal.SIGINT)
        run = self.finish(process)
        self.assert_code(run, 130)
        self.assert_outcome(run, "Endless.Waits", "not_run")
        self.assertIn("Endless.Waits", run.text)

    def interrupted_while_unpacking(self, text):
        self.write("maelstrom.toml", text)
        process = self.start_tests([self.add("slow")], "-i", "name.starts_with(Quick)")
        places = [os.path.join(self.root, name) for name in ("tmp", "cache")]
        harness.until(lambda: sum(map(space_in, places)) + space_held_by(process) > 64 << 20, "64 MiB to be unpacked")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        run = self.finish(process)
        self.assertLess(time.monotonic() - began, 5, "it unpacks on")
        self.assert_code(run, 130)
        self.assertLess(sum(map(space_in, places)), 16 << 20, "what was unpacked is left")
        os.remove(os.path.join(self.project, "maelstrom.toml"))
        self.everything_works()

    def big_archive(self, name, member):
        """Of 32 GiB, none of which is on the disk: it takes longer to unpack than anybody waits."""
        info = tarfile.TarInfo(member)
        info.size = 32 << 30
        path = self.write(name, info.tobuf(tarfile.GNU_FORMAT))
        os.truncate(path, info.size + 2048)

    def test_control_c_while_a_big_tar_is_unpacked(self):
        self.big_archive("big.tar", "zeros")
        self.interrupted_while_unpacking('[[directives]]\nadded_layers = [{ tar = "big.tar" }]\n')

    def test_control_c_while_a_big_image_is_unpacked(self):
        self.big_archive("big.tar", "blobs/sha256/" + "0" * 64)
        self.interrupted_while_unpacking('[[directives]]\nimage = "oci-archive:big.tar"\n')

    def test_the_runner_killed(self):
        process = self.start_slow()
        process.kill()
        self.assert_code(self.finish(process, clean=False), -signal.SIGKILL)
        self.everything_works()

    def test_a_killed_cell_costs_its_case_only(self):
        process = self.start_slow()
        cells = self.cells_of(process)
        self.assertTrue(cells, f"no {CELL} among {harness.descendants_of(process.pid)}")
        os.kill(cells[0], signal.SIGKILL)
        run = self.finish(process)
        outcomes = list(run.outcomes().values())
        self.assertEqual(len(outcomes), 20)
        broken = outcomes.count("infrastructure_error")
        self.assertLessEqual(broken, 1)
        self.assertEqual(outcomes.count("passed"), 20 - broken, run.text)
        self.assert_code(run, 3 if broken else 0)

    def start_endless(self):
        """A run in the middle of its only case, and the processes of that."""
        process = self.start_tests([self.add("slow")], "-i", "name.contains(Endless)", "--slots", "1")
        return process, harness.until(lambda: self.cases_of(process), "the case to run")

    def cases_of(self, process):
        def runs_a_case(pid):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    return b"--gtest_filter" in file.read()
            except OSError:
                return False
        return {pid for pid in harness.descendants_of(process.pid) if runs_a_case(pid)}

    def test_a_cell_killed_in_the_middle_of_a_test_is_said(self):
        process, case = self.start_endless()
        os.kill(self.cells_of(process)[0], signal.SIGKILL)
        run = self.finish(process)
        told = self.assert_outcome(run, "Endless.Waits", "infrastructure_error")
        self.assertIn("the cell of this slot was killed", told["message"])
        self.assert_code(run, 3)
        self.assertEqual(case & set(harness.all_processes()), set(), "the test goes on")

    def test_the_runner_killed_in_the_middle_of_a_test_leaves_nothing(self):
        process, case = self.start_endless()
        process.kill()
        self.assert_code(self.finish(process), -signal.SIGKILL)
        self.assertEqual(case & set(harness.all_processes()), set(), "the test goes on")
        self.everything_works()
        temporary = os.path.join(self.root, "cache", "maelstrom", "tmp")
        self.assertEqual(os.listdir(temporary), [], "the next run does not clean the store")

    def test_killed_at_random_moments_the_store_stays_usable(self):
        seed = random.randrange(1 << 32)
        dice = random.Random(seed)
        print(f"seed {seed}")
        for _ in range(8):
            process = self.start_tests([self.add("slow"), self.add("outcomes")], "-i", "name.starts_with(Quick)")
            try:
                process.wait(dice.uniform(0.002, 0.25))
            except harness.subprocess.TimeoutExpired:
                process.kill()
            self.finish(process, clean=False)
        self.everything_works()

    def test_two_runs_at_once_on_one_store(self):
        path = self.add("slow")
        first = self.start_tests([path], "-i", "name.starts_with(Quick)")
        second = self.start("test", "--artifact", path, "-i", "name.starts_with(Quick)")
        out_second, err_second = second.communicate(timeout=harness.PATIENCE)
        run = self.finish(first)
        self.assertEqual(second.returncode, 0, out_second + err_second)
        self.assert_code(run, 0)
        self.assertIn(b"200 passed", out_second + err_second)
