#include "os/inode.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace maelstrom::os {
namespace {

Status check(int result, std::string_view call, const std::string& subject) {
  if (result != 0) return fail(system_error(errno, call, subject));
  return {};
}

struct RawTimes {
  explicit RawTimes(const Times& times)
      : values{times.accessed.value_or(timespec{0, UTIME_OMIT}), times.modified.value_or(timespec{0, UTIME_OMIT})} {}
  struct timespec values[2];
};

}  // namespace

Result<struct stat> stat_of(int fd, const std::string& name) {
  struct stat info{};
  TRY(check(::fstat(fd, &info), "stat", name));
  return info;
}

Result<std::optional<struct stat>> stat_if_there(const Place& place) {
  struct stat info{};
  if (::fstatat(place.directory, place.path.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) return info;
  if (errno == ENOENT) return std::nullopt;
  return fail(system_error(errno, "stat", place.path));
}

Status link(const Place& from, const Place& to) {
  return check(::linkat(from.directory, from.path.c_str(), to.directory, to.path.c_str(), 0), "link",
               from.path + " to " + to.path);
}

Status symlink(const std::string& target, const Place& place) {
  return check(::symlinkat(target.c_str(), place.directory, place.path.c_str()), "symlink", place.path);
}

Status make_fifo(const Place& place, mode_t mode) {
  TRY(check(::mkfifoat(place.directory, place.path.c_str(), mode), "mkfifo", place.path));
  return set_mode_at(place, mode);
}

Status make_directory_at(const Place& place, mode_t mode) {
  return check(::mkdirat(place.directory, place.path.c_str(), mode), "mkdir", place.path);
}

Status remove_name(const Place& place) {
  return check(::unlinkat(place.directory, place.path.c_str(), 0), "unlink", place.path);
}

Result<Renamed> rename_unless_there(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return Renamed::kDone;
  if (errno == EEXIST || errno == ENOTEMPTY) return Renamed::kOtherIsThere;
  return fail(system_error(errno, "rename", from + " to " + to));
}

Status set_times(const Place& place, const Times& times) {
  const RawTimes raw(times);
  return check(::utimensat(place.directory, place.path.c_str(), raw.values, AT_SYMLINK_NOFOLLOW), "utimensat",
               place.path);
}

Status set_times(int fd, const std::string& name, const Times& times) {
  const RawTimes raw(times);
  return check(::futimens(fd, raw.values), "futimens", name);
}

Status set_mode(int fd, const std::string& name, mode_t mode) { return check(::fchmod(fd, mode), "fchmod", name); }

Status set_mode_at(const Place& place, mode_t mode) {
  return check(::fchmodat(place.directory, place.path.c_str(), mode, 0), "chmod", place.path);
}

Status set_owner(const Place& place, uid_t user, gid_t group) {
  return check(::fchownat(place.directory, place.path.c_str(), user, group, AT_SYMLINK_NOFOLLOW), "chown", place.path);
}

Status set_owner(int fd, const std::string& name, uid_t user, gid_t group) {
  return check(::fchown(fd, user, group), "fchown", name);
}

}  // namespace maelstrom::os
