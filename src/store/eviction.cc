#include "store/eviction.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "os/file.h"
#include "os/inode.h"
#include "os/lock.h"

namespace maelstrom::store {

Result<StoreUsage> Eviction::run(const Kept& kept, Spare spare) {
  {
    TRY_ASSIGN(gate, Gate::close(rooms_.layout));
    TRY_ASSIGN(inventory, Inventory::take(rooms_.layout));
    TRY_ASSIGN(since, spared_since(gate, spare));
    inventory_ = std::move(inventory);
    spared_since_ = since;
    trash_ = rooms_.session.unused_path();
    TRY(os::make_directory(trash_, 0700));
    TRY(choose(kept));
    TRY(evict_contents());
    TRY(remove_locks());
    TRY(rooms_.index.set_bytes(inventory_.usage.bytes));
  }
  // The slow part is done without the gate. What cannot be removed goes with the session's directory.
  static_cast<void>(os::remove_tree(trash_));
  return inventory_.usage;
}

Result<std::optional<std::int64_t>> Eviction::spared_since(const Gate& gate, Spare spare) const {
  TRY_ASSIGN(oldest, rooms_.session.oldest_other(gate));
  if (spare == Spare::kOwnToo) oldest = std::min(oldest.value_or(rooms_.session.began()), rooms_.session.began());
  if (oldest) *oldest -= kGrace;
  return oldest;
}

// Trees, contents and memos in one order, the least recently used first.
Status Eviction::choose(const Kept& kept) {
  struct Candidate {
    std::int64_t used;
    const Inventory::TreeDirectory* tree;
    const Inventory::Memo* memo;
    ino_t content;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(inventory_.trees.size() + inventory_.memos.size() + inventory_.contents.size());
  for (const auto& tree : inventory_.trees) candidates.push_back({tree.used, &tree, nullptr, 0});
  for (const auto& memo : inventory_.memos) candidates.push_back({memo.used, nullptr, &memo, 0});
  for (const auto& [inode, content] : inventory_.contents) {
    candidates.push_back({content.used, nullptr, nullptr, inode});
  }
  std::ranges::sort(candidates, {}, &Candidate::used);
  for (const Candidate& candidate : candidates) {
    if (inventory_.usage.bytes <= kept.bytes && candidate.used >= kept.used_since.value_or(INT64_MIN)) break;
    if (candidate.tree != nullptr) {
      TRY(evict_tree(*candidate.tree));
      continue;
    }
    if (candidate.memo != nullptr) {
      TRY(evict_memo(*candidate.memo));
      continue;
    }
    const auto content = inventory_.contents.find(candidate.content);
    // What a tree links to goes with the tree: see release().
    if (content != inventory_.contents.end() && content->second.links == 1) take_content(content);
  }
  return {};
}

Status Eviction::evict_memo(const Inventory::Memo& memo) {
  if (is_spared(memo.used)) return {};
  inventory_.usage.bytes -= memo.bytes;
  return os::remove_file(memo.path);
}

// Who waits for one of them looks, once it has it, whether it still is the file of this name: see Memos::try_lock().
Status Eviction::remove_locks() const {
  for (const std::string& path : inventory_.locks) {
    TRY_ASSIGN(fd, os::open(path, O_RDWR));
    TRY_ASSIGN(nobodys, os::try_lock_file(fd.get(), path, os::LockKind::kExclusive));
    if (nobodys) TRY(os::remove_file(path));
  }
  return {};
}

Status Eviction::evict_tree(const Inventory::TreeDirectory& tree) {
  const auto digest = Digest::parse(tree.hex + "/0");  // a lease does not depend on the size
  if (!digest) return {};
  TRY_ASSIGN(exclusion, rooms_.leases.exclude(*digest));
  if (!exclusion) return {};
  const std::string path = rooms_.layout.tree(*digest);
  const std::string trashed = fmt::format("{}/{}", trash_, trashed_++);
  // See Trees: a tree with the mode 0700 is one whose last step is still to be taken.
  TRY(os::set_mode_at({AT_FDCWD, path}, 0700));
  TRY(os::rename(path, trashed));
  --inventory_.usage.trees;
  return count_links({AT_FDCWD, trashed}, tree.used);
}

// Notes for each file of the tree that it has one name less.
Status Eviction::count_links(const os::Place& directory, std::int64_t used) {
  TRY_ASSIGN(fd, os::open_at(directory.directory, directory.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  TRY_ASSIGN(entries, os::list_directory_at(fd.get(), "."));
  for (const auto& entry : entries) {
    const os::Place place{fd.get(), entry.name};
    if (entry.type == DT_DIR) {
      TRY(os::set_mode_at(place, 0700));  // a tree's own mode may forbid to look inside
      TRY(count_links(place, used));
    }
    if (entry.type != DT_REG) continue;
    TRY_ASSIGN(info, os::stat_if_there(place));
    if (info) release(info->st_ino, used);
  }
  return {};
}

void Eviction::release(ino_t inode, std::int64_t used) {
  const auto content = inventory_.contents.find(inode);
  if (content == inventory_.contents.end() || --content->second.links > 1) return;
  // A copy is made again from the blob; a blob that was used after the tree waits for its turn.
  if (content->second.copy || content->second.used <= used) take_content(content);
}

void Eviction::take_content(std::unordered_map<ino_t, Inventory::Content>::iterator content) {
  if (is_spared(content->second.used)) return;
  inventory_.usage.bytes -= content->second.digest.size;
  if (!content->second.copy) --inventory_.usage.blobs;
  chosen_.push_back(std::move(content->second));
  inventory_.contents.erase(content);
}

// What the index says of a file must be true: it forgets first.
Status Eviction::evict_contents() {
  std::vector<Digest> digests;
  for (const auto& content : chosen_) {
    if (!content.copy) digests.push_back(content.digest);
  }
  if (!digests.empty()) {
    rooms_.blobs.forget_all();
    TRY(rooms_.index.forget(digests));
  }
  for (const auto& content : chosen_) TRY(evict_content(content));
  return {};
}

Status Eviction::evict_content(const Inventory::Content& content) {
  const std::string trashed = fmt::format("{}/{}", trash_, trashed_++);
  TRY(os::rename(content.path, trashed));
  TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, trashed}));
  if (!info || !is_spared(access_time(*info))) return {};
  // Another session has used it since the inventory was taken.
  inventory_.usage.bytes += content.digest.size;
  if (!content.copy) ++inventory_.usage.blobs;
  return os::rename(trashed, content.path);
}

}  // namespace maelstrom::store
