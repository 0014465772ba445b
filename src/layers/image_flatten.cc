#include "layers/image_flatten.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "layers/image_place.h"
#include "layers/tree_builder.h"

namespace maelstrom::layers {
namespace {

class Flatten {
 public:
  explicit Flatten(store::Store& store) : store_(store) {}

  Status lay(const ImageLayer& layer) {
    TreeBuilder linked;
    TRY(find_linked(layer.lower_links, "", linked));
    TRY(lay(layer.tree, ""));
    TRY_ASSIGN(tree, linked.store(store_));
    return lay(tree, "");
  }
  Result<Digest> finish() const { return flat_.store(store_); }

 private:
  // What the hard links of `links` mean before their own layer is laid.
  Status find_linked(const Digest& links, const std::string& path, TreeBuilder& linked) {
    TRY_ASSIGN(bytes, store_.get(links));
    TRY_ASSIGN(directory, Directory::decode(bytes));
    for (const auto& link : directory.symlinks) {
      const std::string name = path + "/" + link.name;
      TRY_ASSIGN_IN(printable(name), target, without_parent_links(flat_, link.target));
      if (flat_.kind_of(target) == TreeKind::kNothing) {
        return invalid(fmt::format("{}: a hard link to {}, which is no file before it or in a lower layer",
                                   printable(name), printable(target)));
      }
      TRY_IN(printable(name), linked.add_copy(name, flat_, target));
    }
    for (const auto& child : directory.directories) TRY(find_linked(child.digest, path + "/" + child.name, linked));
    return {};
  }

  // `path` is that of a directory of the flat tree, without links.
  Status lay(const Digest& digest, const std::string& path) {
    TRY_ASSIGN(bytes, store_.get(digest));
    TRY_ASSIGN(directory, Directory::decode(bytes));
    if (directory.opaque) flat_.clear(path);
    for (const auto& name : directory.whiteouts) flat_.remove(fmt::format("{}/{}", path, name));
    if (!directory.properties.empty()) TRY(flat_.add_directory(path, directory.properties));
    for (const auto& file : directory.files) TRY(lay_file(file, path + "/" + file.name));
    for (const auto& link : directory.symlinks) {
      TRY_ASSIGN(place, make_room(flat_, path + "/" + link.name, TreeKind::kSymlink));
      TRY(flat_.add_symlink(place, link.target));
    }
    for (const auto& child : directory.directories) TRY_IN(printable(child.name), lay_directory(child, path));
    return {};
  }

  Status lay_file(const FileNode& file, const std::string& path) {
    if (file.properties.fifo) {
      TRY_ASSIGN(place, make_room(flat_, path, TreeKind::kFifo));
      return flat_.add_fifo(place, file.properties);
    }
    TRY_ASSIGN(place, make_room(flat_, path, TreeKind::kFile));
    return flat_.add_file(place, {file.digest, file.executable, file.properties});
  }

  Status lay_directory(const DirectoryNode& child, const std::string& parent) {
    const std::string path = parent + "/" + child.name;
    if (flat_.kind_of(path) == TreeKind::kSymlink) {
      TRY_ASSIGN(implied, is_implied(child.digest));
      const auto target = without_links(flat_, path);  // a loop of links is replaced
      if (implied && target && flat_.kind_of(*target) == TreeKind::kDirectory) return lay(child.digest, *target);
    }
    TRY_ASSIGN(place, make_room(flat_, path, TreeKind::kDirectory));
    TRY(flat_.add_directory(place));
    return lay(child.digest, place);
  }

  // No entry of the layer's tar was this directory itself.
  Result<bool> is_implied(const Digest& digest) {
    TRY_ASSIGN(bytes, store_.get(digest));
    TRY_ASSIGN(directory, Directory::decode(bytes));
    return directory.properties.empty() && !directory.opaque;
  }

  store::Store& store_;
  TreeBuilder flat_;
};

}  // namespace

Result<Digest> flatten(store::Store& store, std::span<const ImageLayer> layers) {
  Flatten flat(store);
  for (std::size_t i = 0; i < layers.size(); ++i) TRY_IN(fmt::format("layer {}", i + 1), flat.lay(layers[i]));
  return flat.finish();
}

}  // namespace maelstrom::layers
