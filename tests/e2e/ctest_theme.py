"""Plain tests of CTest: what becomes of each is what CTest itself says of it."""

import os
import shutil
import xml.etree.ElementTree as xml

import cmake_theme
import harness

# How the JUnit report of CTest says what `maelstrom` calls so.
STATUS = {"run": "passed", "fail": "failed", "notrun": "skipped", "disabled": "ignored"}


class Theme(harness.EndToEnd):
    def project_with(self, body):
        self.write("CMakeLists.txt", cmake_theme.HEAD + body)
        build = os.path.join(self.project, "build")
        harness.subprocess.run(["cmake", "-S", self.project, "-B", build], check=True, capture_output=True)
        return build

    def outcomes_of_ctest(self, build, *arguments):
        """Name → outcome, as the ctest that is installed has them."""
        path = os.path.join(self.root, "ctest.xml")
        harness.subprocess.run(["ctest", "--output-junit", path, *arguments], cwd=build, capture_output=True,
                               env=self.environment(), check=False)
        return {case.get("name"): STATUS[case.get("status")] for case in xml.parse(path).getroot().iter("testcase")}

    def assert_as_ctest(self, body, **different):
        """Runs both; `different` are the outcomes that are said in another word. Gives the run."""
        build = self.project_with(body)
        expected = {**self.outcomes_of_ctest(build), **different}
        run = self.run_tests([])
        self.assertEqual(run.outcomes(), expected, run.text)
        return run

    def test_what_decides_an_outcome(self):
        def test(name, script, properties=""):
            line = f"add_test(NAME {name} COMMAND sh -c [=[{script}]=])\n"
            return line + (f"set_tests_properties({name} PROPERTIES {properties})\n" if properties else "")

        self.assert_as_ctest("".join((
            test("zero", "exit 0"),
            test("three", "exit 3"),
            test("killed", "kill -SEGV $$"),
            test("inverted", "exit 3", "WILL_FAIL ON"),
            test("inverted-zero", "exit 0", "WILL_FAIL ON"),
            test("inverted-killed", "kill -ABRT $$", "WILL_FAIL ON"),
            test("found", "echo 12 of 12 good; exit 9", 'PASS_REGULAR_EXPRESSION "nothing;[0-9]+ of [0-9]+ good"'),
            test("found-in-stderr", "echo good >&2", "PASS_REGULAR_EXPRESSION good"),
            test("not-found", "echo bad", "PASS_REGULAR_EXPRESSION good"),
            test("no-count", "echo aa", 'PASS_REGULAR_EXPRESSION "a{2}"'),
            test("begins", "echo x; echo good", 'PASS_REGULAR_EXPRESSION "^good"'),
            test("ends", "echo good", 'PASS_REGULAR_EXPRESSION "good$"'),
            test("forbidden", "echo an error", 'FAIL_REGULAR_EXPRESSION "[Ee]rror"'),
            test("forbidden-and-found", "echo good error", "PASS_REGULAR_EXPRESSION good FAIL_REGULAR_EXPRESSION error"),
            test("forbidden-inverted", "echo error", "FAIL_REGULAR_EXPRESSION error WILL_FAIL ON"),
            test("skips", "exit 77", "SKIP_RETURN_CODE 77"),
            test("skips-not", "exit 76", "SKIP_RETURN_CODE 77"),
            test("says-skip", "echo no network; exit 1", 'SKIP_REGULAR_EXPRESSION "no network" FAIL_REGULAR_EXPRESSION network'),
            test("off", "exit 1", "DISABLED ON"),
            test("late", "while :; do :; done", "TIMEOUT 1"),
            test("late-inverted", "while :; do :; done", "TIMEOUT 1 WILL_FAIL ON"))),
            **{"late": "timed_out", "late-inverted": "timed_out"})

    def test_a_framework_s_program_that_is_told_to_list_is_one_test(self):
        build = self.project_with(
            f'add_test(NAME cases COMMAND "{self.add("catch2")}" --list-tests)\n'
            f'add_test(NAME help COMMAND "{self.add("doctest")}" --help)\n')
        self.assertEqual(self.outcomes_of_ctest(build), {"cases": "failed", "help": "passed"})  # Catch2 2 gives their number
        run = self.run_tests([])
        self.assertEqual(run.outcomes(), {"cases": "failed", "help": "passed"}, run.text)

    def test_tests_that_choose_a_case_by_its_name_are_cases_of_one_artifact(self):
        catch2, doctest = self.add("catch2"), self.add("doctest")
        self.project_with(
            f'add_test(NAME passes COMMAND "{catch2}" passes)\n'
            f'add_test(NAME "x.a, b and c" COMMAND "{catch2}" [==[a\\, b and c]==])\n'
            f'add_test(NAME fails COMMAND "{doctest}" --test-case=fails)\n'
            f'add_test(NAME throws COMMAND "{doctest}" --test-case=throws)\n')
        run = self.run_tests([])
        # Both programs have cases of the same names.
        cases = [event for event in run.events if event["event"] == "case-finished"]
        ran = {(case["artifact"], case["name"]): case["outcome"] for case in cases if case["outcome"] != "ignored"}
        self.assertEqual(ran, {("catch2", "passes"): "passed", ("catch2", "a, b and c"): "passed",
                               ("doctest", "fails"): "failed", ("doctest", "throws"): "failed"}, run.text)
        self.assertIn("no test of the project chooses it", {case.get("message") for case in cases})

    def test_a_program_of_no_framework_keeps_its_words(self):
        self.write("tool", "#!/bin/sh\ntest \"$1\" = good && test \"$2\" = -x && test $# = 2\n")
        os.chmod(os.path.join(self.project, "tool"), 0o755)
        self.assert_as_ctest('add_test(NAME is.good COMMAND "${CMAKE_SOURCE_DIR}/tool" good -x)\n'
                             'add_test(NAME is.bad COMMAND "${CMAKE_SOURCE_DIR}/tool" bad -x)\n')

    def test_what_surrounds_it(self):
        os.mkdir(os.path.join(self.project, "at work"))
        self.write("at work/needed", "x\n")
        self.write("input", "x\n")
        test = 'add_test(NAME {} COMMAND sh -c [=[{}]=] WORKING_DIRECTORY "${{CMAKE_SOURCE_DIR}}/at work")\n'
        run = self.assert_as_ctest(
            test.format("environment", 'test "$A" = "1=2 3" && test "$B" = b:c && test -z "$C"') +
            'set_tests_properties(environment PROPERTIES ENVIRONMENT "A=1=2 3;B=b;C=c"\n'
            '  ENVIRONMENT_MODIFICATION "B=path_list_append:c;C=unset:")\n' +
            test.format("directory", 'test "${PWD##*/}" = "at work"') +
            test.format("needs", 'read x <needed && test "$x" = x') +
            'set_tests_properties(needs PROPERTIES REQUIRED_FILES "needed;${CMAKE_SOURCE_DIR}/input")\n' +
            test.format("lacks", "exit 0") +
            'set_tests_properties(lacks PROPERTIES REQUIRED_FILES "needed;gone")\n'
            'add_test(NAME argument COMMAND sh -c [=[read x <"$1" && test "$x" = x]=] - "${CMAKE_SOURCE_DIR}/input")\n',
            lacks="failed")  # not run, CTest says, and counts it with those that failed
        self.assertIn("at work/gone", run.cases["lacks"]["message"])
        self.assert_code(run, 1)

    def test_the_search_path_is_extended(self):
        os.mkdir(os.path.join(self.project, "tools"))
        self.assert_as_ctest(
            'add_test(NAME path COMMAND sh -c [=[case "$PATH" in *"/tools:"*/bin*) exit 0; esac; exit 1]=])\n'
            'set_tests_properties(path PROPERTIES ENVIRONMENT_MODIFICATION\n'
            '  "PATH=path_list_prepend:${CMAKE_SOURCE_DIR}/tools")\n')

    def test_scripts_have_their_interpreters(self):
        linked = self.add("linked")
        for library in ("libfixture_middle.so", "libfixture_innermost.so"):
            shutil.copy2(os.path.join(harness.FIXTURES, library), self.project)
        shell = shutil.which("sh", path="/usr/bin:/bin")
        for name, content in {
                "plain.sh": "#!/bin/sh -e\ntest \"$1\" = one\n",
                "found": "#!/usr/bin/env sh\ntest -e /usr/bin/env\n",
                "nested": f"#!{self.project}/plain.sh\n",
                "own path": "#!/usr/bin/env own-shell\n",
                "bin/own-shell": f"#!{shell}\n",
                "runs": '#!/bin/sh\nexec "$1"\n',
                "data": "x\n"}.items():
            os.chmod(self.write(name, content), 0o755)
        self.assert_as_ctest(
            'add_test(NAME plain COMMAND "${CMAKE_SOURCE_DIR}/plain.sh" one)\n'
            'add_test(NAME plain-fails COMMAND "${CMAKE_SOURCE_DIR}/plain.sh" two)\n'
            'add_test(NAME found COMMAND "${CMAKE_SOURCE_DIR}/found")\n'
            'add_test(NAME nested COMMAND "${CMAKE_SOURCE_DIR}/nested")\n'
            'set_tests_properties(nested PROPERTIES WILL_FAIL ON)\n'  # "$1" is the name of the script
            'add_test(NAME own COMMAND "${CMAKE_SOURCE_DIR}/own path")\n'
            'set_tests_properties(own PROPERTIES ENVIRONMENT_MODIFICATION\n'
            '  "PATH=path_list_prepend:${CMAKE_SOURCE_DIR}/bin")\n'
            f'add_test(NAME argument COMMAND "${{CMAKE_SOURCE_DIR}}/runs" "{linked}")\n'
            'add_test(NAME shell COMMAND sh "${CMAKE_SOURCE_DIR}/plain.sh" one)\n')
        self.assertEqual(self.maelstrom("list", "tests", "-i", "artifact.starts_with(plain)").stdout,
                         "plain.sh[plain]::plain\nplain.sh[plain-fails]::plain-fails\n")

    def test_it_runs_in_its_order_and_with_what_it_needs(self):
        """Each tells when it began and when it ended."""
        script = ("read begin x </proc/uptime; i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; "
                  "read end x </proc/uptime; echo $begin $end; exit {}")
        body = ""
        for name, properties in {
                "cheap": "COST 1 DEPENDS first",
                "costly": "COST 900 DEPENDS first",
                "locked1": 'RESOURCE_LOCK "disk;port"',
                "locked2": "RESOURCE_LOCK port",
                "locked3": 'RESOURCE_LOCK "other;disk"',
                "wide": "PROCESSORS 2",
                "serial": "RUN_SERIAL ON COST 9000",
                "third": 'DEPENDS "second;none"',
                "second": "DEPENDS first COST 5000",
                "first": "WILL_FAIL ON"}.items():
            body += f"add_test(NAME {name} COMMAND sh -c [=[{script.format(int(name == 'first'))}]=])\n"
            body += f"set_tests_properties({name} PROPERTIES {properties})\n"
        expected = self.outcomes_of_ctest(self.project_with(body), "-j2")
        run = self.run_tests([], "--slots", "2", "--no-cache")
        self.assertEqual(run.outcomes(), expected, run.text)
        self.assertEqual(set(expected.values()), {"passed"})

        begin, end = ({name: float(case["stdout"].split()[i]) for name, case in run.cases.items()} for i in (0, 1))
        beside = {(one, other) for one in begin for other in begin
                  if one != other and begin[one] < end[other] and begin[other] < end[one]}
        self.assertGreater(len(beside), 0, "nothing ran at once")
        for pair in [("locked1", "locked2"), ("locked1", "locked3")]:
            self.assertNotIn(pair, beside)
        self.assertEqual([pair for pair in beside if {"wide", "serial"} & set(pair)], [])
        self.assertLessEqual(end["first"], begin["second"])
        self.assertLessEqual(end["second"], begin["third"])
        self.assertLessEqual(begin["costly"], begin["cheap"])
        self.assertEqual(max(begin, key=begin.get), "serial")

        circle = ("add_test(NAME one COMMAND sh)\nset_tests_properties(one PROPERTIES DEPENDS two)\n"
                  "add_test(NAME two COMMAND sh)\nset_tests_properties(two PROPERTIES DEPENDS one)\n")
        self.project_with(circle)
        run = self.run_tests([])
        self.assertEqual(run.outcomes(), {"one": "not_run", "two": "not_run"})
        self.assert_code(run, 3)

    def test_a_fixture_is_shared_by_its_tests_and_nobody_else(self):
        body = ""
        for name, script, properties in (
                ("stranger", "test ! -e made && test ! -e more", "DEPENDS makes"),
                ("makes", "echo data >made", "FIXTURES_SETUP f"),
                ("makes-more", "read x <below && echo more >more", "FIXTURES_SETUP f FIXTURES_REQUIRED g"),
                ("makes-below", "echo below >below", "FIXTURES_SETUP g"),
                ("first", 'read x <made && test "$x" = data && test -e more && echo changed >made',
                 "FIXTURES_REQUIRED f"),
                ("second", 'read x <made && test "$x" = data && test ! -e below', "FIXTURES_REQUIRED f DEPENDS first"),
                ("cleans", "test -e made && test -e more", "FIXTURES_CLEANUP f"),
                ("breaks", "exit 1", "FIXTURES_SETUP broken"),
                ("lacks", "exit 0", "FIXTURES_REQUIRED broken"),
                ("cleans-broken", "exit 0", "FIXTURES_CLEANUP broken"),
                ("skips", "exit 7", "FIXTURES_SETUP skipped SKIP_RETURN_CODE 7"),
                ("uses-skipped", "exit 0", "FIXTURES_REQUIRED skipped")):
            body += (f"add_test(NAME {name} COMMAND sh -c [=[{script}]=])\n"
                     f"set_tests_properties({name} PROPERTIES {properties})\n")
        # Where nothing is kept apart these two see what they should not.
        run = self.assert_as_ctest(body, stranger="passed", second="passed", lacks="not_run")
        self.assertIn("sh::breaks did not pass", run.cases["lacks"]["message"])
        self.assert_code(run, 1)
        one = self.run_tests([], "-i", "name.equals(second)")
        self.assertEqual(set(one.outcomes()), {"makes", "makes-more", "makes-below", "second", "cleans"})
        self.assertEqual(set(one.outcomes().values()), {"passed"})

    def test_each_property_that_there_is(self):
        """Those that the tests above do not have, and what is odd about some."""
        def test(name, script, properties=""):
            line = f"add_test(NAME {name} COMMAND sh -c [=[{script}]=])\n"
            return line + (f"set_tests_properties({name} PROPERTIES {properties})\n" if properties else "")

        is_a = 'test "${A-none}" = '
        modified = 'ENVIRONMENT "A=one" ENVIRONMENT_MODIFICATION '
        run = self.assert_as_ctest("".join((
            test("reset", is_a + "one", modified + '"A=set:two;A=reset:"'),
            test("unset", is_a + "none", modified + '"A=unset:"'),
            test("unset-then-more", is_a + "onex", modified + '"A=unset:;A=string_append:x"'),
            test("list", is_a + '"y;one;x"', modified + '"A=cmake_list_append:x;A=cmake_list_prepend:y"'),
            test("no-operation", "exit 0", modified + '"A=frobnicate:x"'),
            test("no-colon", "exit 0", modified + '"A=set"'),
            test("no-value", "exit 0", 'ENVIRONMENT "A;B=2"'),
            test("no-timeout", "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done", "TIMEOUT 0"),
            test("matched-in-time", "echo ready; i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done",
                 'TIMEOUT 60 TIMEOUT_AFTER_MATCH "60;^ready$"'),
            test("never-matched", "read x </proc/uptime; until=$((${x%%.*} + 3)); while read x </proc/uptime; "
                 "[ ${x%%.*} -lt $until ]; do :; done", 'TIMEOUT 1 TIMEOUT_AFTER_MATCH "60;ready"'),
            test("resources", 'test -z "$CTEST_RESOURCE_GROUP_COUNT"', 'RESOURCE_GROUPS "2,gpus:2;gpus:4,chips:2"'),
            test("no-processor", "exit 0", "PROCESSORS 0"),
            test("bound", "exit 0", "PROCESSORS 1 PROCESSOR_AFFINITY ON"),
            test("code-out-of-range", "exit 44", "SKIP_RETURN_CODE 300"),
            test("code-below", "exit 255", "SKIP_RETURN_CODE -1"),
            test("off-sets-up", "exit 1", "DISABLED ON FIXTURES_SETUP off"),
            test("uses-off", "exit 0", "FIXTURES_REQUIRED off"),
            test("sets-up-nothing", "exit 0", 'FIXTURES_SETUP none REQUIRED_FILES "gone"'),
            test("uses-nothing", "exit 0", "FIXTURES_REQUIRED none"),
            test("found-and-killed", "echo good; kill -ABRT $$", "PASS_REGULAR_EXPRESSION good"),
            test("skips-inverted", "exit 3", "WILL_FAIL ON SKIP_RETURN_CODE 3"),
            test("reads", "read x", ""),
            test("for-dashboards", "exit 0", "MEASUREMENT x=3 ATTACHED_FILES a ATTACHED_FILES_ON_FAIL b"),
            'add_test(NAME not-there COMMAND no-such-program)\n'
            'set_tests_properties(not-there PROPERTIES DISABLED ON)\n')),
            **{"never-matched": "timed_out", "no-operation": "failed", "no-colon": "failed", "sets-up-nothing": "failed",
               "uses-nothing": "not_run"})
        self.assertIn("frobnicate", run.cases["no-operation"]["message"])
        self.assertIn("TIMEOUT_AFTER_MATCH", run.cases["never-matched"]["message"])

    def test_whole_binaries_of_a_framework_obey_too(self):
        outcomes = self.add("outcomes")
        sound = self.add("listing", "sound")
        self.assert_as_ctest(
            f'add_test(NAME fails COMMAND "{outcomes}" --gtest_filter=Fail.*)\n'
            'set_tests_properties(fails PROPERTIES WILL_FAIL ON)\n'
            f'add_test(NAME prints COMMAND "{sound}")\n'
            'set_tests_properties(prints PROPERTIES PASS_REGULAR_EXPRESSION "[2-9] tests ran")\n')

    def test_what_passed_is_not_run_again(self):
        body = ('add_test(NAME one COMMAND sh -c "exit 3")\nset_tests_properties(one PROPERTIES WILL_FAIL ON)\n'
                'add_test(NAME two COMMAND sh -c "exit 77")\nset_tests_properties(two PROPERTIES SKIP_RETURN_CODE 77)\n')
        self.assert_as_ctest(body)
        again = self.run_tests([])
        self.assertEqual({name: case["cached"] for name, case in again.cases.items()}, {"one": True, "two": False})
        listed = self.maelstrom("list", "tests").stdout
        self.assertEqual(listed, "sh::one\nsh::two\n")
        self.project_with(body.replace("WILL_FAIL ON", "WILL_FAIL OFF"))
        self.assert_outcome(self.run_tests([]), "one", "failed")
