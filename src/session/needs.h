// What a job must have to itself while it runs.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace maelstrom::session {

struct Lock {
  Lock(std::string lock, std::size_t most = 1) : name(std::move(lock)), at_most(most) {}
  Lock(const char* lock) : name(lock) {}
  std::string name;
  std::size_t at_most = 1;  // as many jobs hold it at once; of those who differ the least counts
  auto operator<=>(const Lock&) const = default;
};

struct Needs {
  std::size_t slots = 1;     // more than there are: all of them
  std::vector<Lock> locks;   // each by another name
  bool alone = false;        // nothing runs beside it; so it comes after what can run beside others
  std::uint64_t memory = 0;  // bytes; more than there are: all of them
  auto operator<=>(const Needs&) const = default;
};

}  // namespace maelstrom::session
