#include "container/cell/capture.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace maelstrom::container::cell {
namespace {

constexpr int kRoundsAtOnce = 16;
constexpr int kBigPipe = 1 << 20;

}  // namespace

Status Capture::open(std::uint64_t limit) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(system_error(errno, "pipe2"));
  read_.reset(ends[0]);
  write_.reset(ends[1]);
  if (::fcntl(read_.get(), F_SETFL, O_NONBLOCK) != 0) return fail(system_error(errno, "fcntl"));
  spilled_.reset();
  limit_ = std::max<std::uint64_t>(limit, 2 * kInlineOutputLimit);
  total_ = 0;
  return {};
}

void Capture::take() {
  for (int round = 0; round < kRoundsAtOnce && take_once(); ++round) continue;
}

void Capture::finish() {
  while (take_once()) continue;
  read_.reset();
}

bool Capture::take_once() {
  if (!read_) return false;
  if (pass_on_ >= 0) return take_passing();
  return spilled_ ? take_spilled() : take_inline();
}

bool Capture::take_inline() {
  const std::size_t room = sizeof buffer_ - static_cast<std::size_t>(total_);
  if (room == 0) return spill();
  const ssize_t got = ::read(read_.get(), buffer_ + total_, room);
  if (got > 0) total_ += static_cast<std::uint64_t>(got);
  if (got == 0) read_.reset();
  return got > 0 || (got < 0 && errno == EINTR);
}

// Whoever takes it no more has ended the stream.
bool Capture::take_passing() {
  const ssize_t got = ::read(read_.get(), buffer_, sizeof buffer_);
  if (got < 0) return errno == EINTR;
  for (ssize_t done = 0; done < got;) {
    const ssize_t written = ::write(pass_on_, buffer_ + done, static_cast<std::size_t>(got - done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      read_.reset();
      return false;
    }
    done += written;
  }
  total_ += static_cast<std::uint64_t>(got);
  if (got == 0) read_.reset();
  return got > 0;
}

bool Capture::spill() {
  // Without memory for it the stream ends here: the test sees a closed pipe, not a full one.
  spilled_.reset(::memfd_create("output", MFD_CLOEXEC));
  if (!spilled_ || ::pwrite(spilled_.get(), buffer_, sizeof buffer_, 0) != static_cast<ssize_t>(sizeof buffer_)) {
    spilled_.reset();
    read_.reset();
    return false;
  }
  // Fewer turns for what writes much; not a matter of being right.
  static_cast<void>(::fcntl(read_.get(), F_SETPIPE_SZ, kBigPipe));
  return true;
}

bool Capture::take_spilled() {
  const std::uint64_t head = limit_ / 2;
  const std::uint64_t tail = limit_ - head;
  loff_t at = static_cast<loff_t>(total_ < head ? total_ : head + (total_ - head) % tail);
  const std::uint64_t until = total_ < head ? head : limit_;
  const auto room = static_cast<std::size_t>(until - static_cast<std::uint64_t>(at));
  const ssize_t got = ::splice(read_.get(), nullptr, spilled_.get(), &at, room, SPLICE_F_NONBLOCK);
  if (got > 0) total_ += static_cast<std::uint64_t>(got);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) read_.reset();
  return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace maelstrom::container::cell
