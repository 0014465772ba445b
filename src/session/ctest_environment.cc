#include "session/ctest_environment.h"

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "session/default_container.h"

namespace maelstrom::session {
namespace {

std::string joined(const std::string& first, std::string_view separator, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + std::string(separator) + second;
}

// None: the variable is unset. Those that are not in it are as they were.
using Changes = std::map<std::string, std::optional<std::string>>;

std::string before(const Environment& environment, const std::string& name) {
  if (const auto given = environment.find(name); given != environment.end()) return given->second;
  const auto usual = default_environment().find(name);
  return usual == default_environment().end() ? std::string() : usual->second;
}

// None: there is no such operation.
std::optional<std::string> changed(std::string_view operation, const std::string& now, const std::string& value) {
  if (operation == "set") return value;
  if (operation == "string_append") return now + value;
  if (operation == "string_prepend") return value + now;
  if (operation == "path_list_append") return joined(now, ":", value);
  if (operation == "path_list_prepend") return joined(value, ":", now);
  if (operation == "cmake_list_append") return joined(now, ";", value);
  if (operation == "cmake_list_prepend") return joined(value, ";", now);
  return std::nullopt;
}

Status modify(const Environment& environment, const std::string& element, Changes& changes) {
  const std::size_t equals = element.find('=');
  const std::size_t colon = equals == std::string::npos ? equals : element.find(':', equals);
  if (colon == std::string::npos) return invalid("no NAME=OPERATION:VALUE: " + printable(element));
  const std::string name = element.substr(0, equals);
  const std::string operation = element.substr(equals + 1, colon - equals - 1);
  if (operation == "reset") {
    changes.erase(name);
  } else if (operation == "unset") {
    changes[name] = std::nullopt;
  } else {
    // What was unset begins again as it was before all of them.
    const auto known = changes.find(name);
    const bool is_changed = known != changes.end() && known->second;
    auto value = changed(operation, is_changed ? *known->second : before(environment, name), element.substr(colon + 1));
    if (!value) return invalid("no operation of it: " + printable(operation));
    changes[name] = std::move(value);
  }
  return {};
}

}  // namespace

void set_variables(Environment& environment, const std::vector<std::string>& elements) {
  for (const std::string& element : elements) {
    const std::size_t equals = element.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    environment[element.substr(0, equals)] = element.substr(equals + 1);
  }
}

Status modify_variables(Environment& environment, const std::vector<std::string>& elements) {
  Changes changes;
  for (const std::string& element : elements) TRY(modify(environment, element, changes));
  for (auto& [name, value] : changes) {
    if (value) {
      environment[name] = std::move(*value);
    } else {
      environment.erase(name);
    }
  }
  return {};
}

}  // namespace maelstrom::session
