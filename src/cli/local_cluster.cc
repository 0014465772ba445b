#include "cli/local_cluster.h"

#include <fcntl.h>

#include <nlohmann/json.hpp>

#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::cli {
namespace {

constexpr mode_t kPrivate = 0600;

std::optional<LocalCluster> parsed(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  LocalCluster cluster;
  try {
    cluster.keeper = json.at("keeper").get<pid_t>();
    cluster.address = json.at("address").get<std::string>();
    cluster.ended = json.at("ended").get<std::string>();
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return cluster;
}

}  // namespace

Result<os::Fd> LocalClusterPlace::open_lock() const {
  TRY(os::make_directories(directory_));
  return os::open(lock_path(), O_RDWR | O_CREAT, kPrivate);
}

Result<std::optional<os::Fd>> LocalClusterPlace::claim() const {
  TRY_ASSIGN(lock, open_lock());
  TRY_ASSIGN(mine, os::try_lock_byte({lock.get(), 0}, lock_path(), os::LockKind::kExclusive));
  if (!mine) return std::nullopt;
  return lock;
}

Status LocalClusterPlace::await_end() const {
  TRY_ASSIGN(lock, open_lock());
  return os::lock_byte({lock.get(), 0}, lock_path(), os::LockKind::kShared);
}

Result<std::optional<LocalClusterPlace::Found>> LocalClusterPlace::find() const {
  if (!os::exists(state_path())) return std::nullopt;
  TRY_ASSIGN(lock, open_lock());
  TRY_ASSIGN(runs, os::is_byte_locked({lock.get(), 0}, lock_path()));
  const auto text = os::read_file(state_path());
  if (!text) return std::nullopt;  // it has ended meanwhile
  const auto cluster = parsed(*text);
  if (!cluster) return std::nullopt;
  return Found{.runs = runs, .cluster = *cluster};
}

Status LocalClusterPlace::write(const LocalCluster& cluster) const {
  const nlohmann::json json{{"keeper", cluster.keeper}, {"address", cluster.address}, {"ended", cluster.ended}};
  return os::replace_file(state_path(), json.dump() + "\n", kPrivate);
}

Status LocalClusterPlace::forget() const { return os::exists(state_path()) ? os::remove_file(state_path()) : Status(); }

}  // namespace maelstrom::cli
