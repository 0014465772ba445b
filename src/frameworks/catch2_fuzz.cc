// Any text can be read, and what was read stands within it.
#include <cstdlib>

#include "frameworks/catch2_judge.h"
#include "frameworks/catch2_listing.h"
#include "frameworks/catch2_output.h"
#include "frameworks/catch2_spec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  frameworks::parse_catch2_v3_listing(text);
  const auto cases = frameworks::parse_catch2_v2_listing(text);
  const frameworks::Catch2Specs specs(cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto spec = specs.of(i);
    if (i == 0 && !spec) std::abort();
  }
  if (frameworks::catch2_listed(cases).size() != cases.size()) std::abort();
  const auto transcript = frameworks::read_catch2_output(text);
  for (const auto& span : transcript.banners) {
    if (span.begin > span.end || span.end > size) std::abort();
  }
  if (frameworks::catch2_own_output(text, {}).size() > size) std::abort();
  JobResult result{.termination = Exited{1}, .standard_output = {.head = std::string(text)}};
  result.standard_error = result.standard_output;
  if (frameworks::judge_catch2({.name = "a"}, result).outcome == Outcome::kPassed) std::abort();
  return 0;
}
