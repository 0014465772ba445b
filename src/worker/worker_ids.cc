#include "worker/worker_ids.h"

#include <fcntl.h>

#include <optional>
#include <random>

#include "base/strings.h"
#include "core/digest.h"
#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::worker {
namespace {

constexpr std::size_t kMostSlots = 10'000;
constexpr std::size_t kNameDigits = 16;

std::string random_name() {
  std::random_device random;
  std::string seed;
  for (int i = 0; i < 8; ++i) seed += std::to_string(random()) + " ";
  return digest_of(seed).hex().substr(0, kNameDigits);
}

// Made by whoever comes first; the directory is locked meanwhile.
Result<std::string> name_of(const std::string& directory) {
  TRY_ASSIGN(lock, os::open(directory, O_RDONLY | O_DIRECTORY));
  TRY(os::lock_file(lock.get(), directory, os::LockKind::kExclusive));
  const std::string path = directory + "/name";
  if (os::exists(path)) {
    TRY_ASSIGN(text, os::read_file(path, 1024));
    return std::string(trim(text));
  }
  std::string name = random_name();
  TRY(os::replace_file(path, name + "\n"));
  return name;
}

// None if another process holds it.
Result<std::optional<os::Fd>> lock_slot(const std::string& directory, std::size_t slot) {
  const std::string path = directory + "/slot-" + std::to_string(slot) + ".lock";
  TRY_ASSIGN(fd, os::open(path, O_RDWR | O_CREAT, 0644));
  TRY_ASSIGN(locked, os::try_lock_file(fd.get(), path, os::LockKind::kExclusive));
  if (!locked) return std::nullopt;
  return fd;
}

}  // namespace

Result<WorkerIds> WorkerIds::take(const std::string& directory, const std::string& host, std::size_t count) {
  TRY(os::make_directories(directory));
  TRY_ASSIGN(name, name_of(directory));
  WorkerIds taken;
  for (std::size_t slot = 0; taken.ids_.size() < count; ++slot) {
    if (slot == kMostSlots) return fail(ErrorCode::kExhausted, directory + ": too many workers use this directory");
    TRY_ASSIGN(lock, lock_slot(directory, slot));
    if (!lock) continue;
    taken.locks_.push_back(std::move(*lock));
    taken.ids_.push_back({{"host", host}, {"slot", std::to_string(slot)}, {"worker", name}});
  }
  return taken;
}

}  // namespace maelstrom::worker
