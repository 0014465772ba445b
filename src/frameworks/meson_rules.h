// What the end of a program means to Meson.
#pragma once

#include "core/job.h"
#include "core/test_case.h"
#include "frameworks/plain_rules.h"

namespace maelstrom::frameworks {

// By `rules.protocol`: an exit code of 77 is a skip and 99 an error, which is no failure that will_fail waits for; a
// signal is one. Lines of TAP, or of Rust's libtest, count only where the program exits with 0; what fails of Rust's
// may exit as it likes. Sources: Meson's manual, "Unit tests"; Meson 1.0, mesonbuild/mtest.py (TestRun and those that
// derive from it). Unlike there, a program that bails out has failed also where no test has run, and one of Rust's
// that does not exit with 0 although none of its lines has failed.
Verdict judge_meson(const PlainRules& rules, const JobResult& result);

}  // namespace maelstrom::frameworks
