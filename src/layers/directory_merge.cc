#include "layers/directory_merge.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

// A whiteout comes first: it says nothing of its own layer.
enum class Kind : std::uint8_t { kWhiteout, kDirectory, kFile, kSymlink };

struct Entry {
  std::string_view name;
  std::size_t layer = 0;
  Kind kind = Kind::kWhiteout;
  std::size_t index = 0;  // among those of its kind
};

struct Change {
  Entry entry;
  std::optional<Digest> directory;  // what it becomes; none: it is taken out
};

// An implied parent and a stub leave the directory's mode to others.
bool gives_mode(const NodeProperties& properties) { return properties.unix_mode && !properties.stub; }

bool look_the_same(const NodeProperties& one, const NodeProperties& other) {
  const auto face = [](const NodeProperties& properties) {
    return std::tie(properties.unix_mode, properties.mtime_seconds, properties.mtime_nanoseconds);
  };
  return face(one) == face(other);
}

// What the highest opaque directory hides.
void take_out_what_is_below_opaque(std::vector<LayerDirectory>& layers) {
  std::size_t end = layers.size();
  while (end > 0 && !layers[end - 1].content.opaque) --end;
  for (std::size_t i = 0; i + 1 < end; ++i) {
    Directory& content = layers[i].content;
    if (is_empty(content)) continue;
    content.files.clear();
    content.directories.clear();
    content.symlinks.clear();
    layers[i].changed = true;
  }
}

// overlayfs shows the mode and time of the highest.
void settle_properties(std::vector<LayerDirectory>& layers) {
  NodeProperties effective = layers.front().content.properties;
  LayerDirectory* top = &layers.front();
  for (LayerDirectory& layer : layers) {
    const NodeProperties& own = layer.content.properties;
    if (gives_mode(own)) effective = own;
    layer.needless = &layer != &layers.front() && is_empty(layer.content) && !gives_mode(own);
    if (!layer.needless) top = &layer;
  }
  if (look_the_same(top->content.properties, effective)) return;
  top->content.properties = effective;
  top->changed = true;
}

std::vector<Entry> entries_of(const std::vector<LayerDirectory>& layers) {
  std::vector<Entry> entries;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const Directory& content = layers[layer].content;
    const auto add = [&](Kind kind, const auto& nodes, const auto& name_of) {
      for (std::size_t i = 0; i < nodes.size(); ++i) entries.push_back({name_of(nodes[i]), layer, kind, i});
    };
    const auto name = [](const auto& node) -> std::string_view { return node.name; };
    add(Kind::kWhiteout, content.whiteouts, [](const std::string& hidden) -> std::string_view { return hidden; });
    add(Kind::kDirectory, content.directories, name);
    add(Kind::kFile, content.files, name);
    add(Kind::kSymlink, content.symlinks, name);
  }
  std::ranges::sort(entries, [](const Entry& one, const Entry& other) {
    return std::tie(one.name, one.layer, one.kind) < std::tie(other.name, other.layer, other.kind);
  });
  return entries;
}

// No entry has an empty name, so it marks what is to go.
void take_out_nameless(Directory& content) {
  const auto is_nameless = [](const auto& node) { return node.name.empty(); };
  std::erase_if(content.files, is_nameless);
  std::erase_if(content.directories, is_nameless);
  std::erase_if(content.symlinks, is_nameless);
}

void apply_changes(const std::vector<Change>& changes, std::vector<LayerDirectory>& layers) {
  for (const Change& change : changes) {
    LayerDirectory& layer = layers[change.entry.layer];
    layer.changed = true;
    const std::size_t index = change.entry.index;
    if (change.directory) {
      layer.content.directories[index].digest = *change.directory;
    } else if (change.entry.kind == Kind::kDirectory) {
      layer.content.directories[index].name.clear();
    } else if (change.entry.kind == Kind::kFile) {
      layer.content.files[index].name.clear();
    } else {
      layer.content.symlinks[index].name.clear();
    }
  }
  for (LayerDirectory& layer : layers) {
    if (layer.changed) take_out_nameless(layer.content);
  }
}

class Merge {
 public:
  explicit Merge(store::Store& store) : store_(store) {}

  Status run(std::vector<LayerDirectory>& layers) const;

 private:
  Status settle(std::span<const Entry> same_name, const std::vector<LayerDirectory>& layers,
                std::vector<Change>& changes) const;
  Status settle_directories(const std::vector<Entry>& group, const std::vector<LayerDirectory>& layers,
                            std::vector<Change>& changes) const;
  Result<bool> is_stub(const Entry& entry, const std::vector<LayerDirectory>& layers) const;
  Result<bool> holds_only_stubs(const Digest& directory) const;

  store::Store& store_;
};

Status Merge::run(std::vector<LayerDirectory>& layers) const {
  take_out_what_is_below_opaque(layers);
  const std::vector<Entry> entries = entries_of(layers);
  std::vector<Change> changes;
  for (auto begin = entries.begin(); begin != entries.end();) {
    const auto end = std::find_if(begin, entries.end(), [&](const Entry& entry) { return entry.name != begin->name; });
    if (end - begin > 1) TRY_IN(printable(begin->name), settle({begin, end}, layers, changes));
    begin = end;
  }
  apply_changes(changes, layers);
  settle_properties(layers);
  return {};
}

Status Merge::settle(std::span<const Entry> same_name, const std::vector<LayerDirectory>& layers,
                     std::vector<Change>& changes) const {
  std::vector<Entry> below;  // all that stays, visible or not
  std::vector<Entry> group;  // the directories that merge; none where something else is visible
  for (const Entry& entry : same_name) {
    if (entry.kind == Kind::kWhiteout) {
      for (const Entry& hidden : below) changes.push_back({hidden, std::nullopt});
      below.clear();
      group.clear();
      continue;
    }
    const bool merges = entry.kind == Kind::kDirectory && !group.empty();
    if (!merges && !below.empty()) {
      TRY_ASSIGN(stub, is_stub(entry, layers));
      if (stub) {
        changes.push_back({entry, std::nullopt});
        continue;
      }
      group.clear();
    }
    if (entry.kind == Kind::kDirectory) group.push_back(entry);
    below.push_back(entry);
  }
  return group.size() > 1 ? settle_directories(group, layers, changes) : Status{};
}

Status Merge::settle_directories(const std::vector<Entry>& group, const std::vector<LayerDirectory>& layers,
                                 std::vector<Change>& changes) const {
  std::vector<LayerDirectory> directories;
  for (const Entry& entry : group) {
    TRY_ASSIGN(directory, read_directory(store_, layers[entry.layer].content.directories[entry.index].digest));
    directories.push_back(std::move(directory));
  }
  TRY(run(directories));
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (directories[i].needless) {
      changes.push_back({group[i], std::nullopt});
    } else if (directories[i].changed) {
      TRY_ASSIGN(digest, store_directory(store_, directories[i]));
      changes.push_back({group[i], digest});
    }
  }
  return {};
}

Result<bool> Merge::is_stub(const Entry& entry, const std::vector<LayerDirectory>& layers) const {
  const Directory& content = layers[entry.layer].content;
  if (entry.kind == Kind::kDirectory) return holds_only_stubs(content.directories[entry.index].digest);
  return entry.kind == Kind::kFile && content.files[entry.index].properties.stub;
}

// An empty directory that is no stub was asked for by its name.
Result<bool> Merge::holds_only_stubs(const Digest& digest) const {
  TRY_ASSIGN(directory, read_directory(store_, digest));
  const Directory& content = directory.content;
  if (gives_mode(content.properties) || !content.symlinks.empty()) return false;
  if (is_empty(content)) return content.properties.stub;
  if (!std::ranges::all_of(content.files, [](const FileNode& file) { return file.properties.stub; })) return false;
  for (const DirectoryNode& child : content.directories) {
    TRY_ASSIGN(only_stubs, holds_only_stubs(child.digest));
    if (!only_stubs) return false;
  }
  return true;
}

}  // namespace

bool is_empty(const Directory& directory) {
  return directory.files.empty() && directory.directories.empty() && directory.symlinks.empty();
}

Result<LayerDirectory> read_directory(store::Store& store, const Digest& digest) {
  TRY_ASSIGN(bytes, store.get(digest));
  TRY_ASSIGN(content, Directory::decode(bytes));
  return LayerDirectory{.digest = digest, .content = std::move(content)};
}

Status merge_directories(store::Store& store, std::vector<LayerDirectory>& layers) { return Merge(store).run(layers); }

Result<Digest> store_directory(store::Store& store, const LayerDirectory& directory) {
  return directory.changed ? store.put_directory(directory.content) : directory.digest;
}

}  // namespace maelstrom::layers
