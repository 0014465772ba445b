"""Which cases run, how often, and how far: --rerun, --partition, --retries, --repeat, --stop-after."""

import os

import harness


class Theme(harness.EndToEnd):
    def failures(self, run):
        return {name for name, outcome in run.outcomes().items() if outcome == "failed"}

    def test_only_what_failed_last_runs_again(self):
        artifact = self.add("outcomes")
        first = self.run_tests([artifact], "-x", "name.contains(Endless)")
        again = self.run_tests([artifact], "-x", "name.contains(Endless)", "--rerun", "failed")
        self.assertGreater(len(self.failures(first)), 5)
        self.assertEqual(set(again.cases), self.failures(first))
        self.assert_code(again, 1)

    def test_what_earlier_runs_tell_selects(self):
        old, new = self.add("outcomes"), self.add("flaky")
        first = self.run_tests([old], "-x", "name.contains(Endless)")
        failed = self.failures(first)
        self.assertEqual(set(self.run_tests([old], "-i", "failed").cases), failed)
        listed = self.maelstrom("list", "tests", "--artifact", old, "-i", "failed")
        self.assertEqual({line.split("::", 1)[1] for line in listed.stdout.splitlines()}, failed)
        never = self.run_tests([old, new], "-i", "new and not name.contains(Endless)")
        ran = {name for name, outcome in never.outcomes().items() if outcome != "ignored"}
        self.assertEqual(ran, {"Flaky.Never", "Flaky.PassesTheThirdTime", "Flaky.WearsOut"})
        slow = set(self.run_tests([old], "-i", "slow(>0ms)").cases)
        fast = set(self.run_tests([old], "-i", "slow(<10min)").cases)
        self.assertEqual(slow, fast)
        self.assertGreater(len(slow), 5)
        self.assertEqual(self.run_tests([old], "-i", "slow(10min)").cases, {})

    def test_the_parts_are_the_whole(self):
        artifacts = [self.add("slow"), self.add("plain")]
        selected = ["-i", "name.starts_with(Quick)", "-i", "artifact.equals(plain)"]
        whole = self.run_tests(artifacts, *selected)
        for kind in ("hash", "slice", "time"):
            parts = [set(self.run_tests(artifacts, *selected, "--partition", f"{kind}:{part}/3").cases)
                     for part in (1, 2, 3)]
            self.assertEqual(sum(map(len, parts)), len(whole.cases), kind)
            self.assertEqual(set.union(*parts), set(whole.cases), kind)
            self.assertTrue(all(len(part) > 40 for part in parts), (kind, list(map(len, parts))))

    def test_a_run_stops_after_so_many_failures(self):
        run = self.run_tests([self.add("outcomes")], "-i", "name.starts_with(Fail)", "--slots", "1", "--stop-after", "2")
        self.assert_code(run, 1)
        self.assertEqual(run.finished()["failed"], 2)
        self.assertGreater(run.finished()["not_run"], 0)
        self.assertIn("stopped after 2 failures", run.stderr)

    def test_cases_are_repeated_although_their_answers_are_known(self):
        artifact = self.add("outcomes")
        self.run_tests([artifact], "-i", "name.starts_with(Pass.)")
        run = self.run_tests([artifact], "-i", "name.starts_with(Pass.)", "--repeat", "4")
        self.assert_code(run, 0)
        self.assertEqual(set(run.outcomes().values()), {"passed"})
        self.assertFalse(any(case["cached"] for case in run.cases.values()))

    def test_repeating_ends_with_the_first_failure(self):
        """It passes as often as it finds a file in a directory that all its runs share, and takes one each time."""
        shared = self.shared_directory()
        for number in range(5):
            with open(os.path.join(shared, str(number)), "w", encoding="utf-8"):
                pass
            os.chmod(os.path.join(shared, str(number)), 0o666)
        run = self.run_tests([self.add("flaky")], "-i", "name.equals(Flaky.WearsOut)", "--repeat-until-fail")
        self.assert_code(run, 1)
        case = self.assert_outcome(run, "Flaky.WearsOut", "failed")
        self.assertRegex(case["message"], "^in repetition [0-9]+: ")
        self.assertIn("stopped after 1 failure", run.stderr)

    def test_repeating_and_retrying_contradict_one_another(self):
        run = self.run_tests([self.add("outcomes")], "--repeat", "2", "--retries", "1")
        self.assert_code(run, 2)
        self.assertIn("--retries looks over", run.stderr)

    def test_a_case_that_passes_when_it_runs_again_is_flaky(self):
        """It fails as long as it has no file of its own in a directory that all its runs share."""
        shared = self.shared_directory()
        artifact = self.add("flaky")
        only = ("-x", "name.equals(Flaky.WearsOut)")
        for result, code in (("pass", 0), ("fail", 1)):
            run = self.run_tests([artifact], *only, "--retries", "3", "--flaky-result", result)
            self.assert_code(run, code)
            case = self.assert_outcome(run, "Flaky.PassesTheThirdTime", "flaky")
            self.assertEqual(case["attempt"], 3)
            self.assertIn("passed at attempt 3", case["message"])
            self.assertIn("flaky", run.stdout)
            self.assert_outcome(run, "Flaky.Never", "passed")
            for name in os.listdir(shared):
                os.remove(os.path.join(shared, name))
        self.assert_outcome(self.run_tests([artifact], *only), "Flaky.PassesTheThirdTime", "failed")  # not kept

    def test_a_seed_decides_the_order(self):
        artifact = self.add("slow")
        order = []
        for seed in ("1", "1", "2"):
            run = self.run_tests([artifact], "-i", "name.starts_with(Quick)", "--slots", "1", "--no-cache", "--shuffle", seed)
            order.append([event["name"] for event in run.events if event["event"] == "case-finished"])
        self.assertEqual(order[0], order[1])
        self.assertNotEqual(order[0], order[2])
        self.assertEqual(sorted(order[0]), sorted(order[2]))

    def test_tags_and_suites_select(self):
        artifacts = [self.add("catch2"), self.add("doctest")]
        run = self.run_tests(artifacts, "-i", "tag.equals(unit) or suite.equals(a suite)")
        self.assertIn("passes", run.cases)
        self.assertIn("in a suite", run.cases)
        self.assertNotIn("fails", run.cases)
        self.assert_code(run, 0)

    def test_what_is_no_partition_is_said(self):
        for wrong in ("hash:0/3", "4/3", "time:1"):
            run = self.run_tests([self.add("plain")], "--partition", wrong)
            self.assert_code(run, 2)
            self.assertIn("hash:M/N", run.stderr)
