#include "cli/watch_changes.h"

#include <algorithm>
#include <utility>

namespace maelstrom::cli {

void WatchChanges::build_begins() {
  was_for_build_ = std::exchange(for_build_, false);
  building_ = true;
  wanted_.clear();
  touched_.clear();
  unstable_.clear();
}

void WatchChanges::build_ends(const Content& content) {
  if (!std::exchange(building_, false)) return;
  std::vector<std::string> changed;
  for (const std::string& path : std::exchange(touched_, {})) {
    auto now = content(path);
    std::optional<Digest>& before = of_builds_[path];
    if (now == before) continue;
    before = std::move(now);
    changed.push_back(path);
  }
  if (!wanted_.empty() || changed.empty()) return;
  if (was_for_build_) {
    unstable_ = std::move(changed);
  } else {
    wanted_ = std::move(changed);
    for_build_ = true;
  }
}

void WatchChanges::add(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (!building_) {
      want(path);
    } else if (of_builds_.try_emplace(path).second) {
      want(path);
    } else {
      touched_.insert(path);
    }
  }
}

void WatchChanges::want(const std::string& path) {
  for_build_ = false;
  if (std::ranges::find(wanted_, path) == wanted_.end()) wanted_.push_back(path);
}

}  // namespace maelstrom::cli
