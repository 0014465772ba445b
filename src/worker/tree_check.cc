#include "worker/tree_check.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/strings.h"

namespace maelstrom::worker {
namespace {

constexpr std::size_t kLongestName = 255;     // NAME_MAX
constexpr std::size_t kLongestTarget = 4095;  // PATH_MAX without its NUL

Status check_name(const std::string& name) {
  if (name.size() <= kLongestName) return {};
  return invalid("a name of " + std::to_string(name.size()) + " bytes in a tree: " + printable(name.substr(0, 100)));
}

class TreeCheck {
 public:
  TreeCheck(const Directories& directories, const TreeLimits& limits) : directories_(directories), limits_(limits) {}

  // What stands below `digest`, each place counted. A directory cannot hold itself: its digest names its content.
  Result<std::uint64_t> count(const Digest& digest, int depth) {
    const auto known = counted_.find(digest);
    if (known != counted_.end() && depth + known->second.height <= limits_.depth) return known->second.entries;
    if (known != counted_.end() || depth > limits_.depth) {
      return invalid("a tree that is more than " + std::to_string(limits_.depth) + " directories deep");
    }
    const Directory& directory = directories_.at(digest);
    TRY(check(directory));
    Counted counted{.entries = directory.files.size() + directory.symlinks.size() + directory.directories.size()};
    TRY(check_entries(counted.entries));
    for (const DirectoryNode& child : directory.directories) {
      TRY_ASSIGN(below, count(child.digest, depth + 1));
      counted.entries += below;
      counted.height = std::max(counted.height, counted_.at(child.digest).height + 1);
      TRY(check_entries(counted.entries));
    }
    counted_.emplace(digest, counted);
    return counted.entries;
  }

 private:
  struct Counted {
    std::uint64_t entries = 0;
    int height = 0;
  };

  Status check_entries(std::uint64_t entries) const {
    if (entries <= limits_.entries) return {};
    return invalid("a tree of more than " + human_count(limits_.entries) + " entries");
  }

  Status check(const Directory& directory) {
    for (const DirectoryNode& child : directory.directories) TRY(check_name(child.name));
    for (const SymlinkNode& link : directory.symlinks) {
      TRY(check_name(link.name));
      const bool usable =
          !link.target.empty() && link.target.size() <= kLongestTarget && link.target.find('\0') == std::string::npos;
      if (!usable) return invalid("a symbolic link to \"" + printable(link.target.substr(0, 100)) + "\" in a tree");
    }
    for (const FileNode& file : directory.files) {
      TRY(check_name(file.name));
      TRY(check(file));
    }
    return {};
  }

  Status check(const FileNode& file) {
    if (file.properties.fifo || !files_.insert(file.digest).second) return {};
    if (file.digest.size > limits_.file_bytes) {
      return invalid("a file of more than " + human_bytes(limits_.file_bytes) + " in a tree: " + printable(file.name));
    }
    bytes_ += file.digest.size;
    if (bytes_ > limits_.bytes) {
      return invalid("a tree of more than " + human_bytes(limits_.bytes) + ", for which this worker has no room");
    }
    return {};
  }

  const Directories& directories_;
  const TreeLimits& limits_;
  std::unordered_map<Digest, Counted> counted_;
  std::unordered_set<Digest> files_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Status check_tree(const Digest& root, const Directories& directories, const TreeLimits& limits) {
  TRY(TreeCheck(directories, limits).count(root, 1));
  return {};
}

}  // namespace maelstrom::worker
