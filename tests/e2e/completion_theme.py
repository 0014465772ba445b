"""What the shells complete, asked of the shells."""

import shutil
import subprocess

import harness
from person import Person

# What stands on the line, and what comes of its last word.
LINES = [
    ("te", "test"),
    ("list te", "tests"),
    ("cache exp", "export"),
    ("test --print", "--print-config"),
    ("test --color al", "always"),
    ("list tests --format js", "json"),
    ("run --esc", "--escape-char"),
]
KEY = "\x18"  # ^X, bound to a widget that shows the line


class Theme(harness.EndToEnd):
    def script_of(self, shell):
        if shutil.which(shell, path=self.environment()["PATH"]) is None:
            self.skipTest(f"{shell} is not installed")
        script = self.maelstrom("completion", shell)
        self.assert_code(script, 0)
        return script.stdout

    def test_bash(self):
        script = self.script_of("bash")
        for line, offered in LINES:
            words = line.split()
            end = (f'\nCOMP_WORDS=(maelstrom {line}); COMP_CWORD={len(words)}; _maelstrom; '
                   'printf "%s\\n" "${COMPREPLY[@]}"\n')
            shell = subprocess.run(["bash", "-euc", script + end], capture_output=True, text=True, check=False)
            self.assertEqual(offered + "\n", shell.stdout, f"for {line}: {shell.stderr}")

    def test_the_name_of_another_edition_is_a_subcommand(self):
        for subcommand in ("run", "worker"):
            shown = subprocess.run(
                [f"{harness.MAELSTROM}-{subcommand}", "--help"], capture_output=True, text=True, check=False
            )
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn(f"maelstrom {subcommand}", shown.stdout)

    def test_fish(self):
        script = self.write("script.fish", self.script_of("fish"))
        for line, offered in LINES:
            shell = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C 'maelstrom {line}'"],
                                   capture_output=True, text=True, check=False, env=self.environment())
            self.assertEqual([offered], [found.split("\t")[0] for found in shell.stdout.splitlines()],
                             f"for {line}: {shell.stderr}")

    def test_zsh(self):
        script = self.write("script.zsh", self.script_of("zsh"))
        shell = Person(["zsh", "-f", "-i"], self.project, self.environment(TERM="dumb", PS1="prompt> "))
        shell.sees("prompt> ")
        shell.types(f"autoload -Uz compinit && compinit -u -d {self.root}/zcompdump && source {script}\r")
        shell.sees("prompt> ")
        shell.types("show() { print -r -- \"LINE($BUFFER)\"; BUFFER= }; zle -N show; bindkey '^X' show; echo bou''nd\r")
        shell.sees("bound")
        for line, offered in LINES:
            shell.types(f"maelstrom {line}\t{KEY}")
            shell.sees("LINE(")
            whole = " ".join(["maelstrom", *line.split()[:-1], offered])
            self.assertEqual(shell.sees(")").decode().strip(), whole)
        shell.types("exit\r")
        shell.end()
