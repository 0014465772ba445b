#include "config/table_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::config {

TableReader::TableReader(const Table& table, Position at, std::string what, Diagnostics& diagnostics, Dashes dashes)
    : table_(table), at_(at), what_(std::move(what)), diagnostics_(diagnostics), dashes_(dashes) {}

bool TableReader::same_key(std::string_view a, std::string_view b) const {
  if (dashes_ == Dashes::kAsWritten) return a == b;
  const auto dash = [](char c) { return c == '_' ? '-' : c; };
  return std::ranges::equal(a, b, {}, dash, dash);
}

const Member* TableReader::find(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  const auto found = std::ranges::find_if(table_, [&](const Member& member) { return same_key(member.key, key); });
  const bool there = found != table_.end() && !std::holds_alternative<Null>(found->value.is);
  return there ? &*found : nullptr;
}

void TableReader::wrong_type(const Member& member, std::string_view expected) {
  diagnostics_.error(member.value.at,
                     fmt::format("\"{}\" must be {}, but is {}", member.key, expected, kind_of(member.value)));
}

std::optional<std::string> TableReader::string(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&member->value.is)) {
    if (text->find('\0') == std::string::npos) return *text;
    diagnostics_.error(member->value.at, fmt::format("\"{}\" holds a NUL character", member->key));
    return std::nullopt;
  }
  wrong_type(*member, "a string");
  return std::nullopt;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  if (const auto* value = std::get_if<bool>(&member->value.is)) return *value;
  wrong_type(*member, "true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> TableReader::whole_number(std::string_view key, std::uint64_t most) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  const auto* value = std::get_if<std::int64_t>(&member->value.is);
  if (value == nullptr) {
    wrong_type(*member, "a whole number");
    return std::nullopt;
  }
  if (*value >= 0 && static_cast<std::uint64_t>(*value) <= most) return static_cast<std::uint64_t>(*value);
  diagnostics_.error(member->value.at,
                     fmt::format("\"{}\" must be between 0 and {}, but is {}", member->key, most, *value));
  return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::strings(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr) return std::nullopt;
  const auto* array = std::get_if<Array>(&member->value.is);
  if (array == nullptr) {
    wrong_type(*member, "an array of strings");
    return std::nullopt;
  }
  std::vector<std::string> all;
  for (const auto& element : *array) {
    if (const auto* text = as_string(element, fmt::format("each element of \"{}\"", member->key), diagnostics_)) {
      all.push_back(*text);
    }
  }
  return all;
}

std::optional<std::vector<std::string>> TableReader::string_or_strings(std::string_view key) {
  const auto* member = find(key);
  if (member == nullptr || !std::holds_alternative<std::string>(member->value.is)) return strings(key);
  auto one = string(key);
  if (!one) return std::nullopt;
  return std::vector<std::string>{std::move(*one)};
}

bool TableReader::each(std::string_view key, const std::function<void(const Value&)>& read) {
  const auto* member = find(key);
  if (member == nullptr) return false;
  const auto* array = std::get_if<Array>(&member->value.is);
  if (array == nullptr) {
    wrong_type(*member, "an array");
    return false;
  }
  for (const auto& element : *array) read(element);
  return true;
}

std::optional<std::string> TableReader::required_string(std::string_view key) {
  if (find(key) == nullptr) {
    diagnostics_.error(at_, fmt::format("{} needs the field \"{}\"", what_, key));
    return std::nullopt;
  }
  return string(key);
}

void TableReader::finish() {
  for (auto member = table_.begin(); member != table_.end(); ++member) {
    const auto same = [&](std::string_view key) { return same_key(member->key, key); };
    if (std::ranges::none_of(asked_, same)) {
      const auto near = nearest(member->key, asked_);
      const auto hint = near ? fmt::format("did you mean \"{}\"?", *near) : "known are " + join(asked_, ", ");
      diagnostics_.error(member->at,
                         fmt::format("unknown field \"{}\" in {}; {}", printable(member->key), what_, hint));
    }
    const auto twice = std::find_if(table_.begin(), member, [&](const Member& other) { return same(other.key); });
    if (twice != member) {
      diagnostics_.error(member->at,
                         fmt::format("\"{}\" and \"{}\" are the same field of {}", twice->key, member->key, what_));
    }
  }
}

const Table* as_table(const Value& value, std::string_view what, Diagnostics& diagnostics) {
  const auto* table = std::get_if<Table>(&value.is);
  if (table == nullptr) diagnostics.error(value.at, fmt::format("{} must be a table, but is {}", what, kind_of(value)));
  return table;
}

const std::string* as_string(const Value& value, std::string_view what, Diagnostics& diagnostics) {
  const auto* text = std::get_if<std::string>(&value.is);
  if (text == nullptr) {
    diagnostics.error(value.at, fmt::format("{} must be a string, but is {}", what, kind_of(value)));
    return nullptr;
  }
  if (text->find('\0') == std::string::npos) return text;
  diagnostics.error(value.at, fmt::format("{} holds a NUL character", what));
  return nullptr;
}

void unknown_name(Position at, std::string_view what, std::string_view name, std::vector<std::string> known,
                  Diagnostics& diagnostics) {
  const auto near = nearest(name, known);
  const auto hint = near ? fmt::format("did you mean \"{}\"?", *near) : "known are " + join(known, ", ");
  diagnostics.error(at, fmt::format("unknown {} \"{}\"; {}", what, printable(name), hint));
}

}  // namespace maelstrom::config
