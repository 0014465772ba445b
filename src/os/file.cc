#include "os/file.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>

namespace maelstrom::os {

Result<Fd> open(const std::string& path, int flags, mode_t mode) { return open_at(AT_FDCWD, path, flags, mode); }

Result<Fd> open_at(int directory, const std::string& path, int flags, mode_t mode) {
  int fd = -1;
  do {
    fd = ::openat(directory, path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return fail(system_error(errno, "open", path));
  return Fd(fd);
}

Result<struct stat> stat(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return fail(system_error(errno, "stat", path));
  return info;
}

Result<struct stat> lstat(const std::string& path) {
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) return fail(system_error(errno, "lstat", path));
  return info;
}

bool exists(const std::string& path) { return stat(path).has_value(); }

bool is_directory(const std::string& path) {
  const auto info = stat(path);
  return info && S_ISDIR(info->st_mode);
}

Result<std::string> read_all(int fd, std::string_view name, std::uint64_t limit) {
  std::string bytes;
  struct stat info{};
  if (::fstat(fd, &info) == 0 && info.st_size > 0) bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);
  std::size_t used = 0;
  while (true) {
    bytes.resize(std::max<std::size_t>(bytes.capacity(), used + 16384));
    const ssize_t got = ::read(fd, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error(errno, "read", name));
    used += static_cast<std::size_t>(got);
    if (used > limit) return fail(ErrorCode::kExhausted, std::string(name) + ": larger than the limit");
    if (got == 0) break;
  }
  bytes.resize(used);
  return bytes;
}

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  TRY_ASSIGN(fd, open(path, O_RDONLY));
  return read_all(fd.get(), path, limit);
}

Result<std::string> read_head(const std::string& path, std::size_t bytes) {
  TRY_ASSIGN(fd, open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  std::string head(bytes, '\0');
  std::size_t have = 0;
  while (have < bytes) {
    const ssize_t got = ::read(fd.get(), head.data() + have, bytes - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error(errno, "read", path));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  head.resize(have);
  return head;
}

Status write_all(int fd, std::string_view bytes, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(system_error(errno, "write", name));
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Status replace_file(const std::string& path, std::string_view bytes, mode_t mode) {
  std::string beside = path + ".XXXXXX";
  Fd fd(::mkostemp(beside.data(), O_CLOEXEC));
  if (!fd) return fail(system_error(errno, "mkostemp", beside));
  auto written = write_all(fd.get(), bytes, beside);
  if (written && ::fchmod(fd.get(), mode) != 0) written = fail(system_error(errno, "fchmod", beside));
  if (written) written = rename(beside, path);
  if (!written) ::unlink(beside.c_str());
  return written;
}

Status make_directory(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0 || (errno == EEXIST && is_directory(path))) return {};
  return fail(system_error(errno, "mkdir", path));
}

Status make_directories(const std::string& path, mode_t mode) {
  if (is_directory(path)) return {};
  const auto slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) TRY(make_directories(path.substr(0, slash), mode));
  return make_directory(path, mode);
}

Status rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fail(system_error(errno, "rename", from + " to " + to));
  return {};
}

Status remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(system_error(errno, "unlink", path));
  return {};
}

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using OpenDirectory = std::unique_ptr<DIR, CloseDirectory>;

Result<OpenDirectory> open_directory_at(int parent, const std::string& name) {
  TRY_ASSIGN(fd, open_at(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  OpenDirectory directory(::fdopendir(fd.get()));
  if (!directory) return fail(system_error(errno, "fdopendir", name));
  fd.release();
  return directory;
}

bool is_dot(std::string_view name) { return name == "." || name == ".."; }

// Removes the entry `name` of `parent`, deepest first; one descriptor per level.
Status remove_at(int parent, const std::string& name) {
  if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM && errno != EACCES) return fail(system_error(errno, "unlink", name));
  struct stat info{};
  if (::fstatat(parent, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return fail(system_error(errno, "stat", name));
  if (!S_ISDIR(info.st_mode)) return fail(system_error(EACCES, "unlink", name));
  if ((info.st_mode & 0700) != 0700) ::fchmodat(parent, name.c_str(), 0700, 0);
  {
    TRY_ASSIGN(directory, open_directory_at(parent, name));
    while (const dirent* entry = ::readdir(directory.get())) {
      if (!is_dot(entry->d_name)) TRY_IN(name, remove_at(::dirfd(directory.get()), entry->d_name));
    }
  }
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
    return fail(system_error(errno, "rmdir", name));
  }
  return {};
}

}  // namespace

Status remove_tree(const std::string& path) { return remove_at(AT_FDCWD, path); }

Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) {
  return list_directory_at(AT_FDCWD, path);
}

Result<std::vector<DirectoryEntry>> list_directory_at(int directory_fd, const std::string& path) {
  TRY_ASSIGN(fd, open_at(directory_fd, path, O_RDONLY | O_DIRECTORY));
  OpenDirectory directory(::fdopendir(fd.get()));
  if (!directory) return fail(system_error(errno, "fdopendir", path));
  fd.release();
  std::vector<DirectoryEntry> entries;
  while (const dirent* entry = ::readdir(directory.get())) {
    if (is_dot(entry->d_name)) continue;
    unsigned char type = entry->d_type;
    struct stat info{};
    if (type == DT_UNKNOWN && ::fstatat(::dirfd(directory.get()), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
      type = static_cast<unsigned char>(IFTODT(info.st_mode));
    }
    entries.push_back({entry->d_name, type});
  }
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<std::string> read_link(const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
  if (length < 0) return fail(system_error(errno, "readlink", path));
  target.resize(static_cast<std::size_t>(length));
  return target;
}

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&::free)> resolved(::realpath(path.c_str(), nullptr), &::free);
  if (!resolved) return fail(system_error(errno, "realpath", path));
  return std::string(resolved.get());
}

std::string current_directory() {
  // NOLINTNEXTLINE(clang-analyzer-unix.StdCLibraryFunctions): glibc allocates, as getcwd(3) says
  const std::unique_ptr<char, decltype(&::free)> path(::getcwd(nullptr, 0), &::free);
  return path ? std::string(path.get()) : std::string("/");
}

Result<std::string> own_program() { return read_link("/proc/self/exe"); }

Result<TemporaryDirectory> TemporaryDirectory::create(const std::string& prefix) {
  const char* base = std::getenv("TMPDIR");
  std::string path = std::string(base != nullptr && *base != '\0' ? base : "/tmp") + "/" + prefix + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return fail(system_error(errno, "mkdtemp", path));
  return TemporaryDirectory(std::move(path));
}

TemporaryDirectory::~TemporaryDirectory() {
  if (!path_.empty()) static_cast<void>(remove_tree(path_));
}

}  // namespace maelstrom::os
