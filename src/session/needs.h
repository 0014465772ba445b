// What a job must have to itself while it runs.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

namespace maelstrom::session {

struct Needs {
  std::size_t slots = 1;           // more than there are: all of them
  std::vector<std::string> locks;  // of two jobs that name the same one, only one runs at a time
  bool alone = false;              // nothing runs beside it; so it comes after what can run beside others
  auto operator<=>(const Needs&) const = default;
};

}  // namespace maelstrom::session
