"""Why a case runs, or does not: `maelstrom why` and `maelstrom diff`."""

import json

import inputs_project


class Theme(inputs_project.WithInputs):
    NAMED = {
        "content": "file /given/deep/file.txt in layer",
        "content of the same size and time": "file /given/paths/single.txt in layer",
        "a longer file": "file /given/paths/single.txt in layer",
        "mode bit": "mode /given/tool.sh in layer",
        "another file": "file /given/added in layer",
        "a file less": "file /given/deep/file.txt in layer",
        "link target": "link /given/paths/link in layer",
        "stub": "file /given/stump in layer",
        "place of a declared link": "link /given/sym in layer",
        "prefix": "file /given/other/single.txt in layer",
        "target of a declared link": "link /given/symlink in layer",
        "content in a tar": "file /given/of_tar in layer",
        "mode in a tar": "mode /given/of_tar in layer",
        "variable": "variable LEVEL: 1 -> 2",
        "another variable": 'variable MORE: new, ""',
        "argument": "argument ",
        "devices": "mount /dev",
        "mount": "mount /given/paths: new, tmp",
        "network": "network: loopback -> disabled",
        "user": "user: 0 -> 5",
        "group": "group: 0 -> 6",
        "hostname": "host name: here -> there",
        "working directory": "working directory: /given -> /given/deep",
        "writable file system": "writable file system: yes -> no",
        "timeout": "timeout: 50 s -> 51 s",
        "timeout of the command line": "timeout: 50 s -> 49 s",
        "isolation": "isolation: default -> strict",
        "platform": "platform cpu-model: new, ",
        "the program": "/inputs in layer",
    }

    def why(self, artifact, *arguments, case="Inputs.AreTold"):
        run = self.maelstrom("why", case, "--artifact", artifact, *arguments)
        self.assert_code(run, 0)
        return run.stdout

    def test_why_names_the_input_that_has_changed(self):
        artifact = self.make_everything()
        self.assertIn("inputs::Inputs.AreTold runs: no run of it is known", self.why(artifact))
        plain = self.told(artifact)["action"]
        told = self.why(artifact)
        self.assertIn("inputs::Inputs.AreTold is cached\n  since 2", told)
        self.assertIn(plain, told)
        mutations = self.mutations()
        self.assertEqual(set(self.NAMED), set(mutations))
        for what, line in self.NAMED.items():
            with self.subTest(what):
                mutate, arguments = mutations[what]
                mutate()
                told = self.why(artifact, *arguments)
                self.assertIn("runs: an input has changed since run ", told)
                self.assertIn(f"what differs from action {plain}:\n", told)
                self.assertIn(line, told)
                self.make_everything()

    def test_why_tells_what_made_a_cached_case_run_and_diff_tells_the_same(self):
        artifact = self.make_everything()
        before = self.told(artifact)["action"]
        self.mutations()["variable"][0]()
        after = self.told(artifact)["action"]
        told = self.why(artifact)
        self.assertIn("is cached", told)
        self.assertIn("variable LEVEL: 1 -> 2", told)
        run = self.maelstrom("diff", before[:12], after)
        self.assert_code(run, 0)
        self.assertEqual(run.stdout, "  variable LEVEL: 1 -> 2\n")
        run = self.maelstrom("diff", after, before, "--format", "json")
        self.assertEqual(json.loads(run.stdout)["differences"],
                         [{"input": "variable", "name": "LEVEL", "before": "2", "after": "1"}])
        self.assertEqual(self.maelstrom("diff", before, before).stdout, "both are the same action\n")
        unknown = self.maelstrom("diff", before, "0" * 64)
        self.assert_code(unknown, 2)
        self.assertIn("no action is known", unknown.stderr)

    def test_why_a_case_runs_though_nothing_has_changed(self):
        fixture = self.add("outcomes")
        self.run_tests([fixture], "-i", "name.equals(Fail.AtALine)")
        self.assertIn("runs: nothing has changed, but it did not pass", self.why(fixture, case="Fail.AtALine"))
        self.write("maelstrom.toml", "[[directives]]\ncache = false\n")
        self.assertIn("always runs: it is not to be cached", self.why(fixture, case="Fail.AtALine"))
        many = self.maelstrom("why", "Pass", "--artifact", fixture)
        self.assert_code(many, 2)
        self.assertIn("could be any of", many.stderr)
        self.assertIn("outcomes::Pass.Prefix", many.stderr)
