// A directory that stands elsewhere inside a container than on the host: INTERFACE §6, project_path.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom {

// Both absolute, without "." and ".." and without a "/" at the end; neither is "/".
struct Relocation {
  std::string from;
  std::string to;
  bool operator==(const Relocation&) const = default;
};

// An absolute path inside: `path` itself unless it is `from` or stands below it.
std::string relocated(std::string_view path, const Relocation& relocation);

// `text` (an argument, the value of a variable) with every path in it relocated: "--data=/p/x:/p/y", "-I/p/x". A path
// begins where no "/" stands before it in the same word, and ends with its component; words end at blanks, quotes and
// any of "=:,;@".
std::string relocated_in(std::string_view text, const Relocation& relocation);

}  // namespace maelstrom
