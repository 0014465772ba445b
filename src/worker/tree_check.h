// How much a tree is that somebody else made, before anything of it is made here.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"

namespace maelstrom::worker {

struct TreeLimits {
  std::uint64_t entries = 2'000'000;  // counted wherever they stand: a few small messages may unfold without end
  int depth = 256;
  std::uint64_t directory_bytes = UINT64_C(64) << 20;  // of one message
  std::uint64_t file_bytes = UINT64_C(1) << 40;        // of one file
  std::uint64_t bytes = UINT64_C(20) << 30;            // of all different files together
};

using Directories = std::unordered_map<Digest, Directory>;

// `directories`: every directory of the tree `root`. Errors: Invalid, with the limit that it passes, or with the link
// that no system call takes.
Status check_tree(const Digest& root, const Directories& directories, const TreeLimits& limits);

}  // namespace maelstrom::worker
