// Regular expressions as CMake understands them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::frameworks {

// Writes `expression` in RE2's syntax, for bytes. CMake's has `^ $ . [] [^] * + ? | ()` and a backslash before any
// character that stands for itself: no classes by name, no counts, nothing lazy. A dot takes a newline too, and `^` and
// `$` are the ends of the whole text. Source: cmake-language's string(REGEX), "Regex Specification", and CMake 3.25's
// Source/kwsys/RegularExpression.cxx.
// Errors: Invalid for what CMake refuses, except a group that may be empty and is repeated, which is taken.
Result<std::string> re2_of_cmake(std::string_view expression);

// Whether `expression` is found somewhere in `text`; in CMake one that is refused is found nowhere.
bool cmake_finds(std::string_view expression, std::string_view text);

}  // namespace maelstrom::frameworks
