// JSON (RFC 8259), written straight into a text.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace maelstrom::report {

// Appends `utf8`, which must be well-formed, as a JSON string on one line.
void append_json_string(std::string& out, std::string_view utf8);

// Appends one object to `out`, a field at a time, in the order of the calls.
//
// `out` must outlive it and is touched by nobody else until close(). Keys are
// ASCII and need no escape.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_.push_back('{'); }

  // Any bytes. If they are not UTF-8, the malformed ones are replaced by U+FFFD
  // and a field `KEY_base64` (RFC 4648, section 4) that holds all of them follows.
  void text(std::string_view key, std::string_view value);
  void integer(std::string_view key, std::int64_t value);
  void count(std::string_view key, std::uint64_t value);
  void boolean(std::string_view key, bool value);
  void null(std::string_view key);
  // Milliseconds with three decimals.
  void milliseconds(std::string_view key, std::chrono::nanoseconds value);

  void close() { out_.push_back('}'); }

 private:
  void key(std::string_view name, std::string_view suffix = {});

  std::string& out_;
  bool empty_ = true;
};

}  // namespace maelstrom::report
