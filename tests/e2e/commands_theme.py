"""Layers that commands make."""

import os
import shutil
import signal
import stat
import subprocess

import harness

SHELL = """
  { paths = ["/usr/bin/dash", "/usr/bin/rm", "/usr/bin/mkdir"] },
  { shared_library_dependencies = ["/usr/bin/dash", "/usr/bin/rm", "/usr/bin/mkdir"] },
  { symlinks = [{ link = "/bin/sh", target = "/usr/bin/dash" }] },
  { paths = ["data/in"] },
"""
RUNNING = "running the command at "


def interfaces(text):
    """The names that /proc/net/dev gives."""
    return sorted(line.partition(":")[0].strip() for line in text.splitlines()[2:])


class Theme(harness.EndToEnd):
    def seen(self, commands, *paths, tool="cat"):
        """A run of `tool` on `paths`, as a test above the layers that `commands` make."""
        if not os.path.exists(os.path.join(self.project, "data", "in")):
            self.write("data/in", "input\n")
        layers = "".join(f"  {{ {command} }},\n" for command in commands)
        self.write("maelstrom.toml", f'[[directives]]\nfilter = "all"\nlayers = [{SHELL}{layers}]\n')
        program = os.path.join(self.project, "look")
        shutil.copy(shutil.which(tool, path="/usr/bin"), program)
        return self.run_tests([program], "--", *paths)

    def output(self, run):
        self.assertEqual(len(run.cases), 1, run.text)
        return harness.output_of(next(iter(run.cases.values())), "stdout").decode()

    MAKE = "command = 'read line < /data/in; echo \"got $line\" > /made'"

    def test_a_command_runs_on_the_layers_below_and_its_change_is_a_layer(self):
        more = "command = 'read line < /made; mkdir /deep; echo \"and $line\" > /deep/made; rm -r /data'"
        run = self.seen([self.MAKE, more], "/made", "/deep/made")
        self.assertEqual(self.output(run), "got input\nand got input\n", run.text)
        self.assert_code(run, 0)
        run = self.seen([self.MAKE, more], "/data", tool="ls")
        self.assertIn("No such file", run.text, "what a command removes is there all the same")
        self.assert_code(run, 1)

    def test_a_list_is_the_command_itself(self):
        run = self.seen(['command = ["rm", "/data/in"]'], "/data", tool="ls")
        self.assertEqual(self.output(run), "", run.text)
        self.assert_code(run, 0)

    def test_a_command_runs_again_only_when_its_inputs_change(self):
        self.assertIn(RUNNING, self.seen([self.MAKE], "/made").text)
        again = self.seen([self.MAKE], "/made")
        self.assertNotIn(RUNNING, again.text)
        self.assertEqual(self.output(again), "got input\n")
        self.write("data/in", "other\n")
        other = self.seen([self.MAKE], "/made")
        self.assertIn(RUNNING, other.text)
        self.assertEqual(self.output(other), "got other\n")
        self.assertIn(RUNNING, self.seen([self.MAKE + ', version = "2"'], "/made").text)

    def test_what_a_command_made_and_the_store_lost_is_made_again(self):
        self.seen([self.MAKE], "/made")
        cache = os.path.join(self.root, "cache", "maelstrom")
        lost = 0
        for directory, _, files in os.walk(cache):
            for name in files:
                path = os.path.join(directory, name)
                if not os.path.isfile(path):
                    continue  # a link of a tree, which leads nowhere here
                with open(path, "rb") as file:
                    if file.read(16) != b"got input\n":
                        continue
                os.chmod(directory, stat.S_IRWXU)
                os.remove(path)
                lost += 1
        self.assertGreater(lost, 0)
        subprocess.run(["chmod", "-R", "u+rwX", os.path.join(cache, "trees")], check=True)
        shutil.rmtree(os.path.join(cache, "trees"))
        again = self.seen([self.MAKE], "/made")
        self.assertIn(RUNNING, again.text)
        self.assertEqual(self.output(again), "got input\n", again.text)
        self.assert_code(again, 0)

    def test_a_command_that_fails_is_an_error_of_the_file_with_its_output(self):
        for _ in range(2):  # a failure is not remembered
            run = self.seen(["command = 'echo wrong > /made; echo to be seen; echo this as well >&2; exit 3'"], "/made")
            self.assert_code(run, 2)
            self.assertIn(RUNNING, run.text)
            for words in ("maelstrom.toml:8:3", "ended with code 3", "to be seen", "this as well"):
                self.assertIn(words, run.stderr)
            self.assertNotIn("passed", run.outcomes().values())

    def test_a_command_that_hangs_ends_by_its_timeout(self):
        run = self.seen(["command = 'echo begun; while :; do :; done', timeout = 1"], "/made")
        self.assert_code(run, 2)
        for words in ("maelstrom.toml:8:3", "did not end within 1 s", "begun"):
            self.assertIn(words, run.stderr)

    def test_a_command_that_changes_nothing_is_warned_of(self):
        for _ in range(2):
            run = self.seen(["command = ':'"], "/data/in")
            self.assertIn("changes nothing", run.text)
            self.assertEqual(self.output(run), "input\n")
            self.assert_code(run, 0)

    def test_a_command_that_is_in_no_layer_is_named(self):
        run = self.seen(['command = ["/opt/tool", "x"]'], "/made")
        self.assert_code(run, 2)
        for words in ("maelstrom.toml:8:3", "/opt/tool"):
            self.assertIn(words, run.stderr)

    def test_the_network_is_there_only_for_who_asks(self):
        copy = "command = 'while read line; do echo \"$line\"; done < /proc/net/dev > /made'"
        with open("/proc/net/dev", encoding="ascii") as file:
            of_the_host = interfaces(file.read())
        self.assertEqual(interfaces(self.output(self.seen([copy], "/made"))), ["lo"])
        run = self.seen([copy + ', network = "local", version = "1"'], "/made")
        self.assertEqual(interfaces(self.output(run)), of_the_host, run.text)
        refused = self.seen([copy + ', network = "local"'], "/made")
        self.assert_code(refused, 2)
        self.assertIn('needs a "version"', refused.stderr)

    def test_nothing_of_the_host_is_in_reach(self):
        run = self.seen(["command = 'for path in /*; do echo \"$path\"; done > /made; echo \"${E2E_SECRET:-none}\" >> /made'"],
                        "/made")
        self.assertEqual(self.output(run).split(),
                         ["/bin", "/data", "/dev", "/etc", "/lib", "/lib64", "/made", "/proc", "/tmp", "/usr", "none"])

    def test_two_runs_at_once_run_a_command_once(self):
        slowly = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; read line < /data/in; echo \"got $line\" > /made"
        self.seen([f"command = '{slowly}'"], "/made")
        shutil.rmtree(os.path.join(self.root, "cache", "maelstrom", "memos"))
        program = os.path.join(self.project, "look")
        # The last one that is started owns the report.
        other = self.start("test", "--artifact", program, "--", "/made")
        one = self.start_tests([program], "--", "/made")
        self.addCleanup(one.kill)
        out, err = other.communicate(timeout=harness.PATIENCE)
        self.assertEqual(other.returncode, 0, err)
        run = self.finish(one)
        self.assertEqual(self.output(run), "got input\n", run.text)
        self.assertEqual((run.text + (out + err).decode()).count(RUNNING), 1)

    def test_control_c_while_another_run_runs_the_command(self):
        endless = "echo begun; while :; do :; done"
        self.write("data/in", "input\n")
        self.write("maelstrom.toml", f"[[directives]]\nlayers = [{SHELL}  {{ command = '{endless}', timeout = 0 }},\n]\n")
        program = os.path.join(self.project, "look")
        shutil.copy("/usr/bin/cat", program)
        one = self.start_tests([program], "--", "/made")
        self.addCleanup(one.kill)
        memos = os.path.join(self.root, "cache", "maelstrom", "memos", "commands")
        harness.until(lambda: any(name.endswith(".lock") for _, _, names in os.walk(memos) for name in names),
                      "the first run to claim the command")
        before = set(harness.children())
        other = self.start("test", "--artifact", program, "--", "/made")
        harness.until(lambda: harness.descendants_of(other.pid), "the second run's cell")
        other.send_signal(signal.SIGINT)
        out, err = other.communicate(timeout=10)
        self.assertEqual(other.returncode, 130, err)
        self.assertNotIn(RUNNING, (out + err).decode())
        self.assertEqual(set(harness.children()) - before, set())
        one.send_signal(signal.SIGINT)
        self.assert_code(self.finish(one), 130)
