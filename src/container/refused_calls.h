// For the tests of this room: a kernel that lacks some of its calls, as older ones do and as the filters of
// surrounding containers pretend.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace maelstrom::container {

struct RefusedCall {
  std::uint32_t number = 0;                      // SYS_…
  std::uint32_t error = 0;                       // what it answers; 0: success, and nothing is done
  std::optional<std::uint32_t> second_argument;  // refused only with this one
};

// From now on the calling process and all that it starts get that answer. For a child that then ends.
void refuse(const RefusedCall& call);

// What `body` gives, in a forked child: what it changes of its process ends with it. An exception of
// `body`, or the child's death, is told in its place.
std::string in_child(const std::function<std::string()>& body);

}  // namespace maelstrom::container
