"""Catch2 and doctest: their programs are known from the file, and every case runs alone in its own container."""

import harness


class Theme(harness.EndToEnd):
    def outcomes(self, framework, failed, ignored):
        run = self.run_tests([self.add(framework)])
        self.assertEqual({case["framework"] for case in run.cases.values()}, {framework})
        outcomes = run.outcomes()
        for name in failed:
            self.assertEqual(outcomes.pop(name), "failed", name)
        for name in ignored:
            self.assertEqual(outcomes.pop(name), "ignored", name)
        self.assert_code(run, 1)
        return outcomes

    def test_catch2_cases_run_alone(self):
        failed = ["fails", "fails explicitly", "throws", "fails in a section", "should fail but passes", "crashes",
                  "fails, then aborts", "exits", "exits with three", "lies that all passed", "lies and exits",
                  "prints bytes", "Letters of either case", "a long * star", "template - std::pair<int, long>",
                  "Scenario: a scenario"]
        rest = self.outcomes("catch2", failed, ["hidden", "hidden with a tag"])
        self.assertEqual(set(rest.values()), {"passed"})
        self.assertEqual(len(rest), 23)

    def test_doctest_cases_run_alone(self):
        failed = ["fails", "fails fatally", "fails explicitly", "warns, then fails", "throws",
                  "fails in a subcase", "should fail but passes", "fails once, not twice", "too slow", "fails silently", "crashes",
                  "fails, then aborts", "exits", "exits with three", "lies that it passed", "lies and exits",
                  "prints bytes", "template<long int>", "  Scenario: a scenario"]
        rest = self.outcomes("doctest", failed, ["skipped"])
        second = [name for name, outcome in rest.items() if outcome == "failed"]
        self.assertEqual([name.split(":")[0] for name in second], ["twice (doctest_sample_main.cc"])
        self.assertEqual(set(rest.values()), {"passed", "failed"})
        self.assertEqual(len(rest), 21)

    def test_a_doctest_failure_has_its_place_and_its_subcase(self):
        run = self.run_tests([self.add("doctest")], "-i", "name.equals(fails in a subcase)")
        case = self.assert_outcome(run, "fails in a subcase", "failed")
        self.assertTrue(case["file"].endswith("doctest_sample_main.cc"))
        self.assertIn("REQUIRE( 2 == 3 )", case["message"])
        self.assertIn("in subcase outer / inner two", case["message"])
