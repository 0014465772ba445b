#include "execute/change_import.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <string>
#include <vector>

#include "os/file.h"

namespace maelstrom::execute {
namespace {

constexpr mode_t kPermissions = 07777;

struct Entry {
  std::string name;
  std::string path;  // inside the container
  struct stat info{};

  bool is_whiteout() const { return S_ISCHR(info.st_mode) && info.st_rdev == makedev(0, 0); }
};

Result<Entry> look_at(int directory, const std::string& path, const std::string& name) {
  Entry entry{name, path + "/" + name};
  if (::fstatat(directory, name.c_str(), &entry.info, AT_SYMLINK_NOFOLLOW) != 0) {
    return fail(system_error(errno, "stat", entry.path));
  }
  return entry;
}

// What has no permission for its owner gets it: the mode is known from before.
Result<os::Fd> open_entry(int directory, const Entry& entry, int flags, mode_t needed) {
  if ((entry.info.st_mode & needed) != needed &&
      ::fchmodat(directory, entry.name.c_str(), (entry.info.st_mode & kPermissions) | needed, 0) != 0) {
    return fail(system_error(errno, "chmod", entry.path));
  }
  TRY_ASSIGN_IN(entry.path, fd, os::open_at(directory, entry.name, flags | O_NOFOLLOW));
  return fd;
}

Result<std::string> link_target(int directory, const Entry& entry) {
  char target[PATH_MAX];
  const ssize_t size = ::readlinkat(directory, entry.name.c_str(), target, sizeof target);
  if (size < 0) return fail(system_error(errno, "readlink", entry.path));
  return std::string(target, static_cast<std::size_t>(size));
}

bool is_opaque(int directory) {
  char value = 0;
  return ::fgetxattr(directory, "user.overlay.opaque", &value, 1) == 1 && value == 'y';
}

class ChangeReader {
 public:
  explicit ChangeReader(store::Store& store) : store_(store) {}

  Result<Digest> read_directory(int fd, const std::string& path, mode_t mode) {
    Directory directory{.properties = {.unix_mode = mode & kPermissions}, .opaque = is_opaque(fd)};
    TRY_ASSIGN_IN(path, names, os::list_directory_at(fd, "."));
    for (const os::DirectoryEntry& found : names) {
      TRY_ASSIGN(entry, look_at(fd, path, found.name));
      TRY(add(directory, fd, entry));
    }
    return store_.put_directory(directory);
  }

 private:
  Status add(Directory& directory, int fd, const Entry& entry) {
    if (entry.is_whiteout()) {
      directory.whiteouts.push_back(entry.name);
    } else if (S_ISDIR(entry.info.st_mode)) {
      TRY_ASSIGN(below, open_entry(fd, entry, O_RDONLY | O_DIRECTORY, 0500));
      TRY_ASSIGN(digest, read_directory(below.get(), entry.path, entry.info.st_mode));
      directory.directories.push_back({entry.name, digest});
    } else if (S_ISLNK(entry.info.st_mode)) {
      TRY_ASSIGN(target, link_target(fd, entry));
      directory.symlinks.push_back({entry.name, std::move(target)});
    } else if (S_ISREG(entry.info.st_mode)) {
      return add_file(directory, fd, entry);
    } else if (S_ISFIFO(entry.info.st_mode)) {
      directory.files.push_back({entry.name, digest_of({}), false, properties_of(entry)});
    }
    return {};
  }

  static NodeProperties properties_of(const Entry& entry) {
    return {.unix_mode = entry.info.st_mode & kPermissions,
            .mtime_seconds = entry.info.st_mtim.tv_sec,
            .mtime_nanoseconds = static_cast<std::uint32_t>(entry.info.st_mtim.tv_nsec),
            .fifo = S_ISFIFO(entry.info.st_mode)};
  }

  Status add_file(Directory& directory, int fd, const Entry& entry) {
    const NodeProperties properties = properties_of(entry);
    TRY_ASSIGN(file, open_entry(fd, entry, O_RDONLY, 0400));
    TRY_ASSIGN(digest, store_.put_stream(file.get(), entry.path, properties));
    directory.files.push_back({entry.name, digest, (entry.info.st_mode & 0100) != 0, properties});
    return {};
  }

  store::Store& store_;
};

}  // namespace

Result<Digest> import_change(store::Store& store, int upper) {
  struct stat root{};
  if (::fstat(upper, &root) != 0) return fail(system_error(errno, "stat", "the changes of the file system"));
  return ChangeReader(store).read_directory(upper, "", root.st_mode);
}

}  // namespace maelstrom::execute
