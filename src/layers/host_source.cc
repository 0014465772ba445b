#include "layers/host_source.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "layers/inside_path.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

std::string_view kind_name(mode_t mode) {
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISFIFO(mode)) return "a named pipe";
  return "a device";
}

}  // namespace

std::string HostSource::on_host(std::string_view path) const {
  return path.starts_with('/') ? std::string(path) : fmt::format("{}/{}", project_directory_, path);
}

Result<std::string> HostSource::place_of(std::string_view path) const {
  std::string place = tidy(path);
  if (prefix_.canonicalize) {
    TRY_ASSIGN(canonical, os::real_path(on_host(path)));
    place = std::move(canonical);
  }
  if (prefix_.strip_prefix && !prefix_.strip_prefix->empty()) {
    place = without_prefix(place, *prefix_.strip_prefix);
    if (place.empty()) {
      return invalid(fmt::format("{}: strip_prefix = \"{}\" leaves nothing of it", printable(path),
                                 printable(*prefix_.strip_prefix)));
    }
  }
  if (has_parent_step(place)) {
    return invalid(
        fmt::format("{}: \"..\" does not say where in the layer it stands; write the path without, or set "
                    "canonicalize = true",
                    printable(path)));
  }
  if (prefix_.prepend_prefix) place = fmt::format("{}/{}", *prefix_.prepend_prefix, place);
  return tidy("/" + place);
}

Status HostSource::add(std::string_view path, TreeBuilder& tree) const {
  if (path.empty()) return invalid("an empty path in a layer");
  TRY_ASSIGN(place, place_of(path));
  const std::string host_path = on_host(path);
  if (prefix_.follow_symlinks || prefix_.canonicalize) return add_content(host_path, place, tree);
  TRY_ASSIGN(info, os::lstat(host_path));
  return add_node(host_path, info, place, tree);
}

Status HostSource::add_content(const std::string& host_path, std::string_view path, TreeBuilder& tree) const {
  TRY_ASSIGN(info, os::stat(host_path));
  return add_node(host_path, info, path, tree);
}

Status HostSource::add_node(const std::string& host_path, const struct stat& info, std::string_view path,
                            TreeBuilder& tree) const {
  if (S_ISDIR(info.st_mode)) return tree.add_directory(path);
  if (S_ISLNK(info.st_mode)) {
    TRY_ASSIGN(target, os::read_link(host_path));
    return tree.add_symlink(path, std::move(target));
  }
  if (!S_ISREG(info.st_mode)) {
    return invalid(fmt::format("{}: {} cannot be part of a layer", printable(host_path), kind_name(info.st_mode)));
  }
  TRY_ASSIGN(digest, store_.put_file(host_path, info));
  return tree.add_file(path, {.digest = digest, .executable = (info.st_mode & 0111) != 0});
}

}  // namespace maelstrom::layers
