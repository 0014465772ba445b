// The machine must agree with a matcher that tries every way: pattern and text are parted by a newline.
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/braces.h"
#include "base/glob.h"

namespace {

// Only `*`, `?` and characters, all ASCII.
bool simple(std::string_view pattern) {
  return pattern.find_first_of("[]{}\\") == std::string_view::npos && pattern.find("**") == std::string_view::npos;
}

bool reference(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return reference(pattern.substr(1), text) || (!text.empty() && reference(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) && reference(pattern.substr(1), text.substr(1));
}

bool ascii(std::string_view text) {
  for (const char c : text) {
    if ((c & 0x80) != 0) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto newline = input.find('\n');
  const auto pattern = input.substr(0, newline);
  const auto text = newline == std::string_view::npos ? std::string_view() : input.substr(newline + 1);
  const auto expanded = maelstrom::expand_braces(pattern);
  if (expanded && expanded->empty()) std::abort();
  const auto glob = maelstrom::Glob::parse(pattern);
  if (!glob) return 0;
  const bool matches = glob->matches(text);
  if (matches && !text.starts_with(glob->literal_prefix())) std::abort();
  const bool small = pattern.size() < 12 && text.size() < 16;
  if (small && ascii(input) && simple(pattern) && matches != reference(pattern, text)) std::abort();
  return 0;
}
