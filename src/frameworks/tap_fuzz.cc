// Any text can be read; what failed stands in it.
#include <cstdlib>

#include "frameworks/tap.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const frameworks::TapReport report = frameworks::read_tap(text);
  if (report.failed > 0 &&
      (report.first_failure.empty() || text.find(report.first_failure) == std::string_view::npos)) {
    std::abort();
  }
  if (report.failed == 0 && !report.first_failure.empty()) std::abort();
  if (report.passed + report.skipped + report.failed > size / 2) std::abort();
  return 0;
}
