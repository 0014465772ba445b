#include "layers/relocator.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/strings.h"
#include "layers/directory_merge.h"
#include "layers/inside_path.h"

namespace maelstrom::layers {
namespace {

using Steps = std::span<const std::string_view>;

class Move {
 public:
  Move(store::Store& store, const Relocation& relocation) : store_(store), relocation_(relocation) {}

  Result<Digest> run(const Digest& tree);

 private:
  Result<Digest> with_targets(const Digest& digest, const std::string& path) const;
  std::string target_from(const std::string& directory, const std::string& target) const;
  Result<std::optional<Digest>> without_moved(const Digest& digest, Steps steps);
  Result<Digest> with_moved(const std::optional<Digest>& digest, Steps steps) const;
  Result<Digest> united(const Digest& lower, const Digest& upper) const;
  Result<Directory> read(const Digest& digest) const;

  store::Store& store_;
  const Relocation& relocation_;
  std::optional<Digest> moved_;
};

auto find_name(auto& nodes, std::string_view name) {
  return std::ranges::find_if(nodes, [&](const auto& node) { return node.name == name; });
}

bool holds(const auto& nodes, std::string_view name) { return find_name(nodes, name) != nodes.end(); }

void take_out(Directory& directory, std::string_view name) {
  const auto is_it = [&](const auto& node) { return node.name == name; };
  std::erase_if(directory.files, is_it);
  std::erase_if(directory.symlinks, is_it);
  std::erase_if(directory.directories, is_it);
}

// Those nodes of `from`, in place of what has the same names.
void take_over(Directory& to, auto member, const Directory& from) {
  for (const auto& node : from.*member) {
    take_out(to, node.name);
    (to.*member).push_back(node);
  }
}

// Nobody asked for it: it is there for what stood in it.
bool is_needless(const Directory& directory) { return directory == Directory(); }

Result<Digest> Move::run(const Digest& tree) {
  TRY_ASSIGN(linked, with_targets(tree, ""));
  TRY_ASSIGN(rest, without_moved(linked, components(relocation_.from)));
  if (!moved_) return linked;
  return with_moved(rest, components(relocation_.to));
}

Result<Directory> Move::read(const Digest& digest) const {
  TRY_ASSIGN(read, read_directory(store_, digest));
  return std::move(read.content);
}

Result<Digest> Move::with_targets(const Digest& digest, const std::string& path) const {
  TRY_ASSIGN_IN(path.empty() ? "/" : printable(path), directory, read(digest));
  const Directory before = directory;
  for (SymlinkNode& link : directory.symlinks) link.target = target_from(path, link.target);
  for (DirectoryNode& child : directory.directories) {
    TRY_ASSIGN(target, with_targets(child.digest, path + "/" + child.name));
    child.digest = target;
  }
  return directory == before ? digest : store_.put_directory(directory);
}

std::string Move::target_from(const std::string& directory, const std::string& target) const {
  if (target.starts_with('/')) return relocated(target, relocation_);
  const std::string leads_to = resolve_text(directory.empty() ? "/" : directory, target);
  const auto moves = [this](const std::string& path) {
    return path == relocation_.from || path.starts_with(relocation_.from + "/");
  };
  return moves(directory) == moves(leads_to) ? target : relocated(leads_to, relocation_);
}

Result<std::optional<Digest>> Move::without_moved(const Digest& digest, Steps steps) {
  TRY_ASSIGN(directory, read(digest));
  const auto child = find_name(directory.directories, steps.front());
  if (child == directory.directories.end()) return digest;
  if (steps.size() == 1) {
    moved_ = child->digest;
    directory.directories.erase(child);
  } else {
    TRY_ASSIGN(rest, without_moved(child->digest, steps.subspan(1)));
    if (rest) {
      child->digest = *rest;
    } else {
      directory.directories.erase(child);
    }
  }
  if (is_needless(directory)) return std::nullopt;
  TRY_ASSIGN(stored, store_.put_directory(directory));
  return stored;
}

Result<Digest> Move::with_moved(const std::optional<Digest>& digest, Steps steps) const {
  if (steps.empty()) return digest ? united(*digest, *moved_) : *moved_;
  Directory directory;
  if (digest) {
    TRY_ASSIGN(there, read(*digest));
    directory = std::move(there);
  }
  const std::string name(steps.front());
  if (holds(directory.files, name) || holds(directory.symlinks, name)) {
    return invalid(name + " is no directory, and " + printable(relocation_.from) + " should stand at " +
                   printable(relocation_.to));
  }
  const auto child = find_name(directory.directories, name);
  const bool is_there = child != directory.directories.end();
  TRY_ASSIGN(filled, with_moved(is_there ? std::optional(child->digest) : std::nullopt, steps.subspan(1)));
  if (is_there) {
    child->digest = filled;
  } else {
    directory.directories.push_back({name, filled});
  }
  return store_.put_directory(directory);
}

Result<Digest> Move::united(const Digest& lower, const Digest& upper) const {
  TRY_ASSIGN(below, read(lower));
  TRY_ASSIGN(above, read(upper));
  for (DirectoryNode& child : above.directories) {
    if (const auto same = find_name(below.directories, child.name); same != below.directories.end()) {
      TRY_ASSIGN(both, united(same->digest, child.digest));
      child.digest = both;
    }
  }
  take_over(below, &Directory::files, above);
  take_over(below, &Directory::symlinks, above);
  take_over(below, &Directory::directories, above);
  if (!above.properties.empty()) below.properties = above.properties;
  return store_.put_directory(below);
}

}  // namespace

Result<Digest> Relocator::relocate(const Digest& tree) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = known_.find(tree); known != known_.end()) return known->second;
  }
  TRY_ASSIGN(moved, Move(store_, relocation_).run(tree));
  const std::scoped_lock lock(mutex_);
  return known_.emplace(tree, moved).first->second;
}

}  // namespace maelstrom::layers
