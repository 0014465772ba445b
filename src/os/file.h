// Files and directories: each system call has one door, and its error names the call and the path.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::os {

// open(2), with O_CLOEXEC always set.
Result<Fd> open(const std::string& path, int flags, mode_t mode = 0);
Result<Fd> open_at(int directory, const std::string& path, int flags, mode_t mode = 0);

Result<struct stat> stat(const std::string& path);
Result<struct stat> lstat(const std::string& path);
bool exists(const std::string& path);        // follows links
bool is_directory(const std::string& path);  // follows links

// The whole of a file, as bytes. Errors: Exhausted if it has more than `limit` bytes.
Result<std::string> read_file(const std::string& path, std::uint64_t limit = UINT64_C(1) << 32);
// At most the first `bytes` of it. What would block, a pipe, has none.
Result<std::string> read_head(const std::string& path, std::size_t bytes);
Result<std::string> read_all(int fd, std::string_view name, std::uint64_t limit = UINT64_C(1) << 32);
Status write_all(int fd, std::string_view bytes, std::string_view name);

// Writes beside `path` and renames: a reader sees the old content or the new, never a part.
Status replace_file(const std::string& path, std::string_view bytes, mode_t mode = 0644);

Status make_directory(const std::string& path, mode_t mode = 0755);    // an existing one is no error
Status make_directories(const std::string& path, mode_t mode = 0755);  // with its parents
Status rename(const std::string& from, const std::string& to);
Status remove_file(const std::string& path);
// Removes `path` with everything below, directories without write permission too; links are not
// followed. That nothing is there is no error.
Status remove_tree(const std::string& path);

struct DirectoryEntry {
  std::string name;
  unsigned char type = 0;  // DT_REG, DT_DIR, DT_LNK … (never DT_UNKNOWN)
};
// The entries of `path` but "." and "..", sorted by name as bytes.
Result<std::vector<DirectoryEntry>> list_directory(const std::string& path);
Result<std::vector<DirectoryEntry>> list_directory_at(int directory, const std::string& path);

Result<std::string> read_link(const std::string& path);
Result<std::string> real_path(const std::string& path);
std::string current_directory();
// The path of the running program. Source: proc(5), /proc/self/exe.
Result<std::string> own_program();

// A directory of one's own that is removed with its content at the end.
class TemporaryDirectory {
 public:
  static Result<TemporaryDirectory> create(const std::string& prefix = "maelstrom-");
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace maelstrom::os
