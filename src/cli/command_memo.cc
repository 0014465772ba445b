#include "cli/command_memo.h"

#include <string_view>
#include <utility>

namespace maelstrom::cli {
namespace {

constexpr std::string_view kCommands = "commands";

}  // namespace

Result<std::optional<Digest>> CommandMemo::remembered(const Digest& key) const {
  TRY_ASSIGN(record, store_.memos().find(kCommands, key));
  if (!record) return std::nullopt;
  const auto tree = Digest::parse(*record);
  // What was not used for long may have gone since.
  if (!tree || !store_.contains_tree(*tree)) return std::nullopt;
  return *tree;
}

// None if another program has it.
Result<std::shared_ptr<const void>> CommandMemo::try_claim(const Digest& key) {
  const std::lock_guard lock(mutex_);
  auto& claim = claims_[key];
  if (auto own = claim.lock()) return own;
  TRY_ASSIGN(fd, store_.memos().try_lock(kCommands, key));
  std::shared_ptr<const void> made;
  if (fd) made = std::make_shared<const os::Fd>(std::move(fd));
  claim = made;
  return made;
}

Result<session::KnownChange> CommandMemo::known(const Digest& key) {
  while (true) {
    TRY_ASSIGN(tree, remembered(key));
    if (tree) return session::KnownChange{.tree = tree};
    TRY_ASSIGN(claim, try_claim(key));
    if (claim) {
      // Whoever had the claim may have let go of it since we looked.
      TRY_ASSIGN(now, remembered(key));
      return now ? session::KnownChange{.tree = now} : session::KnownChange{.claim = std::move(claim)};
    }
    TRY(store_.memos().wait());
  }
}

Status CommandMemo::remember(const Digest& key, const Digest& tree) const {
  return store_.memos().remember(kCommands, key, tree.to_string());
}

}  // namespace maelstrom::cli
