// Bytes of a test as text that an XML document may hold.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::report {

// `bytes` as well-formed UTF-8 in which every character outside XML 1.0's "Char"
// (section 2.2) is replaced by U+FFFD. Markup is not escaped.
std::string xml_text(std::string_view bytes);

}  // namespace maelstrom::report
