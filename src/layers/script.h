// The first line of a program that is a text: "#!INTERPRETER ARGUMENT".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::layers {

struct Script {
  std::string interpreter;
  std::string argument;  // all that stands behind it, as the kernel passes it on; may be empty
  bool operator==(const Script&) const = default;
};

// `head` are the first bytes of a file. None if it is no script. Source: execve(2), "Interpreter scripts".
std::optional<Script> parse_script(std::string_view head);

// Of the file at `path`; none too if it has no such line.
// Errors: those of open(2) and read(2).
Result<std::optional<Script>> read_script(const std::string& path);

}  // namespace maelstrom::layers
