#include "layers/image_layer.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/strings.h"
#include "layers/archive_stream.h"
#include "layers/image_place.h"
#include "layers/inside_path.h"
#include "layers/tar_content.h"
#include "layers/tar_reader.h"

namespace maelstrom::layers {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
constexpr std::string_view kOfAufs = ".wh..wh.";
// Headers, and the zeros behind the last entry.
constexpr std::uint64_t kOverhead = UINT64_C(16) << 30;

class LayerBuild {
 public:
  LayerBuild(TarReader reader, store::Store& store, const TarLimits& limits)
      : reader_(std::move(reader)), content_(reader_, store, limits), store_(store), limits_(limits) {}

  Result<ImageLayer> run() {
    for (std::uint64_t count = 0;; ++count) {
      TRY_ASSIGN(entry, reader_.next());
      if (!entry) break;
      if (count == limits_.entries) return invalid(fmt::format("more than {} entries", limits_.entries));
      TRY_IN(printable(entry->name), take(*entry));
    }
    TRY_ASSIGN(tree, tree_.store(store_));
    ImageLayer layer{.tree = tree};
    if (devices_ > 0) {
      layer.warnings.push_back(fmt::format("{} left out of the image, {}: containers get devices by mounts",
                                           devices_ == 1 ? "a device is" : fmt::format("{} devices are", devices_),
                                           first_device_));
    }
    return layer;
  }

 private:
  Status take(const TarEntry& entry) {
    const auto parts = components(entry.name);
    if (!parts.empty() && parts.back().starts_with(kWhiteout)) return take_whiteout(entry.name, parts.back());
    if (entry.hard_link) return take_hard_link(entry);
    switch (entry.kind) {
      case S_IFREG:
        return take_file(entry);
      case S_IFDIR:
        return take_directory(entry);
      case S_IFLNK:
        return take_symlink(entry.name, entry.symlink);
      case S_IFIFO:
        return take_fifo(entry);
      case S_IFCHR:
      case S_IFBLK:
        if (devices_++ == 0) first_device_ = printable(entry.name);
        return {};
      default:
        return invalid("neither file, directory nor link");
    }
  }

  // `name` is the last component of `path`.
  Status take_whiteout(std::string_view path, std::string_view name) {
    const std::string parent(path.begin(), name.begin());
    TRY_ASSIGN(directory, make_room(tree_, parent, TreeKind::kDirectory));
    if (name == kOpaque) return tree_.add_opaque_directory(directory);
    if (name.starts_with(kOfAufs)) return {};
    const std::string_view hidden = name.substr(kWhiteout.size());
    if (hidden.empty() || hidden == "." || hidden == "..") return invalid("a whiteout of what is no name");
    return tree_.add_whiteout(directory + "/" + std::string(hidden));
  }

  Status take_hard_link(const TarEntry& entry) {
    TRY_ASSIGN_IN(fmt::format("a hard link to {}", printable(*entry.hard_link)), target,
                  without_parent_links(tree_, *entry.hard_link));
    TRY_ASSIGN(own, without_parent_links(tree_, entry.name));
    if (own == target) return {};
    if (const auto link = tree_.link_target(target)) return take_symlink(entry.name, *link);
    // Before room is made for it: its target may have to go.
    if (tree_.kind_of(target) != TreeKind::kFile) {
      return invalid(fmt::format("a hard link to {}, which is no file before it", printable(*entry.hard_link)));
    }
    TRY_ASSIGN(place, make_room(tree_, entry.name, TreeKind::kFile));
    return tree_.add_hard_link(place, target);
  }

  Status take_symlink(std::string_view name, const std::string& target) {
    TRY_ASSIGN(place, make_room(tree_, name, TreeKind::kSymlink));
    return tree_.add_symlink(place, target);
  }

  Status take_directory(const TarEntry& entry) {
    TRY_ASSIGN(place, make_room(tree_, entry.name, TreeKind::kDirectory));
    return tree_.add_directory(place, entry.properties);
  }

  Status take_fifo(const TarEntry& entry) {
    TRY(store_.put(std::string_view{}));  // what stands for its content in the tree
    TRY_ASSIGN(place, make_room(tree_, entry.name, TreeKind::kFifo));
    return tree_.add_fifo(place, entry.properties);
  }

  Status take_file(const TarEntry& entry) {
    TRY_ASSIGN(file, content_.store(entry));
    TRY_ASSIGN(place, make_room(tree_, entry.name, TreeKind::kFile));
    return tree_.add_file(place, file);
  }

  TarReader reader_;
  TarContent content_;
  store::Store& store_;
  const TarLimits limits_;
  TreeBuilder tree_;
  std::uint64_t devices_ = 0;
  std::string first_device_;
};

Status check_digests(const ArchiveStream::Digests& found, const BlobDescriptor& said, const std::string& diff_id) {
  if (found.folded.hash != said.digest.hash) {
    return invalid(fmt::format("its digest is sha256:{}", found.folded.hex()));
  }
  if (found.unfolded.hex() != diff_id) {
    return invalid(
        fmt::format("it unfolds to sha256:{}, where the configuration says sha256:{}", found.unfolded.hex(), diff_id));
  }
  return {};
}

}  // namespace

Result<ImageLayer> take_image_layer(os::Fd file, const BlobDescriptor& descriptor, const std::string& diff_id,
                                    store::Store& store, const TarLimits& limits) {
  TRY_ASSIGN(stream, ArchiveStream::open(std::move(file), descriptor.digest.size));
  TRY_ASSIGN(reader, TarReader::open_plain(*stream));
  TRY_ASSIGN(layer, LayerBuild(std::move(reader), store, limits).run());
  TRY_ASSIGN(digests, stream->finish(limits.content + kOverhead));
  TRY(check_digests(digests, descriptor, diff_id));
  return layer;
}

}  // namespace maelstrom::layers
