// What a look at all of a store has found.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maelstrom::store {

struct Flaw {
  enum class Fate : std::uint8_t {
    kDropped,
    kInUse,        // it stays
    kUndescribed,  // a tree, dropped; perhaps nothing was wrong with it
    kUnread,       // it stays; perhaps nothing is wrong with it
  };
  std::string path;
  std::string reason;  // the end of a sentence that begins with the path
  Fate fate = Fate::kDropped;
  bool operator==(const Flaw&) const = default;
};

struct VerifiedStore {
  std::uint64_t contents = 0;  // that were hashed, copies among them
  std::uint64_t bytes = 0;     // of them
  std::uint64_t trees = 0;     // that were compared
  std::vector<Flaw> flaws;
};

}  // namespace maelstrom::store
