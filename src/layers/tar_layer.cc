#include "layers/tar_layer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/strings.h"
#include "layers/inside_path.h"
#include "layers/tar_content.h"
#include "layers/tar_reader.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
constexpr std::string_view kOfAufs = ".wh..wh.";  // what AUFS keeps for itself: `.wh..wh.plnk`, `.wh..wh.orph` …

class TarLayerBuild {
 public:
  TarLayerBuild(TarReader reader, store::Store& store, TreeBuilder& tree, const TarLimits& limits)
      : reader_(std::move(reader)), content_(reader_, store, limits), store_(store), tree_(tree), limits_(limits) {}

  Status run() {
    while (true) {
      TRY_ASSIGN(entry, reader_.next());
      if (!entry) return {};
      if (++entries_ > limits_.entries) return invalid(fmt::format("more than {} entries", limits_.entries));
      TRY_IN(printable(entry->name), take(*entry));
    }
  }

 private:
  Status take(const TarEntry& entry) {
    if (entry.name.starts_with('/')) return invalid("an absolute name; a layer's names are relative to its root");
    if (has_parent_step(entry.name)) return invalid("a name with \"..\"");
    const auto parts = components(entry.name);
    if (!parts.empty() && parts.back().starts_with(kWhiteout)) return take_whiteout(entry.name, parts.back());
    if (entry.hard_link) return take_hard_link(entry);
    switch (entry.kind) {
      case S_IFREG:
        return take_file(entry);
      case S_IFDIR:
        return tree_.add_directory(entry.name, entry.properties);
      case S_IFLNK:
        return take_symlink(entry);
      case S_IFIFO:
        return take_fifo(entry);
      case S_IFCHR:
      case S_IFBLK:
        return invalid("a device, which a layer cannot hold; containers get theirs by `devices` mounts");
      default:
        return invalid("neither file, directory nor link");
    }
  }

  // `name` is the last component of `path`.
  Status take_whiteout(std::string_view path, std::string_view name) {
    const std::string parent(path.begin(), name.begin());
    if (name == kOpaque) return tree_.add_opaque_directory(parent);
    if (name.starts_with(kOfAufs)) return {};
    const std::string_view hidden = name.substr(kWhiteout.size());
    if (hidden.empty() || hidden == "." || hidden == "..") return invalid("a whiteout of what is no name");
    return tree_.add_whiteout(parent + std::string(hidden));
  }

  Status take_hard_link(const TarEntry& entry) {
    if (entry.hard_link->starts_with('/') || has_parent_step(*entry.hard_link)) {
      return invalid(fmt::format("a hard link out of the tree, to {}", printable(*entry.hard_link)));
    }
    return tree_.add_hard_link(entry.name, *entry.hard_link);
  }

  // Absolute ones mean the container's root. A relative one that climbs above it means nothing.
  Status take_symlink(const TarEntry& entry) {
    std::size_t depth = components(entry.name).size();
    if (!entry.symlink.starts_with('/')) {
      for (const std::string_view part : components(entry.symlink)) {
        if (part != "..") {
          ++depth;
        } else if (--depth == 0) {
          return invalid(fmt::format("a link out of the tree, to {}", printable(entry.symlink)));
        }
      }
    }
    return tree_.add_symlink(entry.name, entry.symlink);
  }

  Status take_fifo(const TarEntry& entry) {
    TRY(store_.put(std::string_view{}));  // what stands for its content in the tree
    return tree_.add_fifo(entry.name, entry.properties);
  }

  Status take_file(const TarEntry& entry) {
    TRY_ASSIGN(file, content_.store(entry));
    return tree_.add_file(entry.name, file);
  }

  TarReader reader_;
  TarContent content_;
  store::Store& store_;
  TreeBuilder& tree_;
  const TarLimits limits_;
  std::uint64_t entries_ = 0;
};

}  // namespace

Status add_tar(const std::string& path, store::Store& store, TreeBuilder& tree, const TarLimits& limits) {
  TRY_ASSIGN(file, os::open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  TRY_ASSIGN_IN(printable(path), reader, TarReader::open(std::move(file)));
  TRY_IN(printable(path), TarLayerBuild(std::move(reader), store, tree, limits).run());
  return {};
}

}  // namespace maelstrom::layers
