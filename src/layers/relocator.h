// Trees in which a directory of the host stands elsewhere.
#pragma once

#include <map>
#include <mutex>

#include "base/result.h"
#include "core/digest.h"
#include "core/relocation.h"
#include "store/store.h"

namespace maelstrom::layers {

// Safe to use from several threads.
class Relocator {
 public:
  Relocator(store::Store& store, Relocation relocation) : store_(store), relocation_(std::move(relocation)) {}

  // `tree` with what stands at `from` standing at `to`, merged with what stands there already. Of the directories
  // above `from` only those are left that hold something else. Links lead where they led before: a target below
  // `from` is below `to` then, and one that is relative and crosses the border becomes absolute.
  // Errors: of the store, with the path; Invalid where something other than a directory stands in the way.
  Result<Digest> relocate(const Digest& tree);

 private:
  store::Store& store_;
  const Relocation relocation_;
  std::mutex mutex_;
  std::map<Digest, Digest> known_;
};

}  // namespace maelstrom::layers
