#include "container/cell/layer_stack.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "container/cell/base_room.h"
#include "container/cell/kernel.h"
#include "container/cell/moves.h"

namespace maelstrom::container::cell {
namespace {

constexpr const char* kUpper = "/upper/u";  // below kUpperPoint
constexpr const char* kWork = "/upper/w";

Result<std::vector<os::Fd>> open_layers(const Surroundings& surroundings) {
  std::vector<os::Fd> layers;
  for (auto name = surroundings.layers.rbegin(); name != surroundings.layers.rend(); ++name) {
    const std::string path = std::string(kLayersPoint) + "/" + std::string(*name);
    os::Fd layer(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!layer) return fail(system_error(errno, "open layer", *name));
    layers.push_back(std::move(layer));
  }
  return layers;
}

// A path as overlayfs takes it in a list: ":" and "," are its own signs.
std::string escaped(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (c == ':' || c == ',' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

// Linux < 6.13 takes no descriptors: one list of paths.
Status set_lower_list(NewMount& overlay, const Surroundings& surroundings) {
  std::string list;
  for (auto name = surroundings.layers.rbegin(); name != surroundings.layers.rend(); ++name) {
    list += std::string(kLayersPoint) + "/" + escaped(*name) + ":";
  }
  return overlay.set("lowerdir", (list + kEmptyDirectory).c_str());
}

Status set_lower(NewMount& overlay, const std::vector<os::Fd>& layers, const Surroundings& surroundings) {
  for (const os::Fd& layer : layers) {
    const Status set = overlay.set_fd("lowerdir+", layer.get());
    if (!set && &layer == &layers.front() && set.error().system_errno() == EINVAL) {
      return set_lower_list(overlay, surroundings);
    }
    TRY(set);
  }
  TRY_ASSIGN(empty, open_at({AT_FDCWD, kEmptyDirectory}, O_PATH | O_DIRECTORY));
  return overlay.set_fd("lowerdir+", empty.get());
}

}  // namespace

Status LayerStack::add_upper(std::uint64_t bytes, unsigned mode) {
  TRY_ASSIGN(volume, Volume::create(bytes, 0700));
  if (::mkdirat(volume.mount(), "u", mode) != 0 || ::mkdirat(volume.mount(), "w", 0700) != 0 ||
      ::fchmodat(volume.mount(), "u", mode, 0) != 0) {
    return fail(system_error(errno, "mkdir", "the upper layer"));
  }
  TRY(attach_mount(volume.mount(), kUpperPoint));
  TRY_ASSIGN(upper, open_at({volume.mount(), "u"}, O_RDONLY | O_DIRECTORY));
  upper_ = std::move(upper);
  volume_ = std::move(volume);
  return {};
}

Result<LayerStack> LayerStack::create(const Surroundings& surroundings, std::uint64_t upper_bytes) {
  LayerStack stack;
  TRY_ASSIGN(layers, open_layers(surroundings));
  TRY_ASSIGN(overlay, NewMount::open("overlay"));
  TRY(set_lower(overlay, layers, surroundings));
  // Otherwise removing a directory of a layer and making it again is EIO: trusted.* cannot be written.
  TRY(overlay.set_flag("userxattr"));
  if (surroundings.writable) {
    struct stat root{};
    if (::fstat(layers.front().get(), &root) != 0) return fail(system_error(errno, "fstat", "the top layer"));
    TRY(stack.add_upper(upper_bytes, (root.st_mode | 0200) & 07777));
    TRY(overlay.set("upperdir", kUpper));
    TRY(overlay.set("workdir", kWork));
  }
  const std::uint64_t read_only = surroundings.writable ? 0 : MOUNT_ATTR_RDONLY;
  TRY_ASSIGN(mount, overlay.create(MOUNT_ATTR_NOSUID | read_only));
  stack.mount_ = std::move(mount);
  if (stack.upper_) {
    // A modification time of old, so that every change shows: ctime may have the granularity of a tick.
    const timespec times[2] = {{1, 0}, {1, 0}};
    if (::futimens(stack.upper_.get(), times) != 0) return fail(system_error(errno, "futimens", "the upper layer"));
    TRY_ASSIGN(state, DirectoryState::of(stack.upper_.get()));
    stack.untouched_ = state;
  }
  return stack;
}

bool LayerStack::is_clean() const { return !untouched_ || untouched_->holds_of(upper_.get()); }

}  // namespace maelstrom::container::cell
