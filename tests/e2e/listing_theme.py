"""Binaries that list nothing, hang while listing, or refuse to list."""

import harness


class Theme(harness.EndToEnd):
    def run_named(self, name, *more):
        return self.run_tests([self.add("listing", name)], *more)

    def only_case(self, run):
        self.assertEqual(len(run.cases), 1, run.outcomes())
        return next(iter(run.cases.values()))

    def test_listing_nothing_is_one_plain_test(self):
        run = self.run_named("lists_nothing")
        self.assertEqual(self.only_case(run)["outcome"], "passed")
        self.assert_code(run, 0)

    def test_refusing_to_list_is_one_plain_test(self):
        run = self.run_named("refuses")
        self.assertEqual(self.only_case(run)["outcome"], "passed")
        self.assert_code(run, 0)

    def test_a_plain_test_that_fails(self):
        run = self.run_named("refuses_and_fails")
        case = self.only_case(run)
        self.assertEqual(case["outcome"], "failed")
        self.assertEqual(case["exit_code"], 3)
        self.assertIn("a plain test that fails", run.text)
        self.assert_code(run, 1)

    def test_dying_while_listing_is_one_plain_test(self):
        run = self.run_named("dies")
        self.assertEqual(self.only_case(run)["outcome"], "passed")

    def test_hanging_while_listing_ends_by_the_timeout(self):
        run = self.run_tests([self.add("listing", "hangs"), self.add("listing", "sound")], "--timeout", "1")
        hanging = [case for case in run.cases.values() if case["artifact"] == "hangs"]
        self.assertEqual([case["outcome"] for case in hanging], ["timed_out"])
        self.assertIn("list", hanging[0]["message"])
        self.assertIn("about to hang", harness.output_of(hanging[0], "stdout").decode())
        self.assert_outcome(run, "Listed.Passes", "passed")
        self.assert_code(run, 1)

    def test_a_long_list_is_read_whole(self):
        run = self.maelstrom("list", "tests", "--artifact", self.add("listing", "long_list"))
        self.assert_code(run, 0)
        self.assertEqual(len(run.stdout.splitlines()), 100_000)

    def test_a_list_that_is_too_long_is_said_to_be(self):
        run = self.run_named("endless_list")
        case = self.only_case(run)
        self.assertEqual(case["outcome"], "infrastructure_error")
        self.assertIn("too long", case["message"])
        self.assert_code(run, 3)

    def test_other_words_before_the_list_are_no_cases(self):
        run = self.run_named("chatters")
        self.assertEqual(run.outcomes(), {"Listed.Passes": "passed", "Listed.AlsoPasses": "passed"})
