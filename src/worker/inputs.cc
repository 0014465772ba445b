#include "worker/inputs.h"

#include <utility>

#include "worker/tree_fetch.h"

namespace maelstrom::worker {
namespace {

constexpr std::size_t kMostHeld = 4096;
constexpr int kAttempts = 3;  // a tree may be evicted while it is fetched
constexpr std::chrono::milliseconds kGlance(100);
constexpr std::uint64_t kTidyShare = 20;  // one part in so many of what the store may hold

}  // namespace

Inputs::Tree Inputs::find(const Digest& tree) {
  const auto found = held_.find(tree);
  if (found == held_.end()) return nullptr;
  used_.splice(used_.begin(), used_, found->second.place);
  return found->second.tree;
}

std::optional<HeldTrees> Inputs::held(const std::vector<Digest>& trees) {
  const std::lock_guard lock(mutex_);
  HeldTrees all;
  for (const Digest& digest : trees) {
    Tree tree = find(digest);
    if (tree == nullptr) return std::nullopt;
    all.push_back(std::move(tree));
  }
  return all;
}

Attempt<HeldTrees> Inputs::fetch(const BlobReader& reader, const std::vector<Digest>& trees, const GoOn& go_on) {
  HeldTrees all;
  for (const Digest& digest : trees) {
    auto tree = obtain(reader, digest, go_on);
    if (!tree) return give_up(std::move(tree).error());
    all.push_back(std::move(*tree));
  }
  return all;
}

Attempt<Inputs::Tree> Inputs::obtain(const BlobReader& reader, const Digest& digest, const GoOn& go_on) {
  {
    std::unique_lock lock(mutex_);
    while (under_way_.contains(digest)) {
      changed_.wait_for(lock, kGlance);
      if (!go_on()) return give_up(status_of({ErrorCode::kInterrupted, "the action was given up"}));
    }
    if (Tree tree = find(digest)) return tree;
    under_way_.insert(digest);
  }
  auto tree = provide(reader, digest, go_on);
  {
    const std::lock_guard lock(mutex_);
    under_way_.erase(digest);
    if (tree) keep(digest, *tree);
  }
  changed_.notify_all();
  return tree;
}

Attempt<Inputs::Tree> Inputs::provide(const BlobReader& reader, const Digest& digest, const GoOn& go_on) {
  bool relieved = false;
  for (int left = kAttempts;; --left) {
    auto tree = store_.tree(digest);
    if (tree) return std::make_shared<const store::Tree>(std::move(*tree));
    std::optional<reapi::RemoteStatus> trouble;
    if (tree.error().code() != ErrorCode::kNotFound || left == 0) {
      trouble = status_of(tree.error());
    } else if (auto fetched = TreeFetch({store_, crew_, reader, limits_, go_on}).run(digest)) {
      fetched_ += *fetched;
      if (untidied_ != UINT64_MAX) untidied_ += *fetched;
    } else {
      trouble = std::move(fetched).error();
    }
    const bool full = trouble && trouble->code == reapi::RpcCode::kResourceExhausted;
    if (full && !std::exchange(relieved, true) && relieve()) continue;
    if (trouble) return give_up(std::move(*trouble));
  }
}

void Inputs::keep(const Digest& digest, const Tree& tree) {
  if (held_.contains(digest)) return;
  used_.push_front(digest);
  held_.emplace(digest, Held{tree, used_.begin()});
  if (held_.size() <= kMostHeld) return;
  held_.erase(used_.back());
  used_.pop_back();
}

void Inputs::let_go() {
  const std::lock_guard lock(mutex_);
  std::erase_if(held_, [this](const auto& entry) {
    if (entry.second.tree.use_count() > 1) return false;
    used_.erase(entry.second.place);
    return true;
  });
}

// The disk is full although the store is not: half of what it has goes.
Status Inputs::relieve() {
  let_go();
  TRY_ASSIGN(usage, store_.usage());
  TRY(store_.collect_garbage(usage.bytes / 2));
  return {};
}

Status Inputs::tidy() {
  if (untidied_ < limits_.bytes / kTidyShare) return {};
  untidied_ = 0;
  TRY_ASSIGN(usage, store_.usage());
  if (usage.bytes <= limits_.bytes) return {};
  let_go();
  TRY(store_.collect_garbage(limits_.bytes / 10 * 9));
  return {};
}

}  // namespace maelstrom::worker
