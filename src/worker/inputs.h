// The trees of input roots, in the store and held there as long as actions need them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/digest.h"
#include "store/store.h"
#include "worker/attempt.h"
#include "worker/blob_reader.h"
#include "worker/crew.h"
#include "worker/tree_check.h"

namespace maelstrom::worker {

// Keeps trees from being evicted as long as it lives.
using HeldTrees = std::vector<std::shared_ptr<const store::Tree>>;

// Safe to use from several threads: two actions that need the same tree fetch it once.
class Inputs {
 public:
  using GoOn = std::function<bool()>;

  // `readers`: so many calls are under way at once. `limits.bytes` is also what the store may hold.
  Inputs(store::Store& store, std::size_t readers, const TreeLimits& limits)
      : store_(store), limits_(limits), crew_(readers) {}

  // The trees, if all of them are held already.
  std::optional<HeldTrees> held(const std::vector<Digest>& trees);

  // Fetches what is not in the store. `go_on`: see TreeFetch. Errors: those of TreeFetch; of the store:
  // ResourceExhausted where the disk is full and nothing can be evicted.
  Attempt<HeldTrees> fetch(const BlobReader& reader, const std::vector<Digest>& trees, const GoOn& go_on);

  // Lets go of the trees that no action needs, and evicts what was not used for longest, if the store holds more than
  // it may. Cheap as long as little was fetched since. Errors: of the store.
  Status tidy();

  std::uint64_t fetched_bytes() const { return fetched_; }  // ever

 private:
  using Tree = std::shared_ptr<const store::Tree>;
  struct Held {
    Tree tree;
    std::list<Digest>::iterator place;
  };

  Tree find(const Digest& tree);
  Attempt<Tree> obtain(const BlobReader& reader, const Digest& tree, const GoOn& go_on);
  Attempt<Tree> provide(const BlobReader& reader, const Digest& tree, const GoOn& go_on);
  void keep(const Digest& digest, const Tree& tree);
  void let_go();
  Status relieve();

  store::Store& store_;
  const TreeLimits limits_;
  Crew crew_;
  std::atomic<std::uint64_t> fetched_{0};
  std::atomic<std::uint64_t> untidied_{UINT64_MAX};  // bytes fetched since tidy() looked; at first everything

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::unordered_map<Digest, Held> held_;
  std::list<Digest> used_;  // most recent first
  std::unordered_set<Digest> under_way_;
};

}  // namespace maelstrom::worker
