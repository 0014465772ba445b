#include "execute/output_limit.h"

#include <algorithm>

namespace maelstrom::execute {

void keep_within(Output& output, std::uint64_t limit) {
  const std::uint64_t kept = output.head.size() + output.tail.size();
  if (kept <= limit) return;
  const std::uint64_t head = limit / 2;
  const std::uint64_t tail = limit - head;
  if (!output.truncated()) {
    output.tail = output.head.substr(output.head.size() - tail);
  } else if (output.tail.size() > tail) {
    output.tail.erase(0, output.tail.size() - tail);
  }
  output.head.resize(std::min<std::uint64_t>(output.head.size(), head));
  output.dropped += kept - output.head.size() - output.tail.size();
}

}  // namespace maelstrom::execute
