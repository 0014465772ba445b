// Typed access to a table of a document; what does not fit becomes a diagnostic.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"

namespace maelstrom::config {

// Reads the fields of one table, each once, and at finish() reports those that nobody asked for.
//
// A getter gives none both for a field that is not there and for one that is wrong (which is then
// reported).
class TableReader {
 public:
  // How keys are compared: `build_dir` is `build-dir` in kEitherDash.
  enum class Dashes : std::uint8_t { kAsWritten, kEitherDash };

  // `what` names the table in messages ("a directive"). `table` and `diagnostics` must outlive this.
  TableReader(const Table& table, Position at, std::string what, Diagnostics& diagnostics,
              Dashes dashes = Dashes::kAsWritten);

  // A field that is null is not there.
  const Member* find(std::string_view key);
  std::optional<std::string> string(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::uint64_t> whole_number(std::string_view key,
                                            std::uint64_t most = std::numeric_limits<std::int64_t>::max());
  std::optional<std::vector<std::string>> strings(std::string_view key);
  // A string alone stands for an array of one.
  std::optional<std::vector<std::string>> string_or_strings(std::string_view key);
  // Calls `read` for each element of an array.
  bool each(std::string_view key, const std::function<void(const Value&)>& read);

  // A field that must be there.
  std::optional<std::string> required_string(std::string_view key);

  // Unknown fields become errors, with the nearest known one.
  void finish();

  Position at() const { return at_; }
  const std::string& what() const { return what_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  void wrong_type(const Member& member, std::string_view expected);
  bool same_key(std::string_view a, std::string_view b) const;

  const Table& table_;
  Position at_;
  std::string what_;
  Diagnostics& diagnostics_;
  Dashes dashes_;
  std::vector<std::string> asked_;
};

// The table that `value` must be; if it is not one, that is reported.
const Table* as_table(const Value& value, std::string_view what, Diagnostics& diagnostics);
// The string that `value` must be.
const std::string* as_string(const Value& value, std::string_view what, Diagnostics& diagnostics);

// What a name of a fixed set stands for.
template <typename T>
struct Named {
  std::string_view name;
  T value;
};

// Reports a name that is not of `known`.
void unknown_name(Position at, std::string_view what, std::string_view name, std::vector<std::string> known,
                  Diagnostics& diagnostics);

template <typename T, std::size_t N>
std::optional<T> named_value(Position at, std::string_view what, std::string_view name, const Named<T> (&known)[N],
                             Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& one : known) {
    if (one.name == name) return one.value;
    names.emplace_back(one.name);
  }
  unknown_name(at, what, name, std::move(names), diagnostics);
  return std::nullopt;
}

// The field `key`, a string that names one of `known`.
template <typename T, std::size_t N>
std::optional<T> named_field(TableReader& reader, std::string_view key, const Named<T> (&known)[N]) {
  const auto name = reader.string(key);
  if (!name) return std::nullopt;
  return named_value(reader.find(key)->value.at, key, *name, known, reader.diagnostics());
}

}  // namespace maelstrom::config
