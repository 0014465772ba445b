#include "report/json_text.h"

#include <fmt/compile.h>

#include <cstring>
#include <iterator>

#include "base/strings.h"

namespace maelstrom::report {
namespace {

// True if a byte of `word` needs an escape, all eight looked at in one.
bool may_need_escape(std::uint64_t word) {
  constexpr std::uint64_t kOnes = UINT64_C(0x0101010101010101);
  constexpr std::uint64_t kHighBits = kOnes << 7;
  const auto below = [](std::uint64_t bytes, std::uint64_t limit) {
    return (bytes - kOnes * limit) & ~bytes & kHighBits;
  };
  return (below(word, 0x20) | below(word ^ kOnes * '"', 1) | below(word ^ kOnes * '\\', 1)) != 0;
}

bool needs_escape(unsigned char byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

// The first byte of `text` from `at` on that needs an escape, or its end. Looks at words first.
std::size_t next_escape(std::string_view text, std::size_t at) {
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (may_need_escape(word)) break;
  }
  while (at < text.size() && !needs_escape(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

void append_escape(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view utf8) {
  out.push_back('"');
  std::size_t plain = 0;  // where the bytes begin that are not yet appended
  while (true) {
    const std::size_t escape = next_escape(utf8, plain);
    out.append(utf8, plain, escape - plain);
    if (escape == utf8.size()) break;
    append_escape(out, static_cast<unsigned char>(utf8[escape]));
    plain = escape + 1;
  }
  out.push_back('"');
}

void JsonObject::key(std::string_view name, std::string_view suffix) {
  if (!empty_) out_.push_back(',');
  empty_ = false;
  out_.push_back('"');
  out_.append(name).append(suffix).append("\":");
}

void JsonObject::text(std::string_view key, std::string_view value) {
  this->key(key);
  if (is_utf8(value)) {
    append_json_string(out_, value);
    return;
  }
  append_json_string(out_, to_utf8(value));
  this->key(key, "_base64");
  append_json_string(out_, base64(value));
}

void JsonObject::integer(std::string_view key, std::int64_t value) {
  this->key(key);
  fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}"), value);
}

void JsonObject::count(std::string_view key, std::uint64_t value) {
  this->key(key);
  fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}"), value);
}

void JsonObject::boolean(std::string_view key, bool value) {
  this->key(key);
  out_.append(value ? "true" : "false");
}

void JsonObject::null(std::string_view key) {
  this->key(key);
  out_.append("null");
}

void JsonObject::milliseconds(std::string_view key, std::chrono::nanoseconds value) {
  this->key(key);
  const auto micros = std::chrono::round<std::chrono::microseconds>(value).count();
  fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}.{:03}"), micros / 1000, micros % 1000);
}

}  // namespace maelstrom::report
