#include "cli/difference_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kFirst = 10;

std::string line_of(const reapi::Difference& difference) {
  std::string line = "  " + std::string(reapi::input_name(difference.kind));
  if (!difference.name.empty()) line += " " + printable(difference.name);
  if (difference.layer) line += fmt::format(" in layer {}", *difference.layer);
  const auto value = [](const std::string& text) { return text.empty() ? "\"\"" : printable(text); };
  if (!difference.before) return line + ": new, " + value(*difference.after) + "\n";
  if (!difference.after) return line + ": gone, was " + value(*difference.before) + "\n";
  line += ": " + value(*difference.before) + " -> " + value(*difference.after);
  // Two directories that differ stand here only if they could not be compared.
  if (difference.kind == reapi::InputKind::kDirectory) line += ", one of which the store has no more";
  return line + "\n";
}

}  // namespace

std::string difference_lines(const reapi::Differences& differences, Shown shown) {
  const auto& list = differences.list;
  const std::size_t count = shown == Shown::kAll ? list.size() : std::min(list.size(), kFirst);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line_of(list[i]);
  if (count < list.size()) {
    text += fmt::format("  and {}{} more; all: -v\n", human_count(list.size() - count), differences.more ? "+" : "");
  } else if (differences.more) {
    text += "  and more\n";
  }
  return text;
}

nlohmann::json difference_json(const reapi::Differences& differences) {
  auto list = nlohmann::json::array();
  for (const reapi::Difference& one : differences.list) {
    nlohmann::json object{{"input", std::string(reapi::input_name(one.kind))}, {"name", to_utf8(one.name)}};
    if (one.layer) object["layer"] = *one.layer;
    if (one.before) object["before"] = to_utf8(*one.before);
    if (one.after) object["after"] = to_utf8(*one.after);
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace maelstrom::cli
