"""maelstrom.toml, filters and options."""

import json
import os
import subprocess

import harness


class Theme(harness.EndToEnd):
    def test_all_errors_of_a_file_at_once(self):
        self.write("maelstrom.toml", '[settings]\nslot = 2\n\n[[directives]]\nfilter = "all"\nnetwrok = "loopback"\n'
                   'timeout = "soon"\n\n[[directives]]\nfilter = "name.bogus(x)"\n')
        run = self.run_tests([self.add("plain")])
        self.assert_code(run, 2)
        self.assertIn('maelstrom.toml:2:1: error: ', run.stderr)
        self.assertIn('did you mean "slots"?', run.stderr)
        self.assertIn('maelstrom.toml:6:1: error: unknown field "netwrok" in a directive; did you mean "network"?',
                      run.stderr)
        self.assertIn("maelstrom.toml:7:", run.stderr)
        self.assertIn("maelstrom.toml:10:", run.stderr)
        self.assertEqual(run.stderr.count(": error: "), 4, run.stderr)
        self.assertEqual(run.cases, {})

    def test_a_file_that_is_no_toml(self):
        self.write("maelstrom.toml", "[[directives]\nfilter = 1\n")
        run = self.run_tests([self.add("plain")])
        self.assert_code(run, 2)
        self.assertIn("maelstrom.toml:1:", run.stderr)

    def test_a_directive_that_cannot_be_obeyed_is_named(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "all"\nadded_layers = [{ paths = ["not-there"] }]\n')
        run = self.run_tests([self.add("plain")])
        self.assert_code(run, 2)
        self.assertIn("not-there", run.stderr)

    def test_a_mistaken_filter_says_where(self):
        run = self.run_tests([self.add("plain")], "-i", "name.equals(a) und name.equals(b)")
        self.assert_code(run, 2)
        self.assertIn("und", run.stderr)

    def test_include_and_exclude(self):
        run = self.run_tests([self.add("outcomes")], "-i", "name.starts_with(Pass)", "-i", "name.starts_with(First)",
                             "-x", "name.ends_with(Longer)", "--exclude", "name.globs(First/*/1?)")
        self.assertEqual(len(run.cases), 2 + 10)
        self.assert_code(run, 0)

    def test_a_filter_on_artifacts(self):
        run = self.run_tests([self.add("plain"), self.add("listing", "sound")], "-i", "artifact.equals(sound)")
        self.assertEqual(set(run.cases), {"Listed.Passes", "Listed.AlsoPasses"})

    def test_init_writes_a_file_that_changes_nothing(self):
        artifact = self.add("plain")
        before = self.maelstrom("list", "containers", "--artifact", artifact)
        run = self.maelstrom("init")
        self.assert_code(run, 0)
        path = os.path.join(self.project, "maelstrom.toml")
        self.assertIn(path, run.stdout)
        after = self.maelstrom("list", "containers", "--artifact", artifact)
        self.assertEqual((after.code, after.stdout, after.stderr), (0, before.stdout, before.stderr))

    def test_init_never_changes_a_file(self):
        path = self.write("maelstrom.toml", "# mine\n")
        os.mkdir(os.path.join(self.project, "below"))
        for arguments in (["init"], ["test", "--init"], ["init", "--config-file", "maelstrom.toml"]):
            run = self.maelstrom(*arguments)
            self.assert_code(run, 2)
            self.assertIn(f"{path} is there already", run.stderr)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "# mine\n")

    def test_init_writes_into_the_root_of_the_project(self):
        self.write("CMakeLists.txt", "")
        self.write("below/CMakeLists.txt", "")
        below = os.path.join(self.project, "below")
        run = self.finish(subprocess.Popen([harness.MAELSTROM, "test", "--init"], cwd=below, env=self.environment(),
                                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        self.assert_code(run, 0)
        self.assertTrue(os.path.exists(os.path.join(self.project, "maelstrom.toml")))

    def test_nothing_selected_is_said(self):
        run = self.run_tests([self.add("plain")], "-i", "none")
        self.assert_code(run, 0)
        self.assertIn("0 cases", run.text)

    def test_who_selects_nothing_is_asked_for_what_is_near(self):
        run = self.run_tests([self.add("outcomes")], "-i", "Pass.Perfix")
        self.assert_code(run, 0)
        self.assertIn('no test case is selected; did you mean "Pass.Prefix"?', run.stderr)
        listed = self.maelstrom("list", "tests", "-i", "Pass.Perfix", "--artifact", self.add("outcomes"))
        self.assert_code(listed, 0)
        self.assertEqual(listed.stdout, "")
        self.assertIn('maelstrom: no test case is selected; did you mean "Pass.Prefix"?', listed.stderr)

    def test_directives_say_what_runs_at_once(self):
        """Each tells when it began and when it ended."""
        script = ("#!/bin/sh\nread begin x </proc/uptime; i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done\n"
                  "read end x </proc/uptime; echo $begin $end\n")
        self.write("maelstrom.toml", 'settings = { memory = "1 GiB" }\n' + "".join(
            f'[[directives]]\nfilter = "artifact.starts_with({kind})"\n{need}\n' for kind, need in {
                "one": 'lock = "one"', "two": 'lock = { name = "two", at_most = 2 }', "big": 'memory = "600 MiB"',
                "wide": "slots = 4"}.items()))
        names = ["one1", "one2", "two1", "two2", "two3", "big1", "big2", "wide", "free1", "free2"]
        for name in names:
            os.chmod(self.write(name, script), 0o755)
        run = self.run_tests([os.path.join(self.project, name) for name in names], "--slots", "4")
        self.assert_code(run, 0)
        begin, end = ({case["artifact"]: float(case["stdout"].split()[i]) for case in run.events
                       if case["event"] == "case-finished"} for i in (0, 1))

        def most_at_once(kind):
            mine = [name for name in names if name.startswith(kind)]
            return max(sum(begin[other] <= begin[one] < end[other] for other in mine) for one in mine)

        self.assertEqual((most_at_once("one"), most_at_once("big")), (1, 1))
        self.assertLessEqual(most_at_once("two"), 2)
        beside = [name for name in names if name != "wide" and begin[name] < end["wide"] and begin["wide"] < end[name]]
        self.assertEqual(beside, [])

    def test_ignore_by_directive(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.contains(Longer)"\nignore = true\n')
        run = self.run_tests([self.add("outcomes")], "-i", "name.starts_with(Pass)")
        self.assert_outcome(run, "Pass.PrefixLonger", "ignored")
        self.assert_outcome(run, "Pass.Prefix", "passed")

    def test_a_timeout_by_directive_ends_its_case_only(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.equals(Endless.Waits)"\ntimeout = 1\n')
        run = self.run_tests([self.add("slow")], "-i", "name.matches(Endless|Slow/.*/[0-3]$)")
        case = self.assert_outcome(run, "Endless.Waits", "timed_out")
        self.assertIn("waiting without end", harness.output_of(case, "stdout").decode())
        self.assertEqual(list(run.outcomes().values()).count("passed"), 4)
        self.assert_code(run, 1)

    def test_environment_and_working_directory_and_files_by_directive(self):
        self.write("testdata/data.txt", "content of data.txt\n")
        directory = os.path.join(self.project, "testdata")
        self.write("maelstrom.toml", '[[directives]]\nfilter = "all"\n'
                   f'working_directory = "{directory}"\n'
                   'environment = { E2E_VARIABLE = "$env{E2E_WORDS}", E2E_DIRECTORY = "' + directory + '" }\n'
                   'added_layers = [{ glob = "testdata/*.txt", canonicalize = true }]\n')
        run = self.run_tests([self.add("own_main")], "-x", "name.contains(Argument)", E2E_WORDS="a b")
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text)
        self.assertEqual(len(run.cases), 5)

    def list_containers(self, *arguments):
        run = self.maelstrom("list", "containers", "--artifact", self.add("listing", "sound"), "--artifact",
                             self.add("plain"), *arguments)
        self.assert_code(run, 0)
        return run.stdout

    def test_list_containers_tells_each_field_and_who_said_it(self):
        self.write("maelstrom.toml", '[containers.base]\nlayers = [{ glob = "none/**", allow_empty = true }]\n'
                   '[[directives]]\nparent = "base"\nuser = 7\n'
                   '[[directives]]\nfilter = "artifact.equals(plain)"\nadded_environment = { WHO = "plain" }\n')
        text = " ".join(self.list_containers().split())
        self.assertIn('{ glob = "none/**", allow_empty = true }, # maelstrom.toml:2:1: container "base"', text)
        self.assertIn("user = 7 # maelstrom.toml:5:1: a directive", text)
        self.assertIn("group = 0 # the default container", text)
        self.assertEqual(text.count("# maelstrom.toml:8:1: a directive"), 1)
        groups = [json.loads(line) for line in self.list_containers("--format", "json").splitlines()]
        self.assertEqual([{case["artifact"] for case in group["cases"]} for group in groups], [{"sound"}, {"plain"}])
        self.assertEqual(groups[1]["container"]["environment"]["WHO"],
                         {"value": "plain", "origin": "maelstrom.toml:8:1: a directive"})
        self.assertEqual(groups[0]["container"]["environment"]["GTEST_BRIEF"], {"value": "0", "origin": "gtest"})
        self.assertNotIn("WHO", groups[0]["container"]["environment"])
        only = self.list_containers("--format", "json", "-i", "artifact.equals(plain)").splitlines()
        self.assertEqual(len(only), 1)

    def test_the_default_container_may_be_that_of_another_edition(self):
        told = " ".join(self.list_containers("--default-container", "cargo-maelstrom").split())
        self.assertIn('layers = [ { stubs = ["/{proc,sys,tmp}/", "/dev/{full,null,random,urandom,zero}"] }, '
                      "# the default container ]", told)
        self.assertIn('network = "disabled"', told)
        self.assertIn("RUST_LIB_BACKTRACE", told)
        docs = self.add("docs")
        names = ("ReadOnly.IsTheRoot", "Edition.HasNothingElse", "Any.Runs")
        selected = [word for name in names for word in ("-i", f"name.equals({name})")]
        self.assertEqual(self.run_tests([docs], *selected).outcomes(), dict(zip(names, ("failed", "failed", "passed"))))
        self.write("maelstrom.toml", '[settings]\ndefault_container = "maelstrom-go-test"\n')
        self.assertEqual(self.run_tests([docs], *selected).outcomes(), dict.fromkeys(names, "passed"))

    def test_list_containers_builds_no_layer_of_a_case(self):
        self.write("maelstrom.toml", '[[directives]]\nfilter = "name.equals(main)"\n'
                   'added_layers = [{ tar = "gone.tar" }]\n')
        self.assertIn('{ tar = "gone.tar" },', self.list_containers())

    def test_a_file_that_is_not_declared_is_not_there(self):
        self.write("data.txt", "content of data.txt\n")
        self.write("maelstrom.toml", f'[[directives]]\nfilter = "all"\nworking_directory = "{self.project}"\n')
        run = self.run_tests([self.add("own_main")], "-i", "name.contains(ReadsItsData)")
        self.assert_outcome(run, "OwnMain.ReadsItsData", "failed")
        self.assertIn("No such file or directory", run.text)

    def test_the_file_is_found_upward(self):
        self.write("maelstrom.toml", "[settings]\nslots = 3\n")
        self.write("deep/below/file", "")
        path = self.add("plain")
        top = self.project
        self.project = os.path.join(top, "deep", "below")
        run = self.run_tests([path])
        self.assertEqual(run.events[0]["slots"], 3)

    def test_the_command_line_wins_over_the_file(self):
        self.write("maelstrom.toml", "[settings]\nslots = 3\n")
        self.assertEqual(self.run_tests([self.add("plain")], "--slots", "2").events[0]["slots"], 2)

    def test_artifacts_by_globs_of_the_file(self):
        self.write("maelstrom.toml", '[settings]\nartifacts = ["bin/*_tests"]\n')
        os.mkdir(os.path.join(self.project, "bin"))
        self.add("listing", "bin/one_tests")
        self.add("listing", "bin/two_tests")
        self.add("plain", "bin/other")
        run = self.run_tests([])
        artifacts = [event["artifact"] for event in run.events if event["event"] == "case-finished"]
        self.assertEqual(len(artifacts), 4, run.text)
        self.assertEqual(len(set(artifacts)), 2)

    def test_the_environment_is_stronger_than_the_file_and_the_command_line_than_both(self):
        self.write("maelstrom.toml", '[settings]\nslots = 3\nui = "quiet"\n')
        wrapper = ("env", "MAELSTROM_SLOTS=4", "MAELSTROM_TEST_SLOTS=5", "MAELSTROM_COLOR=never")
        run = self.maelstrom("test", "--print-config", wrapper=wrapper)
        self.assert_code(run, 0)
        self.assertRegex(run.stdout, r"(?m)^slots = 5 +# MAELSTROM_TEST_SLOTS$")
        self.assertRegex(run.stdout, r'(?m)^ui = "quiet" +# .*maelstrom.toml:3$')
        self.assertRegex(run.stdout, r'(?m)^color = "never" +# MAELSTROM_COLOR$')
        run = self.maelstrom("test", "--print-config", "--slots", "6", wrapper=wrapper)
        self.assertRegex(run.stdout, r"(?m)^slots = 6 +# --slots$")

    def test_print_config_says_what_holds(self):
        self.write("maelstrom.toml", "[settings]\nslots = 3\n")
        run = self.maelstrom("test", "--print-config")
        self.assert_code(run, 0)
        self.assertIn("slots = 3", run.stdout)

    def test_reports_of_the_file_stand_in_the_project_and_typed_ones_where_one_stands(self):
        self.write("maelstrom.toml", '[settings]\nreport = ["junit=out/of-file.xml"]\n')
        path = self.add("plain")
        below = os.path.join(self.project, "below")
        os.mkdir(below)
        self.project = below
        run = self.run_tests([path], "--report", "junit=out/typed.xml")
        self.assert_code(run, 0)
        for found in (os.path.join(below, "..", "out", "of-file.xml"), os.path.join(below, "out", "typed.xml")):
            self.assertTrue(os.path.exists(found), f"no {found}; the run said:\n{run.text}")
        self.assertFalse(os.path.exists(os.path.join(below, "out", "of-file.xml")))
