#include "store/leases.h"

#include <fcntl.h>

#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::store {
namespace {

std::uint64_t offset_of(const Digest& tree) {
  return std::hash<Digest>{}(tree) >> 2;  // off_t is signed
}

}  // namespace

Result<std::shared_ptr<Leases>> Leases::open(const std::string& root) {
  auto leases = std::make_shared<Leases>();
  leases->path_ = root + "/leases.lock";
  TRY_ASSIGN(shared, os::open(leases->path_, O_RDWR | O_CREAT, 0644));
  TRY_ASSIGN(exclusive, os::open(leases->path_, O_RDWR | O_CREAT, 0644));
  leases->shared_ = std::move(shared);
  leases->exclusive_ = std::move(exclusive);
  return leases;
}

Status Leases::hold(const Digest& tree) {
  const std::uint64_t offset = offset_of(tree);
  const std::scoped_lock lock(mutex_);
  if (const auto held = held_.find(offset); held != held_.end()) {
    ++held->second;
    return {};
  }
  TRY(os::lock_byte({shared_.get(), offset}, path_, os::LockKind::kShared));
  held_.emplace(offset, 1);
  return {};
}

void Leases::release(const Digest& tree) {
  const std::uint64_t offset = offset_of(tree);
  const std::scoped_lock lock(mutex_);
  const auto held = held_.find(offset);
  if (held == held_.end() || --held->second > 0) return;
  held_.erase(held);
  // An error leaves the tree held until the process ends, which harms nobody.
  static_cast<void>(os::unlock_byte({shared_.get(), offset}, path_));
}

Result<std::optional<Leases::Exclusion>> Leases::exclude(const Digest& tree) {
  const std::uint64_t offset = offset_of(tree);
  TRY_ASSIGN(locked, os::try_lock_byte({exclusive_.get(), offset}, path_, os::LockKind::kExclusive));
  std::optional<Exclusion> exclusion;
  if (locked) exclusion.emplace(Exclusion(*this, offset));
  return exclusion;
}

Leases::Exclusion::~Exclusion() {
  if (leases_ != nullptr) static_cast<void>(os::unlock_byte({leases_->exclusive_.get(), offset_}, leases_->path_));
}

}  // namespace maelstrom::store
