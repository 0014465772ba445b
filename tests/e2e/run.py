#!/usr/bin/env python3
"""Runs one method of one theme: run.py --build DIR --as caller|caller.user THEME METHOD.

`caller.user` gives up root first. Exit 77: it could not be tried here, and the last line says why.
"""

import argparse
import importlib
import os
import sys
import unittest

ORDINARY_USER = 1000
SKIPPED = 77


def skip(reason):
    print(f"SKIPPED: {reason}")
    sys.exit(SKIPPED)


def become_ordinary():
    if os.geteuid() != 0:
        skip("already an ordinary user: the test without .user says it all")
    os.setgroups([])
    os.setresgid(ORDINARY_USER, ORDINARY_USER, ORDINARY_USER)
    os.setresuid(ORDINARY_USER, ORDINARY_USER, ORDINARY_USER)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--as", dest="who", choices=["caller", "caller.user"], required=True)
    parser.add_argument("theme")
    parser.add_argument("method")
    arguments = parser.parse_args()

    here = os.path.dirname(os.path.abspath(__file__))
    if arguments.who == "caller.user":
        become_ordinary()
        for path in (here, os.path.join(arguments.build, "bin")):
            if not os.access(path, os.R_OK | os.X_OK):
                skip(f"user {ORDINARY_USER} cannot read {path}")
    os.environ["MAELSTROM_BUILD"] = arguments.build
    sys.dont_write_bytecode = True
    sys.path.insert(0, here)

    module = importlib.import_module(f"{arguments.theme}_theme")
    names = [name for name in dir(module.Theme) if name == f"test_{arguments.method}"]
    if len(names) != 1:
        sys.exit(f"{arguments.theme}_theme.py has no test_{arguments.method}")
    result = unittest.TextTestRunner(verbosity=2).run(module.Theme(names[0]))
    if result.skipped:
        skip(result.skipped[0][1])
    sys.exit(0 if result.wasSuccessful() else 1)


main()
