// A clock that a test moves by hand.
#pragma once

#include "base/clock.h"

namespace maelstrom {

class FakeClock final : public Clock {
 public:
  MonotonicTime monotonic() const override { return now_; }
  WallTime wall() const override { return WallTime(now_.time_since_epoch()); }
  void advance(Nanoseconds by) { now_ += by; }

 private:
  MonotonicTime now_{std::chrono::hours(1)};
};

}  // namespace maelstrom
