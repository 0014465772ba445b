// A network namespace of a slot, and the proof that a test left nothing in it.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

enum class NetworkKind : std::uint8_t { kDisabled, kLoopback, kHost };  // in the order of core's Network

// State of a network namespace changes only through sockets: a live one is counted as used, a dead
// TCP one as tw, and everything else presupposes a packet, which `lo` counts: it is the only device.
class NetworkNamespace {
 public:
  // Makes one that nobody has used, and leaves the caller in it.
  static Status enter_new();
  // The caller's, which nobody has used, made ready for tests. `proc` is a directory of /proc.
  static Result<NetworkNamespace> of_caller(NetworkKind kind, int proc);

  int fd() const { return fd_.get(); }
  bool is_clean() const;

 private:
  struct Figures {
    long used = -1;
    long time_wait = -1;
    long packets = -1;
    bool operator==(const Figures&) const = default;
  };
  Figures read() const;

  os::Fd fd_;
  os::Fd sockstat_;
  os::Fd devices_;
  Figures untouched_;
};

// Takes `lo` of the current namespace up. Raw calls only. Gives 0 or -errno.
long raw_loopback_up();

}  // namespace maelstrom::container::cell
