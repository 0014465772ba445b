#include "container/cell/ends.h"

#include <utility>

namespace maelstrom::container::cell {
namespace {

// So long may a result wait for others.
constexpr std::chrono::nanoseconds kPatience = std::chrono::milliseconds(5);
constexpr std::size_t kBesidesBody = 32;  // more than an entry has

}  // namespace

Status Ends::add(const JobEnd& end, std::chrono::nanoseconds now) {
  if (kept_.bytes().size() + end.body.size() + kBesidesBody > kPacketLimit) TRY(tell());
  if (kept_.bytes().empty()) due_ = now + kPatience;
  end.write(kept_);
  return {};
}

Status Ends::tell(const int* fds, std::size_t fd_count) {
  if (kept_.bytes().empty()) return {};
  due_ = std::chrono::nanoseconds::max();
  const Writer told = std::exchange(kept_, {});
  return channel_.send(PacketKind::kEnds, told.bytes(), fds, fd_count);
}

}  // namespace maelstrom::container::cell
