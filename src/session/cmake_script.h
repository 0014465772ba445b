// A script in the language of CMake, parted into its commands; nothing is evaluated.
//
// Source: cmake-language(7), "Syntax".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace maelstrom::session {

struct ScriptArgument {
  std::string text;     // without quotes or brackets; escape sequences are what they stand for
  bool quoted = false;  // or in brackets
  bool literal =
      true;  // no reference to a variable stands in it, and it is one argument: `text` is what the command gets
  bool operator==(const ScriptArgument&) const = default;
};

struct ScriptCommand {
  std::string name;                       // lower case
  std::vector<ScriptArgument> arguments;  // a parenthesis among them is an argument of its own
  bool operator==(const ScriptCommand&) const = default;
};

// Errors: Invalid, with the line, for what CMake would not read either.
Result<std::vector<ScriptCommand>> parse_cmake_script(std::string_view text);

}  // namespace maelstrom::session
