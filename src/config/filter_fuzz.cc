// No text breaks the filter language, and what may match an artifact agrees with what matches.
#include <cstdlib>

#include "config/case_argument.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto filter = maelstrom::config::parse_selection(text);
  if (!filter) return filter.error().message().empty() ? std::abort(), 0 : 0;
  const bool matches = filter->matches({.name = "Suite.Case/0", .artifact = "art_test", .framework = "gtest"});
  if (matches && !filter->may_match_artifact("art_test")) std::abort();
  if (!matches && filter->must_match_artifact("art_test")) std::abort();
  return 0;
}
