#include <fcntl.h>
#include <sys/stat.h>

#include "base/strings.h"
#include "os/file.h"
#include "os/inode.h"
#include "store/eviction.h"

namespace maelstrom::store {
namespace {

Result<std::vector<os::DirectoryEntry>> list_if_there(const std::string& path) {
  auto entries = os::list_directory(path);
  if (!entries && entries.error().code() == ErrorCode::kNotFound) return std::vector<os::DirectoryEntry>();
  return entries;
}

// Calls `visit` with each entry two levels below `top`: its path, its name, and what stat(2) says.
template <typename Visit>
Status for_each_entry(const std::string& top, const Visit& visit) {
  TRY_ASSIGN(shards, os::list_directory(top));
  for (const auto& shard : shards) {
    const std::string directory = top + "/" + shard.name;
    TRY_ASSIGN(entries, os::list_directory(directory));
    for (const auto& entry : entries) {
      const std::string path = directory + "/" + entry.name;
      TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, path}));
      if (info) visit(path, entry.name, *info);
    }
  }
  return {};
}

}  // namespace

Status Inventory::take_memos(const std::string& kind) {
  return for_each_entry(kind, [this](const std::string& path, const std::string& name, const struct stat& info) {
    if (name.ends_with(kLockSuffix)) {
      locks.push_back(path);
      return;
    }
    const auto bytes = static_cast<std::uint64_t>(info.st_size);
    memos.push_back({path, access_time(info), bytes});
    usage.bytes += bytes;
  });
}

Result<Inventory> Inventory::take(const Layout& layout) {
  Inventory inventory;
  const auto content = [&](const std::string& path, const std::string& name, const struct stat& info) -> Content* {
    const auto digest = Digest::parse(name.substr(0, 64) + "/" + std::to_string(info.st_size));
    if (!digest || !S_ISREG(info.st_mode)) return nullptr;
    inventory.usage.bytes += digest->size;
    const auto [place, added] = inventory.contents.try_emplace(
        info.st_ino, Content{.digest = *digest, .path = path, .used = access_time(info), .links = info.st_nlink});
    return &place->second;
  };
  TRY(for_each_entry(layout.blobs(), [&](const std::string& path, const std::string& name, const struct stat& info) {
    if (content(path, name, info) != nullptr) ++inventory.usage.blobs;
  }));
  TRY(for_each_entry(layout.inodes(), [&](const std::string& path, const std::string& name, const struct stat& info) {
    if (Content* copy = content(path, name, info)) copy->copy = true;
  }));
  TRY(for_each_entry(layout.trees(), [&](const std::string&, const std::string& name, const struct stat& info) {
    inventory.trees.push_back({name, access_time(info)});
  }));
  inventory.usage.trees = inventory.trees.size();
  TRY_ASSIGN(kinds, list_if_there(layout.memos()));
  for (const auto& kind : kinds) TRY(inventory.take_memos(layout.memos() + "/" + kind.name));
  return inventory;
}

}  // namespace maelstrom::store
