// Any text can be read, and what was read stands within it.
#include <cstdlib>

#include "frameworks/gtest_judge.h"
#include "frameworks/gtest_listing.h"
#include "frameworks/gtest_output.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& one : frameworks::parse_gtest_listing(text)) {
    if (one.name.find('\n') != std::string::npos || one.name.find('.') == std::string::npos) std::abort();
  }
  const auto transcript = frameworks::read_gtest_output("S.A", text);
  if (transcript.failure && (transcript.failure->begin > transcript.failure->end || transcript.failure->end > size)) {
    std::abort();
  }
  if (frameworks::without_colours(text).size() > size) std::abort();
  frameworks::gtest_own_output("S.A", text);
  JobResult result{.termination = Exited{1}, .standard_output = {.head = std::string(text)}};
  result.standard_error = result.standard_output;
  if (frameworks::judge_gtest("S.A", result).outcome == Outcome::kPassed) std::abort();
  return 0;
}
