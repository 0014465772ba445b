#include "container/cell/merge.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>

#include "container/cell/kernel.h"
#include "os/fd.h"

namespace maelstrom::container::cell {
namespace {

constexpr int kDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

struct Close {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

Status check(int result, const char* call, const std::string& path) {
  if (result == 0) return {};
  return fail(system_error(errno, call, path));
}

bool is_directory(int directory, const char* name) {
  struct stat entry{};
  return ::fstatat(directory, name, &entry, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(entry.st_mode);
}

// What a layer above replaces. A directory that is not empty stays, and the call that follows says so.
void remove_entry(int directory, const char* name) {
  if (::unlinkat(directory, name, 0) != 0) ::unlinkat(directory, name, AT_REMOVEDIR);
}

Status link_again(int from, int to, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t size = ::readlinkat(from, name.c_str(), target, sizeof target - 1);
  if (size < 0) return fail(system_error(errno, "readlink", name));
  target[size] = '\0';
  return check(::symlinkat(target, to, name.c_str()), "symlink", name);
}

Status add_directory(int from, int to, const std::string& name, unsigned owner) {
  struct stat entry{};
  TRY(check(::fstatat(from, name.c_str(), &entry, AT_SYMLINK_NOFOLLOW), "stat", name));
  if (!is_directory(to, name.c_str())) {
    remove_entry(to, name.c_str());
    TRY(check(::mkdirat(to, name.c_str(), 0755), "mkdir", name));
  }
  TRY_ASSIGN(below_from, open_at({from, name.c_str()}, kDirectory));
  TRY_ASSIGN(below_to, open_at({to, name.c_str()}, kDirectory));
  TRY(merge_into(below_from.get(), below_to.get(), owner));
  return check(::fchmod(below_to.get(), entry.st_mode & 07777), "chmod", name);
}

Status add_entry(int from, int to, const std::string& name, unsigned char type, unsigned owner) {
  if (type == DT_DIR) return add_directory(from, to, name, owner);
  remove_entry(to, name.c_str());
  if (type == DT_LNK) return link_again(from, to, name);
  return check(::linkat(from, name.c_str(), to, name.c_str(), 0), "link", name);
}

}  // namespace

Status merge_into(int from, int to, unsigned owner) {
  os::Fd listed(::openat(from, ".", kDirectory | O_CLOEXEC));
  if (!listed) return fail(system_error(errno, "open", "a layer's directory"));
  const std::unique_ptr<DIR, Close> entries(::fdopendir(listed.get()));
  if (!entries) return fail(system_error(errno, "fdopendir"));
  static_cast<void>(listed.release());
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const unsigned char type = is_directory(from, entry->d_name) ? static_cast<unsigned char>(DT_DIR) : entry->d_type;
    TRY_IN(name, add_entry(from, to, std::string(name), type, owner));
  }
  return check(::fchown(to, owner, owner), "chown", "a directory");
}

Status make_directories_at(int root, const std::string& path, unsigned mode, unsigned owner) {
  TRY_ASSIGN(at, open_at({root, "."}, kDirectory));
  bool is_root = true;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty()) continue;
    if (::mkdirat(at.get(), name.c_str(), 0755) != 0 && errno != EEXIST) {
      return fail(system_error(errno, "mkdir", path));
    }
    // A link would lead out of the root, which is not that of this process.
    auto below = open_at({at.get(), name.c_str()}, kDirectory);
    if (!below) return fail(std::move(below).error().in(path));
    at = std::move(*below);
    is_root = false;
  }
  if (is_root) return {};
  TRY(check(::fchmod(at.get(), mode), "chmod", path));
  return check(::fchown(at.get(), owner, owner), "chown", path);
}

}  // namespace maelstrom::container::cell
