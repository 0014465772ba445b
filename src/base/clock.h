// Time as a port: the logic above it is tested without sleeping.
#pragma once

#include <chrono>

namespace maelstrom {

using Nanoseconds = std::chrono::nanoseconds;
using MonotonicTime = std::chrono::steady_clock::time_point;  // CLOCK_MONOTONIC
using WallTime = std::chrono::system_clock::time_point;       // CLOCK_REALTIME

class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime monotonic() const = 0;
  virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  MonotonicTime monotonic() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override { return std::chrono::system_clock::now(); }
};

}  // namespace maelstrom
