#include "cli/watch_keys.h"

#include <algorithm>

namespace maelstrom::cli {
namespace {

constexpr char kEscape = '\x1b';
constexpr char kEndOfTransmission = '\x04';
constexpr char kKillLine = '\x15';  // Ctrl-U
constexpr char kDelete = '\x7f';

// The length of a control sequence of ECMA-48 (an arrow key) at the front, which came in one piece; 0: it is none.
std::size_t sequence(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != kEscape || (bytes[1] != '[' && bytes[1] != 'O')) return 0;
  std::size_t at = 2;
  while (at < bytes.size() && (bytes[at] < '@' || bytes[at] > '~')) ++at;
  return std::min(at + 1, bytes.size());
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

void remove_last_character(std::string& text) {
  while (!text.empty() && continues_character(text.back())) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

std::optional<WatchKeys::Act> WatchKeys::take(std::string_view& bytes) {
  while (!bytes.empty()) {
    if (const std::size_t size = sequence(bytes); size > 0) {
      bytes.remove_prefix(size);
      continue;
    }
    if (typing_) return edit(bytes);
    const char key = bytes.front();
    bytes.remove_prefix(1);
    if (const auto act = command(key)) return act;
  }
  return std::nullopt;
}

std::optional<WatchKeys::Act> WatchKeys::command(char key) {
  switch (key) {
    case '\r':
    case '\n':
      return Act::kAgain;
    case 'a':
      return Act::kAll;
    case 'f':
      return Act::kFailed;
    case 'q':
    case kEndOfTransmission:
      return Act::kQuit;
    case '/':
      typing_ = true;
      text_.clear();
      return Act::kTyping;
    default:
      return std::nullopt;
  }
}

std::optional<WatchKeys::Act> WatchKeys::edit(std::string_view& bytes) {
  const char key = bytes.front();
  bytes.remove_prefix(1);
  switch (key) {
    case '\r':
    case '\n':
      typing_ = false;
      return Act::kFilter;
    case kEscape:
      typing_ = false;
      return Act::kNoFilter;
    case kEndOfTransmission:
      return Act::kQuit;
    case kKillLine:
      text_.clear();
      return Act::kTyping;
    case '\b':
    case kDelete:
      remove_last_character(text_);
      return Act::kTyping;
    default:
      if (static_cast<unsigned char>(key) >= ' ') text_ += key;
      return Act::kTyping;
  }
}

}  // namespace maelstrom::cli
