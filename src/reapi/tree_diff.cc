#include "reapi/tree_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/directory.h"

namespace maelstrom::reapi {
namespace {

// Both of what stands under one name; null: nothing.
template <typename Node>
using Pairs = std::map<std::string_view, std::pair<const Node*, const Node*>>;

template <typename Node>
Pairs<Node> paired(const std::vector<Node>& before, const std::vector<Node>& after) {
  Pairs<Node> pairs;
  for (const Node& node : before) pairs[node.name].first = &node;
  for (const Node& node : after) pairs[node.name].second = &node;
  return pairs;
}

std::string mode_text(const FileNode& file) {
  if (file.properties.unix_mode) return fmt::format("{:04o}", *file.properties.unix_mode);
  return file.executable ? "executable" : "not executable";
}

std::optional<std::string> mode_text(const NodeProperties& properties) {
  if (!properties.unix_mode) return std::nullopt;
  return fmt::format("{:04o}", *properties.unix_mode);
}

// Of the clock of 1970: nobody reads it but to see that it is another one.
std::optional<std::string> time_text(const NodeProperties& properties) {
  if (!properties.mtime_seconds) return std::nullopt;
  return fmt::format("{}.{:09} s", *properties.mtime_seconds, properties.mtime_nanoseconds);
}

std::string content_text(const FileNode& file) {
  std::string text = file.properties.fifo ? "a named pipe" : file.digest.to_string();
  if (file.properties.stub) text += ", a stub";
  return text;
}

std::optional<std::string> hidden_text(const Directory& directory) {
  if (directory.opaque) return "everything";
  std::string text;
  for (const std::string& name : directory.whiteouts) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? std::nullopt : std::optional(text);
}

class Walk {
 public:
  Walk(std::size_t layer, const GetBlob& get, Differences& found) : layer_(layer), get_(get), found_(found) {}

  // Null: there is no directory of that name. One at least is there, and they differ.
  Status directories(const Digest* before, const Digest* after, const std::string& path) {
    if (full()) return {};
    TRY_ASSIGN(old, read(before));
    TRY_ASSIGN(now, read(after));
    if (!old || !now) {
      add(InputKind::kDirectory, path.empty() ? "/" : path, text(before), text(after));
      return {};
    }
    own(*old, *now, path.empty() ? "/" : path);
    for (const auto& [name, pair] : paired(old->files, now->files)) files(pair.first, pair.second, below(path, name));
    for (const auto& [name, pair] : paired(old->symlinks, now->symlinks)) {
      links(pair.first, pair.second, below(path, name));
    }
    for (const auto& [name, pair] : paired(old->directories, now->directories)) {
      TRY(nodes(pair.first, pair.second, below(path, name)));
    }
    if ((before == nullptr || after == nullptr) && empty(*old) && empty(*now)) lone(before, after, path);
    return {};
  }

 private:
  // A directory that is not there is empty; none: it is no longer in the store.
  Result<std::optional<Directory>> read(const Digest* digest) {
    if (digest == nullptr) return Directory{};
    auto bytes = get_(*digest);
    if (!bytes && bytes.error().code() == ErrorCode::kNotFound) return std::nullopt;
    TRY(bytes);
    TRY_ASSIGN(directory, Directory::decode(*bytes));
    return directory;
  }

  Status nodes(const DirectoryNode* before, const DirectoryNode* after, const std::string& path) {
    if (before != nullptr && after != nullptr && before->digest == after->digest) return {};
    return directories(before == nullptr ? nullptr : &before->digest, after == nullptr ? nullptr : &after->digest,
                       path);
  }

  void files(const FileNode* before, const FileNode* after, const std::string& path) {
    if (before == nullptr) return add(InputKind::kFile, path, {}, content_text(*after));
    if (after == nullptr) return add(InputKind::kFile, path, content_text(*before), {});
    compare(InputKind::kFile, path, content_text(*before), content_text(*after));
    compare(InputKind::kMode, path, mode_text(*before), mode_text(*after));
    compare(InputKind::kTime, path, time_text(before->properties), time_text(after->properties));
  }

  void links(const SymlinkNode* before, const SymlinkNode* after, const std::string& path) {
    compare(InputKind::kSymlink, path, before == nullptr ? std::nullopt : std::optional(before->target),
            after == nullptr ? std::nullopt : std::optional(after->target));
  }

  void own(const Directory& before, const Directory& after, const std::string& path) {
    compare(InputKind::kMode, path, mode_text(before.properties), mode_text(after.properties));
    compare(InputKind::kTime, path, time_text(before.properties), time_text(after.properties));
    compare(InputKind::kHidden, path, hidden_text(before), hidden_text(after));
  }

  // Without anything in it that would name it.
  void lone(const Digest* before, const Digest* after, const std::string& path) {
    add(InputKind::kDirectory, path, before == nullptr ? std::nullopt : std::optional<std::string>("empty"),
        after == nullptr ? std::nullopt : std::optional<std::string>("empty"));
  }

  static bool empty(const Directory& directory) {
    return directory.files.empty() && directory.directories.empty() && directory.symlinks.empty();
  }
  static std::optional<std::string> text(const Digest* digest) {
    return digest == nullptr ? std::nullopt : std::optional(digest->to_string());
  }
  static std::string below(const std::string& path, std::string_view name) { return path + "/" + std::string(name); }

  void compare(InputKind kind, const std::string& path, std::optional<std::string> before,
               std::optional<std::string> after) {
    if (before != after) add(kind, path, std::move(before), std::move(after));
  }
  void add(InputKind kind, const std::string& path, std::optional<std::string> before,
           std::optional<std::string> after) {
    if (full()) return;
    found_.list.push_back({kind, path, layer_, std::move(before), std::move(after)});
  }
  bool full() {
    if (found_.list.size() >= kMostDifferences) found_.more = true;
    return found_.more;
  }

  std::size_t layer_;
  const GetBlob& get_;
  Differences& found_;
};

}  // namespace

Status add_layer_differences(const std::vector<Digest>& before, const std::vector<Digest>& after, const GetBlob& get,
                             Differences& found) {
  const auto [old_begin, now_begin] = std::ranges::mismatch(before, after);
  const auto bottom = static_cast<std::size_t>(old_begin - before.begin());
  std::size_t top = 0;
  while (bottom + top < std::min(before.size(), after.size()) &&
         before[before.size() - top - 1] == after[after.size() - top - 1]) {
    ++top;
  }
  const std::size_t old_end = before.size() - top;
  const std::size_t now_end = after.size() - top;
  for (std::size_t i = bottom; i < std::max(old_end, now_end); ++i) {
    const Digest* old = i < old_end ? &before[i] : nullptr;
    const Digest* now = i < now_end ? &after[i] : nullptr;
    if (old != nullptr && now != nullptr && *old == *now) continue;
    TRY(Walk(i, get, found).directories(old, now, {}));
  }
  return {};
}

}  // namespace maelstrom::reapi
