#include "config/json_stream.h"

#include <utility>

namespace maelstrom::config {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_open(char byte) { return byte == '{' || byte == '['; }
bool is_close(char byte) { return byte == '}' || byte == ']'; }

}  // namespace

void JsonStream::count(char byte) {
  if (byte == '\n') {
    ++at_.line;
    at_.column = 1;
  } else if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U) {
    ++at_.column;
  }
}

// False if nothing else has come.
bool JsonStream::skip_blanks() {
  std::size_t blanks = 0;
  while (blanks < waiting_.size() && kBlanks.find(waiting_[blanks]) != std::string_view::npos) {
    count(waiting_[blanks++]);
  }
  waiting_.erase(0, blanks);
  return !waiting_.empty();
}

// Takes `byte` in; true if a value ends with it.
bool JsonStream::ends_with(char byte) {
  if (in_string_) {
    if (std::exchange(escaped_, false)) return false;
    escaped_ = byte == '\\';
    if (byte != '"') return false;
    in_string_ = false;
    return depth_ == 0;
  }
  if (byte == '"') in_string_ = true;
  if (is_open(byte)) ++depth_;
  if (!is_close(byte)) return false;
  if (depth_ > 0) --depth_;
  return depth_ == 0;
}

// Whether `byte` is no longer of a number or a word that has begun.
bool JsonStream::ends_before(char byte) const {
  if (scanned_ == 0 || depth_ > 0 || in_string_) return false;
  return kBlanks.find(byte) != std::string_view::npos || is_open(byte) || is_close(byte) || byte == '"';
}

JsonStream::Piece JsonStream::cut() {
  Piece piece{waiting_.substr(0, scanned_), begin_};
  waiting_.erase(0, scanned_);
  scanned_ = 0;
  depth_ = 0;
  in_string_ = escaped_ = false;
  return piece;
}

std::optional<JsonStream::Piece> JsonStream::next() {
  if (scanned_ == 0) {
    if (!skip_blanks()) return std::nullopt;
    begin_ = at_;
  }
  while (scanned_ < waiting_.size()) {
    const char byte = waiting_[scanned_];
    if (ends_before(byte)) return cut();
    ++scanned_;
    count(byte);
    if (ends_with(byte)) return cut();
  }
  return std::nullopt;
}

std::optional<JsonStream::Piece> JsonStream::rest() {
  if (scanned_ == 0) return std::nullopt;
  return cut();
}

}  // namespace maelstrom::config
