// Text measured in columns of a terminal: one for each code point, as far as this room counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace maelstrom::tui {

// `text` is well-formed UTF-8 here and below.
std::size_t width(std::string_view text);

// At most `columns` columns of `text`; an ellipsis stands for what is missing at the other end.
std::string keep_front(std::string_view text, std::size_t columns);
std::string keep_end(std::string_view text, std::size_t columns);

}  // namespace maelstrom::tui
