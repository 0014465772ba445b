#include "layers/image_flatten.h"

#include "base/strings.h"
#include "layers/image_place.h"
#include "layers/tree_builder.h"

namespace maelstrom::layers {
namespace {

class Flatten {
 public:
  explicit Flatten(store::Store& store) : store_(store) {}

  Status lay(const Digest& layer) { return lay(layer, ""); }
  Result<Digest> finish() const { return flat_.store(store_); }

 private:
  // `path` is that of a directory of the flat tree, without links.
  Status lay(const Digest& digest, const std::string& path) {
    TRY_ASSIGN(bytes, store_.get(digest));
    TRY_ASSIGN(directory, Directory::decode(bytes));
    if (directory.opaque) flat_.clear(path);
    for (const auto& name : directory.whiteouts) flat_.remove(path + "/" + name);
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

Result<Digest> flatten(store::Store& store, std::span<const Digest> layers) {
  Flatten flat(store);
  for (const Digest& layer : layers) TRY(flat.lay(layer));
  return flat.finish();
}

}  // namespace maelstrom::layers
