// Any text can be read, and what was read stands within it.
#include <cstdlib>

#include "frameworks/doctest_judge.h"
#include "frameworks/doctest_listing.h"
#include "frameworks/doctest_output.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cases = frameworks::parse_doctest_listing(text);
  if (cases && frameworks::doctest_listed(*cases).size() != cases->size()) std::abort();
  const auto transcript = frameworks::read_doctest_output(text);
  for (const auto& span : transcript.banners) {
    if (span.begin > span.end || span.end > size) std::abort();
  }
  if (frameworks::doctest_own_output(text, {}).size() > size) std::abort();
  JobResult result{.termination = Exited{1}, .standard_output = {.head = std::string(text)}};
  result.standard_error = result.standard_output;
  if (frameworks::judge_doctest(1, result).outcome == Outcome::kPassed) std::abort();
  return 0;
}
