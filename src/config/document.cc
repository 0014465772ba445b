#include "config/document.h"

#include <toml++/toml.h>

#include <algorithm>

namespace maelstrom::config {
namespace {

Position position(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Table convert(const toml::table& table);

Value convert(const toml::node& node) {
  Value value{.at = position(node.source())};
  switch (node.type()) {
    case toml::node_type::string:
      value.is = node.as_string()->get();
      break;
    case toml::node_type::integer:
      value.is = node.as_integer()->get();
      break;
    case toml::node_type::floating_point:
      value.is = node.as_floating_point()->get();
      break;
    case toml::node_type::boolean:
      value.is = node.as_boolean()->get();
      break;
    case toml::node_type::array: {
      Array elements;
      for (const auto& element : *node.as_array()) elements.push_back(convert(element));
      value.is = std::move(elements);
      break;
    }
    case toml::node_type::table:
      value.is = convert(*node.as_table());
      break;
    default:
      value.is = Date{};
  }
  return value;
}

Table convert(const toml::table& table) {
  Table members;
  for (const auto& [key, node] : table) {
    members.push_back({std::string(key.str()), position(key.source()), convert(node)});
  }
  std::ranges::stable_sort(members, {}, &Member::at);
  return members;
}

}  // namespace

std::string_view kind_of(const Value& value) {
  constexpr std::string_view kKinds[] = {"a string", "a whole number", "a fraction", "a boolean",
                                         "a date",   "an array",       "a table",    "null"};
  return kKinds[value.is.index()];
}

std::optional<Table> parse_toml(std::string_view text, Diagnostics& diagnostics) {
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    diagnostics.error(position(error.source()), std::string(error.description()));
    return std::nullopt;
  }
}

}  // namespace maelstrom::config
