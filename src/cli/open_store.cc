#include "cli/open_store.h"

#include <unistd.h>

#include <optional>

#include "container/cell.h"
#include "os/user_namespace.h"

namespace maelstrom::cli {
namespace {

// Root's cells become an unprivileged user, who must be able to read the layers. Root of a user
// namespace that has no such user stays who it is, and so do its cells.
Result<std::optional<store::Owner>> store_owner() {
  if (::geteuid() != 0) return std::nullopt;
  const store::Owner owner{container::kUnprivilegedUser, container::kUnprivilegedGroup};
  TRY_ASSIGN(mapped, os::maps_owner(owner.user, owner.group));
  return mapped ? std::optional(owner) : std::nullopt;
}

}  // namespace

Result<std::unique_ptr<store::Store>> open_store(const RunSettings& settings, const std::atomic<bool>* given_up) {
  TRY_ASSIGN(owner, store_owner());
  TRY_ASSIGN_IN(
      "the store", store,
      store::Store::open(
          {.root = settings.cache_root, .size_limit = settings.cache_size, .owner = owner, .given_up = given_up}));
  return store;
}

}  // namespace maelstrom::cli
