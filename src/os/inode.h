// What a file's inode and its names carry: links, owner, mode, times.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace maelstrom::os {

// Paths are relative to the directory beside them; AT_FDCWD is the current one. Links are not followed.
struct Place {
  int directory;
  const std::string& path;
};

Result<struct stat> stat_of(int fd, const std::string& name);
// None if nothing is there.
Result<std::optional<struct stat>> stat_if_there(const Place& place);

Status link(const Place& from, const Place& to);
Status symlink(const std::string& target, const Place& place);
// Makes a named pipe; the umask does not count.
Status make_fifo(const Place& place, mode_t mode);
Status make_directory_at(const Place& place, mode_t mode);
Status remove_name(const Place& place);

enum class Renamed : std::uint8_t { kDone, kOtherIsThere };
// Errors other than the one that `to` is there already, which is no error: then `from` stays.
Result<Renamed> rename_unless_there(const std::string& from, const std::string& to);

struct Times {
  std::optional<struct timespec> accessed;  // none: stays as it is
  std::optional<struct timespec> modified;
};
Status set_times(const Place& place, const Times& times);
Status set_times(int fd, const std::string& name, const Times& times);
Status set_mode(int fd, const std::string& name, mode_t mode);
Status set_mode_at(const Place& place, mode_t mode);  // a link is followed
Status set_owner(const Place& place, uid_t user, gid_t group);
Status set_owner(int fd, const std::string& name, uid_t user, gid_t group);

}  // namespace maelstrom::os
