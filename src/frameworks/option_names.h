// Options of a program, as words of its command line.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::frameworks {

inline bool has_any(const std::vector<std::string>& arguments, std::initializer_list<std::string_view> options) {
  return std::ranges::find_first_of(arguments, options) != arguments.end();
}

}  // namespace maelstrom::frameworks
