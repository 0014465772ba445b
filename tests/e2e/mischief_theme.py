"""Tests that leave something behind, or take more than their share: the next one does not see it."""

import harness


class Theme(harness.EndToEnd):
    def mischief(self, include, *more):
        return self.run_tests([self.add("mischief")], "-i", include, "--slots", "1", *more)

    def all_pass(self, include, count):
        run = self.mischief(include)
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])
        self.assertEqual(len(run.cases), count)
        self.assert_code(run, 0)
        return run

    def test_files_are_gone_in_the_next_test(self):
        self.all_pass("name.contains(OfFiles)", 6)

    def test_queues_and_shared_memory_are_gone_in_the_next_test(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "all"\n'
                   'added_layers = [{ stubs = ["/dev/mqueue/"] }]\n'
                   'added_mounts = [{ type = "mqueue", mount_point = "/dev/mqueue" }]\n')
        self.all_pass("name.contains(OfQueues)", 6)

    def test_sockets_and_their_holders_are_gone_in_the_next_test(self):
        self.all_pass("name.contains(OfSockets)", 6)

    def test_a_daemon_ends_with_its_test(self):
        self.all_pass("name.matches(ForksADaemon|After)", 3)

    def test_a_daemon_that_outlives_its_test_is_a_leak_where_that_is_asked(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.contains(ForksADaemon)"\nleak_timeout = "50ms"\n')
        for attempt in range(2):
            run = self.mischief("name.matches(ForksADaemon|After)")
            case = self.assert_outcome(run, "Mischief.ForksADaemon", "leaked")
            self.assertIn("left processes running", case["message"])
            self.assertFalse(case["cached"])
            self.assertIn("LEAK", run.stdout)
            self.assert_code(run, 1)

    def test_filling_tmp_meets_a_limit(self):
        run = self.all_pass("name.matches(FillsTmp|After.IsAlone)", 2)
        self.assertGreater(run.cases["Mischief.FillsTmp"]["duration_ms"], 0)

    def test_a_gigabyte_of_output_is_cut_and_said(self):
        run = self.mischief("name.matches(WritesAGigabyte)")
        case = self.assert_outcome(run, "Mischief.WritesAGigabyte", "failed")
        self.assertTrue(case["truncated"])
        self.assertLess(len(run.stdout), 64 << 20)
        self.assertIn("said after a gigabyte", run.text)
        self.assertIn("the same line again", harness.output_of(case, "stdout").decode())

    def test_closing_the_output_does_not_end_the_test(self):
        run = self.mischief("name.matches(ClosesItsOutput)", "--timeout", "1")
        case = self.assert_outcome(run, "Mischief.ClosesItsOutputAndWaits", "timed_out")
        self.assertIn("said before closing", harness.output_of(case, "stdout").decode())
        self.assertGreaterEqual(case["duration_ms"], 900)  # counted from the program's start
        self.assert_code(run, 1)

    def test_ignoring_signals_does_not_outlive_the_timeout(self):
        run = self.mischief("name.matches(IgnoresSignals|After.IsAlone)", "--timeout", "1")
        case = self.assert_outcome(run, "Mischief.IgnoresSignals", "timed_out")
        self.assertIn("said before waiting", harness.output_of(case, "stdout").decode())
        self.assert_outcome(run, "After.IsAlone", "passed")

    def test_exhausting_the_pids_meets_a_limit(self):
        self.all_pass("name.matches(ExhaustsPids|After)", 3)

    def test_directories_two_hundred_deep_are_gone(self):
        self.all_pass("name.matches(DigsDeep|After.IsAlone|OfFiles)", 8)

    def test_everything_at_once_in_two_slots(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.contains(Waits) or name.contains(Ignores)"\n'
                   'ignore = true\n')
        run = self.run_tests([self.add("mischief")], "--slots", "2", "-i",
                             "name.matches(Leftovers|After|Daemon|Deep|FillsTmp) minus name.contains(OfQueues)")
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])

    def test_strict_isolation_gives_a_host_name_of_ones_own(self):
        run = self.mischief("name.contains(Strict)", "--isolation", "strict")
        case = self.assert_outcome(run, "Strict.SetsItsHostName", "passed")
        self.assertEqual(case["isolation"], "strict")

    def test_strict_isolation_keeps_everything_apart(self):
        run = self.mischief("name.matches(OfFiles|OfSockets|After)", "--isolation", "strict")
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])
        self.assertEqual(len(run.cases), 14)

    def test_strict_isolation_by_directive(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.contains(Strict)"\nisolation = "strict"\n')
        run = self.mischief("name.matches(Strict|After.IsAlone)")
        self.assertEqual(run.cases["Strict.SetsItsHostName"]["isolation"], "strict")
        self.assertEqual(run.cases["After.IsAlone"]["isolation"], "default")
        self.assert_outcome(run, "Strict.SetsItsHostName", "passed")
