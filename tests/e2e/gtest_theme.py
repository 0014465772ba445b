"""GoogleTest completely: each way in which a case can be written and can end."""

import os

import harness


def line_of(fixture, text):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", fixture)
    with open(path, encoding="utf-8") as file:
        return next(number for number, line in enumerate(file, 1) if text in line)


class Theme(harness.EndToEnd):
    def outcomes(self, include, *more):
        return self.run_tests([self.add("outcomes")], "-i", include, *more)

    def test_typed_and_parametrised_cases(self):
        run = self.outcomes("name.matches(^(Typed|My/Registered|First|All))")
        expected = {f"Typed/{i}.IsEmptyAtFirst": "passed" for i in range(2)}
        expected |= {f"My/Registered/{i}.Holds": "passed" for i in range(2)}
        expected |= {f"First/Numbered.IsSmall/{i}": "passed" for i in range(12)}
        expected |= {"All/Named.FailsForBad/good": "passed", "All/Named.FailsForBad/bad": "failed"}
        self.assertEqual(run.outcomes(), expected)
        self.assert_code(run, 1)

    def test_one_case_a_container(self):
        run = self.outcomes("name.starts_with(Pass.)")
        self.assertEqual(set(run.cases), {"Pass.SaysSomething", "Pass.Prefix", "Pass.PrefixLonger"})
        prefix = run.cases["Pass.Prefix"]
        self.assertNotIn("PrefixLonger", prefix.get("stdout", ""), "a filter that selects more than its case")
        self.assert_code(run, 0)

    def test_disabled_cases_are_ignored_and_listed(self):
        run = self.outcomes("name.contains(Off)")
        self.assertEqual(run.outcomes(), {"Off.DISABLED_Case": "ignored", "DISABLED_OffSuite.Case": "ignored"})
        self.assert_code(run, 0)
        self.assertEqual(run.finished()["ignored"], 2)
        listed = self.maelstrom("list", "tests", "--artifact", self.add("outcomes"))
        self.assertIn("outcomes::Off.DISABLED_Case", listed.stdout)

    def test_skipped_cases_give_their_reason(self):
        run = self.outcomes("name.starts_with(Skip)")
        self.assertEqual(self.assert_outcome(run, "Skip.WithAReason", "skipped")["message"], "no such hardware")
        self.assertEqual(self.assert_outcome(run, "SkippedInSetUp.IsSkipped", "skipped")["message"], "said by SetUp")
        self.assert_code(run, 0)

    def test_death_tests(self):
        run = self.outcomes("name.starts_with(DiesDeathTest)")
        for name in ("Aborts", "Exits", "ThreadSafely"):
            self.assert_outcome(run, f"DiesDeathTest.{name}", "passed")
        self.assert_outcome(run, "DiesDeathTest.DoesNotDie", "failed")

    def test_a_failure_has_its_file_and_line(self):
        run = self.outcomes("name.equals(Fail.AtALine)")
        case = self.assert_outcome(run, "Fail.AtALine", "failed")
        line = line_of("outcomes.cc", "// line of Fail.AtALine")
        self.assertEqual(os.path.basename(case["file"]), "outcomes.cc")
        self.assertEqual(case["line"], line)
        self.assertIn("arithmetic", case["message"])
        self.assertIn(f"outcomes.cc:{line}", run.text)
        self.assertEqual(case["exit_code"], 1)

    def test_an_exception_is_a_failure_that_says_what(self):
        case = self.assert_outcome(self.outcomes("name.equals(Fail.Throws)"), "Fail.Throws", "failed")
        self.assertIn("thrown on purpose", case["message"])

    def test_a_crash_is_named_by_its_signal(self):
        run = self.outcomes("name.starts_with(Crash)")
        for name, signal in (("Segv", "SIGSEGV"), ("Abort", "SIGABRT"), ("KillsItself", "SIGKILL")):
            case = self.assert_outcome(run, f"Crash.{name}", "failed")
            self.assertEqual(case["signal"], signal)
            self.assertIn(signal, case["message"])
            self.assertIn(signal, run.text)
        self.assert_outcome(run, "Crash.RealTimeSignal", "failed")
        self.assertIn("last words", run.cases["Crash.Segv"]["stderr"])

    def test_an_exit_without_a_result_is_a_failure(self):
        run = self.outcomes("name.starts_with(Exit)")
        for name in ("ZeroWithoutAResult", "WithACode", "ZeroByExit", "AfterAFailure"):
            self.assert_outcome(run, f"Exit.{name}", "failed")
        self.assertEqual(run.cases["Exit.WithACode"]["exit_code"], 42)
        self.assertIn("42", run.cases["Exit.WithACode"]["message"])

    def test_arguments_after_two_dashes_go_to_the_test(self):
        path = self.add("own_main")
        run = self.run_tests([path], "-i", "name.equals(OwnMain.GotItsArgument)", "--", "--flavour=sour")
        self.assert_outcome(run, "OwnMain.GotItsArgument", "passed")
        run = self.run_tests([path], "-i", "name.equals(OwnMain.GotItsArgument)")
        self.assert_outcome(run, "OwnMain.GotItsArgument", "failed")

    def test_the_environment_is_the_default_containers(self):
        run = self.run_tests([self.add("own_main")], "-i", "name.matches(OwnMain.Has)")
        self.assertEqual(set(run.outcomes().values()), {"passed"})
        self.assertEqual(len(run.cases), 2)
