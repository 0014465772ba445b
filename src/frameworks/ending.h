// How a process ended, in words, and what it said last.
#pragma once

#include <string>
#include <string_view>

#include "core/job.h"
#include "core/test_case.h"

namespace maelstrom::frameworks {

// "exited with code 3", "was ended by SIGSEGV (core dumped)", "did not end within 2.0 s".
std::string describe_ending(const JobResult& result);

struct LastWords {
  std::string text;  // one line, or a few that belong together; empty if it said nothing
  std::string file;  // that the words name; empty if none
  int line = 0;
};

// Of a program that died: what explains its death on standard error. Understands assert(3)
// (glibc's "%s%s%s:%u: %s%sAssertion `%s' failed."), std::terminate of libstdc++ and the sanitizers'
// "SUMMARY:" line; else the last line that is not blank.
LastWords last_words(std::string_view standard_error);

// The verdict on a process whose ending alone tells that it failed: timed_out or failed, with its
// last words.
Verdict failed_by_ending(const JobResult& result);

}  // namespace maelstrom::frameworks
