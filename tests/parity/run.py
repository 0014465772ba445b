#!/usr/bin/env python3
"""Runs the cases of one area that were recorded from the Rust edition's `maelstrom-run`.

    run.py --build BUILD --as caller|caller.user AREA

Every case gives what is recorded, but those of differs.toml: each says why ours does otherwise, and must differ, so that
the list stays true. In all others modes are compared as ours gives them, see `as_ours`.
"""
import argparse
import os
import re
import sys
import tempfile
import tomllib
import types

import check

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
USER = 1000


def become_user(build):
    if os.geteuid() != 0:
        print("SKIPPED: not root, so the other run of these cases is the ordinary user's")
        sys.exit(SKIPPED)
    os.setgroups([])
    os.setgid(USER)
    os.setuid(USER)
    if not os.access(os.path.join(build, "bin", "maelstrom"), os.X_OK):
        print(f"SKIPPED: an ordinary user cannot reach {build}")
        sys.exit(SKIPPED)


def as_ours(line):
    """A line of `tree`: implied parents are 755, and files of the host have no write bits, for they are shared."""
    line = re.sub(r"^d 777 ", "d 755 ", line)
    return re.sub(r"^f ([0-7]+) ", lambda m: "f 555 " if int(m[1], 8) & 0o111 else "f 444 ", line)


def judge(checker, case, seen, root):
    wrong = checker.judge(case, seen, root)
    if wrong and "stdout" in case["expect"]:
        lines = "\n".join(as_ours(line) for line in seen["stdout"].splitlines())
        expect = {**case["expect"], "stdout": [as_ours(line) for line in case["expect"]["stdout"]]}
        wrong = checker.judge({**case, "expect": expect}, {**seen, "stdout": lines}, root)
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--as", dest="who", choices=["caller", "caller.user"], required=True)
    parser.add_argument("area")
    arguments = parser.parse_args()
    if not check.shutil.which("busybox"):
        print("SKIPPED: no busybox; Debian has it in busybox-static")
        sys.exit(SKIPPED)
    if arguments.who == "caller.user":
        become_user(arguments.build)
    with open(os.path.join(HERE, "differs.toml"), "rb") as file:
        tables = tomllib.load(file)
    differs = {**tables["decided"], **tables["isolation"], **tables["fixture"], **tables[arguments.who]}
    os.environ["CHECK_TMP"] = tempfile.gettempdir()
    checker = check.Checker(types.SimpleNamespace(
        binary=os.path.join(arguments.build, "bin", "maelstrom-run"), tool=[], keep=False,
        cases_dir=os.path.join(HERE, "cases")))
    os.chmod(checker.scratch, 0o755)
    ran, bad = 0, 0
    try:
        for path in check.cases_in(os.path.join(HERE, "cases", arguments.area)):
            with open(path, encoding="utf-8") as file:
                case = check.json.load(file)
            _, seen, root = checker.run(case)
            wrong = judge(checker, case, seen, root)
            ran += 1
            why = differs.get(case["id"])
            if why and not wrong:
                wrong = [f"differs.toml says that it differs ({why}), but it does not"]
            elif why:
                wrong = []
            if wrong:
                bad += 1
                print(f"FAIL {case['id']}: {case.get('title', '')}\n    " + "\n    ".join(wrong))
                print("    stderr: " + seen["stderr"][:500])
    finally:
        check.subprocess.run(["chmod", "-R", "u+rwX", checker.scratch], check=False)
        check.shutil.rmtree(checker.scratch, ignore_errors=True)
    print(f"{ran} cases, {bad} wrong")
    return 1 if bad or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
