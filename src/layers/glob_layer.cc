#include "layers/glob_layer.h"

#include <dirent.h>
#include <fmt/format.h>

#include <string_view>

#include "base/glob.h"
#include "base/strings.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

bool fits_a_layer(unsigned char type) { return type == DT_REG || type == DT_DIR || type == DT_LNK; }

class Walk {
 public:
  Walk(const Glob& glob, const HostSource& source, TreeBuilder& tree, std::vector<std::string>& warnings)
      : glob_(glob), source_(source), tree_(tree), warnings_(warnings) {}

  // Everything below `directory` (relative to the project, "" is the project itself).
  Status below(const std::string& directory) {
    TRY_ASSIGN(entries, os::list_directory(source_.on_host(directory)));
    for (const os::DirectoryEntry& entry : entries) {
      const std::string path = directory.empty() ? entry.name : fmt::format("{}/{}", directory, entry.name);
      if (glob_.matches(path)) TRY(take(path, entry.type));
      if (entry.type == DT_DIR) TRY(below(path));
    }
    return {};
  }

  bool found_any() const { return found_any_; }

 private:
  Status take(const std::string& path, unsigned char type) {
    if (!fits_a_layer(type)) {
      warnings_.push_back(fmt::format("{}: neither file, directory nor link; left out of the layer", printable(path)));
      return {};
    }
    found_any_ = true;
    return source_.add(path, tree_);
  }

  const Glob& glob_;
  const HostSource& source_;
  TreeBuilder& tree_;
  std::vector<std::string>& warnings_;
  bool found_any_ = false;
};

// True if the walk can reach `directory`: it is there, and neither it nor what is above it is a link.
Result<bool> can_be_walked(const HostSource& source, std::string_view directory) {
  for (std::size_t end = 0; end != std::string_view::npos && !directory.empty();) {
    end = directory.find('/', end + 1);
    const auto info = os::lstat(source.on_host(directory.substr(0, end)));
    if (!info && info.error().code() == ErrorCode::kNotFound) return false;
    if (!info) return fail(info.error());
    if (!S_ISDIR(info->st_mode)) return false;
  }
  return true;
}

std::string_view without_dot(std::string_view pattern) {
  while (pattern.starts_with("./")) pattern.remove_prefix(2);
  return pattern;
}

}  // namespace

Status add_glob(const GlobLayer& layer, const HostSource& source, TreeBuilder& tree,
                std::vector<std::string>& warnings) {
  const std::string_view pattern = without_dot(layer.pattern);
  TRY_ASSIGN_IN(fmt::format("glob \"{}\"", printable(layer.pattern)), glob, Glob::parse(pattern));
  Walk walk(glob, source, tree, warnings);
  const bool absolute = pattern.starts_with('/');
  if (!absolute) {
    const std::string start(glob.literal_prefix());
    TRY_ASSIGN(reachable, can_be_walked(source, start));
    if (reachable) TRY(walk.below(start));
  }
  if (!walk.found_any() && !layer.allow_empty) {
    warnings.push_back(fmt::format("glob \"{}\" matches nothing{}", printable(layer.pattern),
                                   absolute ? ": patterns are relative to the project directory" : ""));
  }
  return {};
}

}  // namespace maelstrom::layers
