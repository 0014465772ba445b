// Which changes of files call for another round of `maelstrom test --watch`.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/digest.h"

namespace maelstrom::cli {

// A change ends what is under way and begins a round, also while a build is under way. But builds write into the
// project themselves, some of them: a path that was written during a build before counts only after the build, and only
// if its content is another one than after the last. Such a round follows another one of its kind at most once, for the
// sake of builds that never write the same.
class WatchChanges {
 public:
  // None: there is no such file.
  using Content = std::function<std::optional<Digest>(const std::string& path)>;

  // A round begins: what has changed so far is in its build.
  void build_begins();
  void build_ends(const Content& content);

  void add(const std::vector<std::string>& paths);

  // What another round is wanted for; in the order in which it was told.
  const std::vector<std::string>& wanted() const { return wanted_; }
  // What two builds, one after the other, have changed, if the last one has ended so.
  const std::vector<std::string>& unstable() const { return unstable_; }

 private:
  void want(const std::string& path);

  bool building_ = false;
  std::vector<std::string> wanted_;
  std::map<std::string, std::optional<Digest>> of_builds_;  // by path, the content after the last build
  std::set<std::string> touched_;                           // of them, in this build
  std::vector<std::string> unstable_;
  bool for_build_ = false;      // what is wanted is wanted for what the build wrote
  bool was_for_build_ = false;  // so was this round
};

}  // namespace maelstrom::cli
