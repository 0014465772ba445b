#include "tui/running_line.h"

#include <algorithm>

#include "base/strings.h"
#include "tui/columns.h"

namespace maelstrom::tui {
namespace {

constexpr std::string_view kGap = "   ";
constexpr std::size_t kNarrow = 40;
constexpr std::size_t kShortestName = 8;

std::string time_of(const RunningCase& running) {
  return " " + human_seconds(std::chrono::duration<double>(running.duration).count());
}

std::string others(std::size_t count) { return count == 0 ? "" : std::string(kGap) + "+" + human_count(count); }

// The first of `running` in `columns` columns, which are too few for all of its name.
std::string shortened(std::span<const RunningCase> running, std::size_t columns) {
  const std::string time = time_of(running.front());
  const std::string rest = others(running.size() - 1);
  const std::size_t room = columns - std::min(columns - 1, time.size());
  const bool with_rest = room >= kShortestName + rest.size();
  return keep_end(running.front().name, with_rest ? room - rest.size() : room) + time + (with_rest ? rest : "");
}

}  // namespace

std::string running_line(std::span<const RunningCase> running, std::size_t columns) {
  std::string line = columns < kNarrow ? "  " : "  running  ";
  std::size_t used = line.size();
  std::size_t shown = 0;
  for (const RunningCase& one : running) {
    const std::string item = (shown == 0 ? "" : std::string(kGap)) + one.name + time_of(one);
    const std::size_t needed = used + width(item);
    if (needed + others(running.size() - shown - 1).size() > columns) break;
    line += item;
    used = needed;
    ++shown;
  }
  if (shown == 0) return line + shortened(running, columns - used);
  return line + others(running.size() - shown);
}

}  // namespace maelstrom::tui
