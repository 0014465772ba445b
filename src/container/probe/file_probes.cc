#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <ctime>

#include "container/probe/descriptors.h"
#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

constexpr time_t kMark = 123'456'789;  // a time that nothing else has
constexpr std::size_t kHeldBytes = 4 << 20;

Answer leave_file(const char* path) {
  const int fd = ::open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  return fd >= 0 && ::write(fd, "left", 4) == 4 ? Answer::kDone : failed(path);
}
Answer see_file(const char* path) { return seen_if(::access(path, F_OK) == 0); }

Answer leave_tmp() {
  if (::mkdir("/tmp/a", 0700) != 0 || ::mkdir("/tmp/a/b", 0700) != 0) return failed("mkdir");
  return leave_file("/tmp/a/b/left");
}
Answer see_tmp() { return see_file("/tmp/a"); }
Answer leave_shm() { return leave_file("/dev/shm/left"); }
Answer see_shm() { return see_file("/dev/shm/left"); }

Answer see_mode(const char* path, mode_t mode) {
  struct stat info{};
  if (::stat(path, &info) != 0) return failed(path);
  return seen_if((info.st_mode & 07777) == mode);
}
Answer leave_tmp_mode() { return ::chmod("/tmp", 0) == 0 ? Answer::kDone : failed("chmod"); }
Answer see_tmp_mode() { return see_mode("/tmp", 0); }

// Without a name, and open only in a message that nobody can read any more.
Answer leave_held_file() {
  const int fd = ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 || ::posix_fallocate(fd, 0, kHeldBytes) != 0) return failed("O_TMPFILE");
  return put_into_cycle(fd) ? Answer::kDone : failed("sendmsg");
}
Answer see_held_file() {
  struct statfs info{};
  if (::statfs("/tmp", &info) != 0) return failed("statfs");
  return seen_if((info.f_blocks - info.f_bfree) * static_cast<std::size_t>(info.f_bsize) >= kHeldBytes);
}

constexpr const char* kLayerFile = "/layer/file";

Answer leave_root_file() { return leave_file("/left"); }
Answer see_root_file() { return see_file("/left"); }

Answer leave_copy_up() { return write_text(kLayerFile, "changed") ? Answer::kDone : failed(kLayerFile); }
Answer see_copy_up() {
  char text[8] = {};
  const int fd = ::open(kLayerFile, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || ::read(fd, text, 7) < 0) return failed(kLayerFile);
  return seen_if(text[0] == 'c' && text[1] == 'h');
}

Answer leave_deletion() { return ::unlink(kLayerFile) == 0 ? Answer::kDone : failed("unlink"); }
Answer see_deletion() { return seen_if(::access(kLayerFile, F_OK) != 0); }

Answer leave_root_mode() { return ::chmod("/", 0711) == 0 ? Answer::kDone : failed("chmod"); }
Answer see_root_mode() { return see_mode("/", 0711); }

Answer mark_times(const char* path) {
  const std::array<timespec, 2> times = {timespec{kMark, 0}, timespec{kMark, 0}};
  return ::utimensat(AT_FDCWD, path, times.data(), 0) == 0 ? Answer::kDone : failed("utimensat");
}
Answer leave_root_times() { return mark_times("/"); }
Answer see_root_times() {
  struct stat info{};
  if (::stat("/", &info) != 0) return failed("stat");
  return seen_if(info.st_mtim.tv_sec == kMark);
}

// The directory is empty again: only its times tell that it was used.
Answer leave_created_and_deleted() {
  if (::mkdir("/made", 0700) != 0 || ::rmdir("/made") != 0) return failed("mkdir");
  return mark_times("/");
}

constexpr Probe kProbes[] = {
    {"tmp", leave_tmp, see_tmp},
    {"dev-shm", leave_shm, see_shm},
    {"tmp-mode", leave_tmp_mode, see_tmp_mode},
    {"held-file", leave_held_file, see_held_file},
    {"root-file", leave_root_file, see_root_file},
    {"root-copy-up", leave_copy_up, see_copy_up},
    {"root-deletion", leave_deletion, see_deletion},
    {"root-mode", leave_root_mode, see_root_mode},
    {"root-times", leave_root_times, see_root_times},
    {"root-create-delete", leave_created_and_deleted, see_root_times},
};

}  // namespace

std::span<const Probe> file_probes() { return kProbes; }

}  // namespace maelstrom::container::probe
