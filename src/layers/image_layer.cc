#include "layers/image_layer.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <set>

#include "base/strings.h"
#include "layers/archive_stream.h"
#include "layers/image_place.h"
#include "layers/inside_path.h"
#include "layers/read_ahead.h"
#include "layers/tar_content.h"
#include "layers/tar_reader.h"
#include "os/machine.h"

namespace maelstrom::layers {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
constexpr std::string_view kOfAufs = ".wh..wh.";
// Headers, and the zeros behind the last entry.
constexpr std::uint64_t kOverhead = UINT64_C(16) << 30;
constexpr std::uint64_t kWorthAThread = 1 << 20;  // folded bytes

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
    TRY_ASSIGN(links, tree_.lower_links());
    TRY_ASSIGN(lower_links, links.store(store_));
    ImageLayer layer{.tree = tree, .lower_links = lower_links};
    if (!devices_.empty()) {
      layer.warnings.push_back(fmt::format(
          "{} left out of the image, {}: containers get devices by mounts",
          devices_.size() == 1 ? "a device is" : fmt::format("{} devices are", devices_.size()), first_device_));
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
        return take_device(entry);
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
    const TreeKind kind = tree_.kind_of(target);
    if (kind == TreeKind::kNothing) {
      return devices_.contains(target) ? take_device(entry) : take_lower_link(entry, target);
    }
    if (own == target) return {};
    if (const auto lower = tree_.lower_link_target(target)) return take_lower_link(entry, *lower);
    TreeBuilder copy;  // before room is made for it: its target may have to go
    TRY(copy.add_copy("/copy", tree_, target));
    TRY_ASSIGN(place, make_room(tree_, entry.name, kind));
    return tree_.add_copy(place, copy, "/copy");
  }

  Status take_lower_link(const TarEntry& entry, const std::string& target) {
    TRY_ASSIGN(place, make_room(tree_, entry.name, TreeKind::kLowerLink));
    return tree_.add_lower_link(place, target);
  }

  Status take_device(const TarEntry& entry) {
    TRY_ASSIGN(place, without_parent_links(tree_, entry.name));
    if (devices_.empty()) first_device_ = printable(entry.name);
    tree_.remove(place);
    devices_.insert(std::move(place));
    return {};
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
  std::set<std::string> devices_;  // where they would stand
  std::string first_device_;
};

// Unfolding and checking the digests takes about as long as what is done with the entries.
Result<ImageLayer> take_entries(ByteInput& stream, std::uint64_t folded_size, store::Store& store,
                                const TarLimits& limits) {
  const bool apart = folded_size >= kWorthAThread && os::usable_cores() > 1;
  const auto ahead = apart ? ReadAhead::start(stream) : nullptr;
  TRY_ASSIGN(reader, TarReader::open_plain(ahead ? *ahead : stream));
  return LayerBuild(std::move(reader), store, limits).run();
}

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
  TRY_ASSIGN(layer, take_entries(*stream, descriptor.digest.size, store, limits));
  TRY_ASSIGN(digests, stream->finish(limits.content + kOverhead));
  TRY(check_digests(digests, descriptor, diff_id));
  return layer;
}

}  // namespace maelstrom::layers
