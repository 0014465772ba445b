#include "report/json_text.h"

#include <fmt/format.h>

#include <iterator>

#include "base/strings.h"

namespace maelstrom::report {
namespace {

bool needs_escape(unsigned char byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

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
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (!needs_escape(byte)) continue;
    out.append(utf8, plain, i - plain);
    append_escape(out, byte);
    plain = i + 1;
  }
  out.append(utf8, plain);
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
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonObject::count(std::string_view key, std::uint64_t value) {
  this->key(key);
  fmt::format_to(std::back_inserter(out_), "{}", value);
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
  fmt::format_to(std::back_inserter(out_), "{:.3f}", std::chrono::duration<double, std::milli>(value).count());
}

}  // namespace maelstrom::report
