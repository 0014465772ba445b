#include "config/environment.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace maelstrom::config {
namespace {

using Kind = ValuePart::Kind;

tl::unexpected<Error> bad(std::string_view value, std::string_view why) {
  return invalid(fmt::format("\"{}\": {}", printable(value), why));
}

// The reference at the front of `rest`, which is taken off it.
Result<ValuePart> take_reference(std::string_view value, std::string_view& rest) {
  const Kind kind = rest.starts_with("$env{") ? Kind::kClient : Kind::kPrevious;
  if (kind == Kind::kPrevious && !rest.starts_with("$prev{")) {
    return bad(value, "after \"$\" stands env{NAME}, prev{NAME}, or another \"$\" for the character itself");
  }
  rest.remove_prefix(rest.find('{') + 1);
  const auto close = rest.find('}');
  if (close == std::string_view::npos) return bad(value, "a \"{\" is never closed");
  const auto inside = rest.substr(0, close);
  rest.remove_prefix(close + 1);
  if (inside.find('{') != std::string_view::npos) return bad(value, "a default can hold no reference");
  const auto mark = inside.find(":-");
  ValuePart part{.kind = kind, .text = std::string(inside.substr(0, mark))};
  if (part.text.empty()) return bad(value, "a reference names no variable");
  if (mark != std::string_view::npos) part.otherwise = std::string(inside.substr(mark + 2));
  return part;
}

Result<std::string> expand(const std::string& value, const Environment& before, const Lookup& client) {
  TRY_ASSIGN(parts, parse_value(value));
  std::string text;
  for (const auto& part : parts) {
    if (part.kind == Kind::kText) {
      text += part.text;
      continue;
    }
    std::optional<std::string> found;
    if (part.kind == Kind::kClient) {
      found = client(part.text);
    } else if (const auto at = before.find(part.text); at != before.end()) {
      found = at->second;
    }
    if (part.otherwise && (!found || found->empty())) found = part.otherwise;
    if (!found) {
      const auto* where = part.kind == Kind::kClient ? "in the environment of this command" : "before this element";
      return bad(value, fmt::format("{0} is not set {1}; \":-\" gives a default, as in {{{0}:-}}", part.text, where));
    }
    text += *found;
  }
  return text;
}

}  // namespace

Result<std::vector<ValuePart>> parse_value(std::string_view value) {
  std::vector<ValuePart> parts;
  auto rest = value;
  while (!rest.empty()) {
    if (rest.starts_with("$$")) {
      parts.push_back({.text = "$"});
      rest.remove_prefix(2);
    } else if (rest.front() == '$') {
      TRY_ASSIGN(part, take_reference(value, rest));
      parts.push_back(std::move(part));
    } else {
      const auto end = std::min(rest.find('$'), rest.size());
      parts.push_back({.text = std::string(rest.substr(0, end))});
      rest.remove_prefix(end);
    }
  }
  return parts;
}

Result<Environment> extended(const Environment& before, const EnvironmentElement& element, const Lookup& client) {
  Environment after;
  if (element.extend) after = before;
  for (const auto& [name, value] : element.vars) {
    TRY_ASSIGN_IN(name, text, expand(value, before, client));
    after[name] = std::move(text);
  }
  return after;
}

}  // namespace maelstrom::config
