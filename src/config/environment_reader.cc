#include "config/environment_reader.h"

#include "config/environment.h"

namespace maelstrom::config {
namespace {

EnvironmentElement read_variables(const Table& table, bool extend, Diagnostics& diagnostics) {
  EnvironmentElement element{.extend = extend};
  for (const auto& member : table) {
    if (member.key.empty() || member.key.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
      diagnostics.error(member.at, "a variable's name cannot be empty, nor hold \"=\" or NUL");
      continue;
    }
    const auto* value = as_string(member.value, "the variable \"" + member.key + "\"", diagnostics);
    if (value == nullptr) continue;
    if (const auto parts = parse_value(*value); !parts) {
      diagnostics.error(member.value.at, parts.error().message());
    }
    element.vars.emplace_back(member.key, *value);
  }
  return element;
}

std::optional<EnvironmentElement> read_element(const Value& value, Diagnostics& diagnostics) {
  const auto* table = as_table(value, "an element of an environment", diagnostics);
  if (table == nullptr) return std::nullopt;
  TableReader reader(*table, value.at, "an element of an environment", diagnostics);
  for (const auto* key : {"vars", "extend"}) {
    if (reader.find(key) == nullptr) {
      diagnostics.error(value.at, std::string("an element of an environment needs the field \"") + key + "\"");
    }
  }
  const auto* vars = reader.find("vars");
  const bool extend = reader.boolean("extend").value_or(true);
  reader.finish();
  const auto* variables = vars == nullptr ? nullptr : as_table(vars->value, "\"vars\"", diagnostics);
  if (variables == nullptr) return std::nullopt;
  return read_variables(*variables, extend, diagnostics);
}

}  // namespace

std::optional<std::vector<EnvironmentElement>> read_environment(TableReader& reader, std::string_view key) {
  const auto* member = reader.find(key);
  if (member == nullptr) return std::nullopt;
  if (const auto* table = std::get_if<Table>(&member->value.is)) {
    return std::vector{read_variables(*table, true, reader.diagnostics())};
  }
  std::vector<EnvironmentElement> all;
  const bool there = reader.each(key, [&](const Value& value) {
    if (auto element = read_element(value, reader.diagnostics())) all.push_back(std::move(*element));
  });
  if (!there) return std::nullopt;
  return all;
}

}  // namespace maelstrom::config
