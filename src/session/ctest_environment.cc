#include "session/ctest_environment.h"

#include <string_view>

#include "session/default_container.h"

namespace maelstrom::session {
namespace {

std::string joined(const std::string& first, std::string_view separator, const std::string& second) {
  return first.empty() || second.empty() ? first + second : first + std::string(separator) + second;
}

void modify(Environment& environment, const std::string& name, std::string_view operation, const std::string& value) {
  if (operation == "unset" || operation == "reset") {
    environment.erase(name);
    return;
  }
  if (const auto usual = default_environment().find(name); usual != default_environment().end()) {
    environment.insert(*usual);
  }
  std::string& now = environment[name];
  if (operation == "set") now = value;
  if (operation == "string_append") now += value;
  if (operation == "string_prepend") now = value + now;
  if (operation == "path_list_append") now = joined(now, ":", value);
  if (operation == "path_list_prepend") now = joined(value, ":", now);
  if (operation == "cmake_list_append") now = joined(now, ";", value);
  if (operation == "cmake_list_prepend") now = joined(value, ";", now);
}

}  // namespace

void set_variables(Environment& environment, const std::vector<std::string>& elements) {
  for (const std::string& element : elements) {
    const std::size_t equals = element.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    environment[element.substr(0, equals)] = element.substr(equals + 1);
  }
}

void modify_variables(Environment& environment, const std::vector<std::string>& elements) {
  for (const std::string& element : elements) {
    const std::size_t equals = element.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    const std::size_t colon = element.find(':', equals);
    const std::string operation = element.substr(equals + 1, colon == std::string::npos ? colon : colon - equals - 1);
    modify(environment, element.substr(0, equals), operation,
           colon == std::string::npos ? std::string() : element.substr(colon + 1));
  }
}

}  // namespace maelstrom::session
