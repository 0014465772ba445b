#include "report/xml_text.h"

#include "base/strings.h"

namespace maelstrom::report {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

// `character` is one well-formed sequence, so surrogates cannot occur.
bool is_xml_character(std::string_view character) {
  if (character == "\uFFFE" || character == "\uFFFF") return false;
  const auto first = static_cast<unsigned char>(character.front());
  return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
}

}  // namespace

std::string xml_text(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
    const std::string_view character = bytes.substr(0, length);
    text.append(length > 0 && is_xml_character(character) ? character : kReplacement);
    bytes.remove_prefix(length > 0 ? length : 1);
  }
  return text;
}

}  // namespace maelstrom::report
