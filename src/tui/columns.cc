#include "tui/columns.h"

#include <algorithm>

namespace maelstrom::tui {
namespace {

constexpr std::string_view kEllipsis = "…";

bool begins_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; }

// Where in `text` the code point number `index` begins.
std::size_t offset_of(std::string_view text, std::size_t index) {
  std::size_t offset = 0;
  for (; offset < text.size(); ++offset) {
    if (begins_code_point(text[offset]) && index-- == 0) break;
  }
  return offset;
}

}  // namespace

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::string keep_front(std::string_view text, std::size_t columns) {
  if (width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  return std::string(text.substr(0, offset_of(text, columns - 1))).append(kEllipsis);
}

std::string keep_end(std::string_view text, std::size_t columns) {
  const std::size_t all = width(text);
  if (all <= columns) return std::string(text);
  if (columns == 0) return {};
  return std::string(kEllipsis).append(text.substr(offset_of(text, all - columns + 1)));
}

}  // namespace maelstrom::tui
