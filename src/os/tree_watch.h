// What is written in a directory and all below it, as it happens: inotify(7).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::os {

// Directories that come are watched as well; links to directories are not followed. Of a file that is written the end
// of the writing counts, which is when it is closed.
class TreeWatch {
 public:
  // Of a file or a directory (with what is below it): true if nobody wants to know of it.
  using Ignores = std::function<bool(const std::string& path)>;

  // Watches `root`, absolute, which itself is not ignored. Errors: inotify_init1(2); `root` cannot be watched.
  static Result<std::unique_ptr<TreeWatch>> open(std::string root, Ignores ignores);

  // A file beside the tree, or one that is ignored there; it need not exist, its directory must. Errors:
  // inotify_add_watch(2).
  Status add_file(const std::string& path);

  int fd() const { return inotify_.get(); }  // readable when something has changed

  // The paths that have changed since the last call, each once, without waiting. `root` itself stands for
  // whatever the kernel had no room to tell.
  std::vector<std::string> take();

  // Lets go of what is ignored by now.
  void prune();

  // Why parts of the tree are not watched, if so it is: as a rule fs.inotify.max_user_watches.
  const std::optional<Error>& shortage() const { return shortage_; }

 private:
  struct Directory {
    std::string path;
    bool of_tree = true;
    std::unordered_set<std::string> files;  // names that count in any case
  };
  struct Event;
  class Changes;

  TreeWatch(Fd inotify, std::string root, Ignores ignores)
      : inotify_(std::move(inotify)), root_(std::move(root)), ignores_(std::move(ignores)) {}

  Result<int> watch(const std::string& directory);
  void add_tree(const std::string& directory, Changes* found);
  void take_event(const Event& event, Changes& changes);

  Fd inotify_;
  std::string root_;
  Ignores ignores_;
  std::unordered_map<int, Directory> directories_;  // by watch descriptor
  std::optional<Error> shortage_;
};

}  // namespace maelstrom::os
