"""Projects that CMake builds and CTest lists."""

import os
import shutil
import signal
import time

import harness

HEAD = "cmake_minimum_required(VERSION 3.25)\nproject(e2e LANGUAGES NONE)\nenable_testing()\n"


class Theme(harness.EndToEnd):
    def cmake_project(self, body):
        self.write("CMakeLists.txt", HEAD + body)

    def configure(self, directory="build", *arguments):
        path = os.path.join(self.project, directory)
        harness.subprocess.run(["cmake", "-S", self.project, "-B", path, *arguments], check=True, capture_output=True)
        return path

    def test_arguments_environment_and_working_directory_of_ctest(self):
        path = self.add("own_main")
        os.mkdir(os.path.join(self.project, "at work"))
        self.cmake_project(
            f'add_test(NAME whole COMMAND "{path}" --flavour=sour WORKING_DIRECTORY "{self.project}/at work")\n'
            'set_tests_properties(whole PROPERTIES ENVIRONMENT '
            f'"E2E_VARIABLE=a b;E2E_DIRECTORY={self.project}/at work")\n')
        self.configure()
        run = self.run_tests([], "-x", "name.contains(ReadsItsData)")
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text)
        self.assertEqual(len(run.cases), 5)
        self.assert_code(run, 0)

    def checkout(self, name):
        """A project that is the same wherever it stands, in a directory of its own."""
        self.project = os.path.join(self.root, *name.split("/"))
        os.makedirs(os.path.join(self.project, "at work"))
        self.add("own_main")
        self.cmake_project(
            'add_test(NAME whole COMMAND "${CMAKE_SOURCE_DIR}/own_main" --flavour=sour\n'
            '  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}/at work")\n'
            'set_tests_properties(whole PROPERTIES ENVIRONMENT\n'
            '  "E2E_VARIABLE=a b;E2E_DIRECTORY=${CMAKE_SOURCE_DIR}/at work")\n')
        self.write("data/numbers", "42\n")
        self.write("maelstrom.toml", '[[directives]]\nadded_layers = [\n'
                   '  { glob = "data/**", prepend_prefix = "/project" }, { stubs = ["<build-dir>/made/"] }]\n')
        self.configure()
        return self.run_tests([], "-x", "name.contains(ReadsItsData)", "--project-path", "/project")

    def test_two_checkouts_share_results_where_project_path_says_so(self):
        first = self.checkout("one")
        self.assertEqual(set(first.outcomes().values()), {"passed"}, first.text)
        self.assertEqual((len(first.cases), first.finished()["cached"]), (5, 0))
        second = self.checkout("another/place")
        self.assertEqual((len(second.cases), second.finished()["cached"]), (5, 5), second.text)
        actions = [{name: case["action"] for name, case in run.cases.items()} for run in (first, second)]
        self.assertEqual(*actions)
        containers = self.maelstrom("list", "containers", "--project-path", "/project").stdout
        self.assertIn('working_directory = "/project/at work"', containers)
        # Where nobody says so, they stand at their own paths.
        own = self.run_tests([], "-x", "name.contains(ReadsItsData)")
        self.assertEqual(own.finished()["cached"], 0)

    def test_a_build_directory_outside_of_the_project_does_not_move(self):
        self.cmake_project(f'add_test(NAME all COMMAND "{self.add("listing", "sound")}")\n')
        build = os.path.join(self.root, "apart")
        self.configure(build)
        run = self.run_tests([], "--build-dir", build, "--project-path", "/project/")
        self.assertIn(f"{build} is not in the project: what is built there does not move to /project", run.stderr)
        self.assert_code(run, 0)
        for path in ("/", "relative", "/up/../there"):
            refused = self.run_tests([], "--project-path", path)
            self.assert_code(refused, 2)
            self.assertIn("an absolute path", refused.stderr)

    def test_no_build_directory_is_made(self):
        self.cmake_project(f'add_test(NAME all COMMAND "{self.add("listing", "sound")}")\n')
        run = self.run_tests([])
        self.assertEqual(set(run.cases), {"Listed.Passes", "Listed.AlsoPasses"}, run.text)
        self.assertTrue(os.path.exists(os.path.join(self.project, "build", "maelstrom", "CMakeCache.txt")))
        self.assertIn("build/maelstrom", run.stderr)

    def test_the_build_directory_that_is_named(self):
        self.cmake_project(f'if(GOOD)\nadd_test(NAME all COMMAND "{self.add("listing", "sound")}")\nendif()\n')
        self.configure("one")
        other = self.configure("two", "-DGOOD=ON")
        self.configure("three")
        self.assertEqual(len(self.run_tests([], "--build-dir", other).cases), 2)

    def test_a_build_directory_of_another_name_has_the_history(self):
        path = self.add("outcomes")
        self.cmake_project(f'add_test(NAME whole COMMAND "{path}")\n')
        self.configure("first")
        only = ("-i", "name.matches(^(Pass.Prefix|Fail.AtALine)$)")
        self.assertEqual(set(self.run_tests([], *only).cases), {"Pass.Prefix", "Fail.AtALine"})
        shutil.rmtree(os.path.join(self.project, "first"))
        self.configure("second")
        again = self.run_tests([], *only, "--rerun", "failed")
        self.assertEqual(list(again.cases), ["Fail.AtALine"], again.text)

    def test_several_configurations_in_one_build_directory(self):
        self.cmake_project(
            'add_test(NAME in COMMAND sh -c "test $1 = $2" - "$<CONFIG>" "$<CONFIG>")\n'
            'add_test(NAME debug COMMAND sh -c "exit 0" CONFIGURATIONS Debug)\n'
            'add_test(NAME release COMMAND sh -c "exit 0" CONFIGURATIONS Release)\n')
        self.configure("build", "-G", "Ninja Multi-Config", "-DCMAKE_CONFIGURATION_TYPES=Debug;Release")
        self.assertEqual(self.run_tests([]).outcomes(), {"in": "passed", "debug": "passed"})
        self.assertEqual(self.run_tests([], "--build-config", "Release").outcomes(), {"in": "passed", "release": "passed"})

    def test_the_newest_build_directory(self):
        self.cmake_project(f'if(GOOD)\nadd_test(NAME all COMMAND "{self.add("listing", "sound")}")\nendif()\n')
        old, new = self.configure("old"), self.configure("new", "-DGOOD=ON")
        past = time.time() - 3600
        os.utime(os.path.join(old, "CMakeCache.txt"), (past, past))
        self.assertTrue(os.path.exists(new))
        self.assertEqual(len(self.run_tests([]).cases), 2)

    def test_tests_are_built_first(self):
        source = self.add("listing", "source")
        self.cmake_project(
            f'add_custom_target(tests ALL COMMAND cp "{source}" "${{CMAKE_BINARY_DIR}}/copied")\n'
            'add_test(NAME all COMMAND "${CMAKE_BINARY_DIR}/copied")\n')
        build = self.configure()
        run = self.run_tests([], "--no-build")
        self.assertNotEqual(run.code, 0)
        self.assertFalse(os.path.exists(os.path.join(build, "copied")))
        only_built = self.maelstrom("test", "--no-run")
        self.assert_code(only_built, 0)
        self.assertIn("built 1 test binary", only_built.text)
        self.assertNotIn("passed", only_built.text)
        self.assertTrue(os.path.exists(os.path.join(build, "copied")))
        self.assertEqual(len(self.run_tests([]).cases), 2)
        self.assert_code(self.maelstrom("test", "--no-run", "--no-build"), 2)

    def test_only_what_is_asked_for_is_built(self):
        self.write("main.c", "int main(void) { return 0; }\n")
        os.chmod(self.write("script.sh", '#!/bin/sh\ntest -x "$1"\n'), 0o755)
        self.write("CMakeLists.txt", HEAD.replace("NONE", "C") +
                   "foreach(name one two)\n  add_executable(${name} main.c)\n"
                   "  add_test(NAME ${name} COMMAND ${name})\nendforeach()\n"
                   "add_test(NAME script COMMAND ${CMAKE_SOURCE_DIR}/script.sh $<TARGET_FILE:two>)\n")
        build = self.configure()
        one = self.run_tests([], "-i", "artifact.equals(one)")
        self.assertEqual(one.outcomes(), {"one": "passed"}, one.text)
        self.assertNotIn("not built", one.text)
        self.assertTrue(os.path.exists(os.path.join(build, "one")))
        self.assertFalse(os.path.exists(os.path.join(build, "two")), "nobody asked for it")
        script = self.run_tests([], "-i", "artifact.equals(script.sh)")
        self.assertEqual(script.outcomes(), {"script": "passed"}, script.text)
        self.assertEqual(len(self.run_tests([]).cases), 3)

    def test_a_target_that_is_no_more_is_not_asked_for(self):
        self.write("main.c", "int main(void) { return 0; }\n")
        body = ("foreach(name other parse_old)\n  add_executable(${name} main.c)\n"
                "  add_test(NAME ${name} COMMAND ${name})\nendforeach()\n")
        self.write("CMakeLists.txt", HEAD.replace("NONE", "C") + body)
        build = self.configure("build", "-G", "Ninja")
        self.assertEqual(self.run_tests([], "-i", "artifact.contains(parse)").outcomes(), {"parse_old": "passed"})
        self.write("CMakeLists.txt", HEAD.replace("NONE", "C") + body.replace("parse_old", "parse_new"))
        run = self.run_tests([], "-i", "artifact.contains(parse)")
        self.assertEqual(run.outcomes(), {"parse_new": "passed"}, run.text)
        self.assertFalse(os.path.exists(os.path.join(build, "other")), "nobody asked for it")

    def test_a_build_that_fails_shows_its_output(self):
        self.cmake_project('add_custom_target(broken ALL COMMAND sh -c "echo the compiler complains >&2; exit 1")\n')
        self.configure()
        run = self.run_tests([])
        self.assert_code(run, 2)
        self.assertIn("the compiler complains", run.text)

    def test_a_project_that_cannot_be_configured(self):
        self.cmake_project('message(FATAL_ERROR "needs a library that is not there")\n')
        run = self.run_tests([])
        self.assert_code(run, 2)
        self.assertIn("needs a library that is not there", run.text)

    def test_no_project_at_all(self):
        run = self.run_tests([])
        self.assert_code(run, 2)
        self.assertIn("CMakeLists.txt", run.stderr)

    def test_several_ctest_tests_of_one_binary_are_its_cases_once(self):
        path = self.add("listing", "sound")
        self.cmake_project("".join(
            f'add_test(NAME {name} COMMAND "{path}" --gtest_filter={name} --gtest_also_run_disabled_tests)\n'
            f'set_tests_properties({name} PROPERTIES SKIP_REGULAR_EXPRESSION "\\\\[  SKIPPED \\\\]")\n'
            for name in ("Listed.Passes", "Listed.AlsoPasses")))
        self.configure()
        run = self.run_tests([])
        self.assertEqual(set(run.cases), {"Listed.Passes", "Listed.AlsoPasses"}, run.text)
        self.assertEqual(len([e for e in run.events if e["event"] == "case-finished"]), 2)

    def test_ctest_is_asked_again_only_when_its_files_have_changed(self):
        """A ctest stands in PATH that writes down that it was asked."""
        log = os.path.join(self.root, "asked")
        self.write("bin/ctest", f'#!/bin/sh\necho asked >>"{log}"\nexec "{shutil.which("ctest")}" "$@"\n')
        os.chmod(os.path.join(self.project, "bin/ctest"), 0o755)
        path = os.path.join(self.project, "bin") + ":" + self.environment()["PATH"]

        def asked(*arguments):
            before = os.path.getsize(log) if os.path.exists(log) else 0
            self.last = self.run_tests([], "--no-build", *arguments, PATH=path)
            return (os.path.getsize(log) if os.path.exists(log) else 0) > before

        sound = self.add("listing", "sound")
        self.write("tests.cmake", f'add_test(one "{sound}")\n')
        self.cmake_project(f'set_property(DIRECTORY PROPERTY TEST_INCLUDE_FILES "{self.project}/tests.cmake")\n')
        self.configure()
        self.assertEqual([asked(), asked(), asked()], [True, False, False])
        self.assertEqual(self.last.finished()["cached"], 2)
        other = self.add("outcomes")
        self.write("tests.cmake", f'add_test(one "{sound}")\nadd_test(two "{other}")\n')
        self.assertEqual([asked("-i", "name.starts_with(Pass)"), asked("-i", "name.starts_with(Pass)")], [True, False])
        self.assertEqual(len([name for name in self.last.cases if name.startswith("Pass.")]), 3)
        os.remove(other)
        self.assertEqual([asked(), asked()], [True, True])
        self.assertIn("not built", self.last.stderr)
        self.write("tests.cmake", f'if(NOT "$ENV{{NOBODY}}")\nadd_test(one "{sound}")\nendif()\n')
        self.assertEqual([asked(), asked()], [True, True])
        self.assertEqual(len(self.last.cases), 2)

    def test_the_timeout_of_ctest_holds(self):
        self.cmake_project(f'add_test(NAME all COMMAND "{self.add("slow")}")\n'
                           'set_tests_properties(all PROPERTIES TIMEOUT 1)\n')
        self.configure()
        run = self.run_tests([], "-i", "name.contains(Endless)")
        self.assert_outcome(run, "Endless.Waits", "timed_out")

    def interrupted_while_building(self, number, generator="Unix Makefiles"):
        """A build step that goes on until it is ended, and holds a FIFO open: its end is seen there."""
        alive = os.path.join(self.root, "alive")
        os.mkfifo(alive)
        never = os.path.join(self.root, "never")
        os.mkfifo(never)
        self.write("step.sh", f"exec 3>'{alive}'\necho begun >&3\nread x <'{never}'\n")
        self.cmake_project('add_custom_target(endless ALL COMMAND sh "${CMAKE_SOURCE_DIR}/step.sh")\n'
                           f'add_test(NAME all COMMAND "{self.add("listing", "sound")}")\n')
        self.configure("build", "-G", generator)
        process = self.start_tests([])
        with open(alive, "rb") as step:
            self.assertEqual(step.readline(), b"begun\n")
            process.send_signal(number)  # to the program alone, as a supervisor does
            run = self.finish(process)
            self.assertEqual(step.read(), b"")  # the step of the build is gone
        self.assert_code(run, 128 + number)
        self.assertIn(f"the project could not be built: interrupted by {number.name}; no test was run", run.stderr)
        self.assertEqual(run.cases, {})

    def test_a_second_control_c_kills_a_build_that_goes_on(self):
        alive = os.path.join(self.root, "alive")
        never = os.path.join(self.root, "never")
        os.mkfifo(alive)
        os.mkfifo(never)
        self.write("step.sh", f"exec 3>'{alive}' 4<>'{never}'\ntrap 'echo told >&3' INT\necho begun >&3\n"
                              "while :; do read x <&4; done\n")
        self.cmake_project('add_custom_target(endless ALL COMMAND sh "${CMAKE_SOURCE_DIR}/step.sh")\n')
        self.configure()
        process = self.start_tests([])
        with open(alive, "rb") as step:
            self.assertEqual(step.readline(), b"begun\n")
            process.send_signal(signal.SIGINT)
            self.assertEqual(step.readline(), b"told\n")  # and goes on
            process.send_signal(signal.SIGINT)
            run = self.finish(process)
            self.assertEqual(step.read(), b"", "a step of the build was left")
        self.assert_code(run, -signal.SIGINT)

    def test_control_c_ends_the_build(self):
        self.interrupted_while_building(signal.SIGINT)

    def test_sigterm_ends_the_build(self):
        self.interrupted_while_building(signal.SIGTERM)

    def test_control_c_ends_a_build_by_ninja(self):
        if not shutil.which("ninja"):
            self.skipTest("ninja is not installed")
        self.interrupted_while_building(signal.SIGINT, "Ninja")
