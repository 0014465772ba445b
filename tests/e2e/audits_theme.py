"""What --audit-cache and --audit-isolation find, and that they find nothing else."""

import time

import harness


class Theme(harness.EndToEnd):
    def audited(self, deadline, *arguments):
        self.write("maelstrom.toml", f'[[directives]]\nenvironment = {{ DEADLINE = "{deadline}" }}\n')
        return self.run_tests([self.add("audited")], *arguments)

    def test_a_test_that_depends_on_the_time_is_found(self):
        deadline = int(time.time()) + 3
        self.assert_outcome(self.audited(deadline, "-i", "name.contains(Clock)"), "Clock.IsEarly", "passed")
        harness.until(lambda: time.time() > deadline, "the deadline")
        self.assert_outcome(self.audited(deadline, "-i", "name.contains(Clock)"), "Clock.IsEarly", "passed")
        run = self.audited(deadline, "-i", "name.matches(Clock|Passes)", "--audit-cache", "100%")
        self.assert_code(run, 1)
        case = self.assert_outcome(run, "Clock.IsEarly", "failed")
        self.assertEqual((case["audit"], case["audit_agreed"], case["cached"]), ("cache", False, False))
        self.assertIn("it passed in an earlier run, but failed when it ran again", run.stdout)
        self.assertIn("audit: 1 run again, 1 ended otherwise", run.stdout)
        # It is no answer any more.
        self.assert_outcome(self.audited(deadline, "-i", "name.contains(Clock)"), "Clock.IsEarly", "failed")

    def test_a_test_that_needs_what_only_strict_isolation_gives_is_found(self):
        only = ("-i", "name.contains(Host)")
        self.assert_outcome(self.audited(0, *only), "Host.CannotBeNamed", "passed")
        run = self.audited(0, *only, "--audit-isolation", "100")
        self.assert_code(run, 1)
        case = self.assert_outcome(run, "Host.CannotBeNamed", "failed")
        self.assertEqual((case["audit"], case["audit_agreed"], case["isolation"]), ("isolation", False, "default"))
        self.assertIn('it passed, but failed with isolation = "strict"', run.stdout)
        # The earlier result does not stand any more, and `why` speaks of the case's own action.
        self.assertIn("runs", self.maelstrom("why", "Host.CannotBeNamed", "--artifact", "audited").stdout)
        again = self.assert_outcome(self.audited(0, *only), "Host.CannotBeNamed", "passed")
        self.assertFalse(again["cached"])
        self.assertEqual(again["action"], case["action"])

    def test_an_audit_of_sound_tests_is_content(self):
        only = ("-i", "name.contains(Sound)")
        self.audited(0, *only)
        run = self.audited(0, *only, "--audit-cache=100", "--audit-isolation=100")
        self.assert_code(run, 0)
        self.assertEqual({name: case["outcome"] for name, case in run.cases.items()},
                         {"Sound.Passes": "passed", "Sound.SkipsItself": "skipped"})
        self.assertEqual(run.cases["Sound.Passes"]["audit"], "cache")
        self.assertEqual(run.cases["Sound.SkipsItself"]["audit"], "isolation")
        self.assertEqual((run.finished()["audited"], run.finished()["audits_that_differ"]), (2, 0))
        refused = self.audited(0, "--audit-cache", "101")
        self.assert_code(refused, 2)
