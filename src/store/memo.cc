#include "store/memo.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "os/file.h"
#include "os/inode.h"
#include "os/lock.h"

namespace maelstrom::store {
namespace {
constexpr std::uint64_t kRecordLimit = UINT64_C(256) << 20;
// Locks are held for seconds: for as long as it takes to unpack a layer, or to run a command.
constexpr std::chrono::milliseconds kBetweenTries(10);
}  // namespace

std::string Memos::directory_of(std::string_view kind, const Digest& question) const {
  return fmt::format("{}/{}/{}", directory_, kind, question.hex().substr(0, 2));
}

Result<std::optional<std::string>> Memos::find(std::string_view kind, const Digest& question) const {
  const std::string path = directory_of(kind, question) + "/" + question.hex();
  auto record = os::read_file(path, kRecordLimit);
  if (record) {
    // For the eviction. That it cannot be noted, in a store that is read only, costs the record at worst.
    static_cast<void>(os::set_times({AT_FDCWD, path}, {.accessed = timespec{0, UTIME_NOW}}));
    return std::move(*record);
  }
  if (record.error().code() == ErrorCode::kNotFound) return std::nullopt;
  return fail(std::move(record).error());
}

Status Memos::remember(std::string_view kind, const Digest& question, std::string_view record) const {
  const std::string directory = directory_of(kind, question);
  TRY(os::make_directories(directory));
  return os::replace_file(directory + "/" + question.hex(), record);
}

Result<os::Fd> Memos::try_lock(std::string_view kind, const Digest& question) const {
  const std::string directory = directory_of(kind, question);
  TRY(os::make_directories(directory));
  const std::string path = directory + "/" + question.hex() + std::string(kLockSuffix);
  while (true) {
    TRY_ASSIGN(fd, os::open(path, O_RDWR | O_CREAT, 0644));
    TRY_ASSIGN(locked, os::try_lock_file(fd.get(), path, os::LockKind::kExclusive));
    if (!locked) return os::Fd();
    // An eviction may have taken the file away before it was locked: then others lock another one.
    TRY_ASSIGN(opened, os::stat_of(fd.get(), path));
    TRY_ASSIGN(there, os::stat_if_there({AT_FDCWD, path}));
    if (there && there->st_ino == opened.st_ino) return fd;
  }
}

Status Memos::wait() const {
  if (given_up_ != nullptr && *given_up_) return fail(ErrorCode::kInterrupted, "interrupted");
  std::this_thread::sleep_for(kBetweenTries);
  return {};
}

Result<os::Fd> Memos::lock(std::string_view kind, const Digest& question) const {
  while (true) {
    TRY_ASSIGN(fd, try_lock(kind, question));
    if (fd) return fd;
    TRY(wait());
  }
}

}  // namespace maelstrom::store
