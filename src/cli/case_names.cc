#include "cli/case_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/strings.h"
#include "config/case_argument.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kCandidates = 10;

}  // namespace

Result<std::string> only_one(const std::vector<std::string>& names, const std::string& asked) {
  if (std::ranges::find(names, asked) != names.end()) return asked;
  if (names.size() == 1) return names.front();
  if (names.empty()) return invalid("no test case is " + printable(asked) + "; see `maelstrom list tests`");
  std::string message = fmt::format("{} could be any of {} test cases:", printable(asked), names.size());
  for (std::size_t i = 0; i < std::min(names.size(), kCandidates); ++i) message += "\n  " + printable(names[i]);
  if (names.size() > kCandidates) message += "\n  …";
  return invalid(message);
}

Result<std::vector<std::string>> meant_by(const std::vector<std::string>& names, const std::string& asked) {
  TRY_ASSIGN(filter, config::parse_selection(asked));
  std::vector<std::string> meant;
  for (const std::string& whole : names) {
    const std::string_view text = whole;
    const auto parting = text.find("::");
    const bool parted = parting != std::string_view::npos;
    const config::FilterSubject subject{.name = parted ? text.substr(parting + 2) : text,
                                        .artifact = parted ? text.substr(0, parting) : std::string_view(),
                                        .framework = {}};
    if (whole == asked || filter.matches(subject)) meant.push_back(whole);
  }
  return meant;
}

}  // namespace maelstrom::cli
