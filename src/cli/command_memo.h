// What command layers made, remembered in the store; in all programs that use the store each runs once.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/result.h"
#include "core/digest.h"
#include "session/ports.h"
#include "store/store.h"

namespace maelstrom::cli {

// Safe to use from several threads.
class CommandMemo {
 public:
  explicit CommandMemo(const store::Store& store) : store_(store) {}

  // As session::Ports::known_change has it; those of one program who ask for the same share the claim. Errors:
  // Interrupted if the store is given up while another program has the claim.
  Result<session::KnownChange> known(const Digest& key);
  // As session::Ports::remember_change has it.
  Status remember(const Digest& key, const Digest& tree) const;

 private:
  Result<std::optional<Digest>> remembered(const Digest& key) const;
  Result<std::shared_ptr<const void>> try_claim(const Digest& key);

  const store::Store& store_;
  std::mutex mutex_;
  std::unordered_map<Digest, std::weak_ptr<const void>> claims_;
};

}  // namespace maelstrom::cli
