#include "layers/libraries_layer.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "base/strings.h"
#include "layers/inside_path.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr int kLinkLimit = 40;  // as many as the kernel follows

class LibraryPlacer {
 public:
  LibraryPlacer(const SharedLibrariesLayer& layer, const HostSource& source, TreeBuilder& tree)
      : layer_(layer), source_(source), tree_(tree) {}

  Status place(const ClosureFile& file) {
    if (!file.alias.empty()) TRY(place_alias(file));
    TRY_ASSIGN(claimed, claim(file.inside_path, file.host_path));
    if (!claimed) return {};
    if (layer_.prefix.canonicalize) {
      TRY_ASSIGN(place, source_.place_of(file.host_path));
      return source_.add_content(file.host_path, place, tree_);
    }
    if (layer_.prefix.follow_symlinks) {
      TRY_ASSIGN(place, source_.place_of(file.inside_path));
      return source_.add_content(file.host_path, place, tree_);
    }
    return place_with_links(file.host_path, file.inside_path);
  }

 private:
  // True if `inside` is to be filled from `host`; false if it was already.
  Result<bool> claim(const std::string& inside, const std::string& host) {
    const auto [known, is_new] = claims_.emplace(inside, host);
    if (is_new) return true;
    if (known->second == host) return false;
    TRY_ASSIGN(one, os::real_path(known->second));
    TRY_ASSIGN(other, os::real_path(host));
    if (one == other) return false;
    return invalid(
        fmt::format("{} would have to be {} and {} at once; put the programs that need them into separate "
                    "layers",
                    printable(inside), printable(one), printable(other)));
  }

  Status place_alias(const ClosureFile& file) {
    TRY_ASSIGN(claimed, claim(file.alias, file.host_path));
    if (!claimed) return {};
    TRY_ASSIGN(place, source_.place_of(file.alias));
    const std::string& target_source = layer_.prefix.canonicalize ? file.host_path : file.inside_path;
    TRY_ASSIGN(target, source_.place_of(target_source));
    return tree_.add_symlink(place, std::move(target));
  }

  Status place_with_links(std::string host, std::string inside) {
    for (int links = 0; links < kLinkLimit; ++links) {
      TRY_ASSIGN(place, source_.place_of(inside));
      TRY_ASSIGN(info, os::lstat(host));
      if (!S_ISLNK(info.st_mode)) return source_.add_content(host, place, tree_);
      TRY_ASSIGN(target, os::read_link(host));
      inside = resolve_text(parent_of(inside), target);
      host = target.starts_with('/') ? target : fmt::format("{}/{}", parent_of(host), target);
      // The options may have moved the two places apart.
      TRY_ASSIGN(target_place, source_.place_of(inside));
      const bool leads_there = resolve_text(parent_of(place), target) == target_place;
      TRY(tree_.add_symlink(place, leads_there ? std::move(target) : std::move(target_place)));
    }
    return invalid(fmt::format("{}: too many links", printable(host)));
  }

  const SharedLibrariesLayer& layer_;
  const HostSource& source_;
  TreeBuilder& tree_;
  std::map<std::string, std::string> claims_;  // inside → host
};

}  // namespace

Status add_libraries(const SharedLibrariesLayer& layer, const HostSource& source, Closure& closure, TreeBuilder& tree) {
  LibraryPlacer placer(layer, source, tree);
  for (const auto& binary : layer.binaries) {
    if (binary.empty()) return invalid("an empty path in shared_library_dependencies");
    TRY_ASSIGN(host_path, os::real_path(source.on_host(binary)));
    // The program of a path that is relative to the project stands, in a `paths` layer, below the root;
    // $ORIGIN still means its place on the host: libraries keep theirs.
    const std::string inside = resolve_text("/", source.on_host(binary));
    TRY_ASSIGN(files, closure.of({host_path, inside}));
    for (const ClosureFile& file : files) TRY(placer.place(file));
  }
  return {};
}

}  // namespace maelstrom::layers
