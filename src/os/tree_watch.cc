#include "os/tree_watch.h"

#include <dirent.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "os/file.h"

namespace maelstrom::os {
namespace {

constexpr std::uint32_t kMask =
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;

// A plain file that was just made is being written: the end of that is told.
bool is_being_written(const std::string& path) {
  const auto info = lstat(path);
  return info && S_ISREG(info->st_mode) && info->st_nlink == 1;
}

}  // namespace

struct TreeWatch::Event {
  int watch = -1;
  std::uint32_t mask = 0;
  std::string name;
};

class TreeWatch::Changes {
 public:
  void add(std::string path) {
    if (seen_.insert(path).second) paths_.push_back(std::move(path));
  }
  std::vector<std::string> take() { return std::move(paths_); }

 private:
  std::unordered_set<std::string> seen_;
  std::vector<std::string> paths_;
};

Result<std::unique_ptr<TreeWatch>> TreeWatch::open(std::string root, Ignores ignores) {
  Fd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify) return fail(system_error(errno, "inotify_init1"));
  std::unique_ptr<TreeWatch> tree(new TreeWatch(std::move(inotify), std::move(root), std::move(ignores)));
  TRY(tree->watch(tree->root_));
  tree->add_tree(tree->root_, nullptr);
  return tree;
}

Result<int> TreeWatch::watch(const std::string& directory) {
  const int descriptor = ::inotify_add_watch(inotify_.get(), directory.c_str(), kMask);
  if (descriptor < 0) return fail(system_error(errno, "inotify_add_watch", directory));
  return descriptor;
}

// Of a directory that came later everything in it is found: it may have been written before it was watched.
void TreeWatch::add_tree(const std::string& directory, Changes* found) {
  std::vector<std::string> left{directory};
  while (!left.empty()) {
    const std::string path = std::move(left.back());
    left.pop_back();
    auto descriptor = watch(path);
    if (!descriptor) {
      const int number = descriptor.error().system_errno();
      if (number != ENOENT && number != ENOTDIR && !shortage_) shortage_ = std::move(descriptor).error();
      continue;
    }
    Directory& known = directories_[*descriptor];
    known.path = path;  // one that was moved keeps its watch
    known.of_tree = true;
    const auto entries = list_directory(path);
    if (!entries) continue;
    for (const DirectoryEntry& entry : *entries) {
      std::string below = (path == "/" ? "" : path) + "/" + entry.name;
      if (ignores_(below)) continue;
      if (entry.type == DT_DIR) {
        left.push_back(std::move(below));
      } else if (found != nullptr) {
        found->add(std::move(below));
      }
    }
  }
}

Status TreeWatch::add_file(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string directory = slash == 0 ? "/" : path.substr(0, slash);
  TRY_ASSIGN(descriptor, watch(directory));
  const auto [known, added] = directories_.try_emplace(descriptor, Directory{.path = directory, .of_tree = false});
  known->second.files.insert(path.substr(slash + 1));
  return {};
}

void TreeWatch::take_event(const Event& event, Changes& changes) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {
    add_tree(root_, nullptr);
    return changes.add(root_);
  }
  const auto found = directories_.find(event.watch);
  if (found == directories_.end()) return;
  if ((event.mask & IN_IGNORED) != 0) {
    directories_.erase(found);
    return;
  }
  if (event.name.empty()) return;
  const Directory& directory = found->second;
  std::string path = (directory.path == "/" ? "" : directory.path) + "/" + event.name;
  if (!directory.files.contains(event.name) && (!directory.of_tree || ignores_(path))) return;
  const bool came = (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
  if ((event.mask & IN_ISDIR) != 0 && came) return add_tree(path, &changes);
  if ((event.mask & IN_CREATE) != 0 && is_being_written(path)) return;
  changes.add(std::move(path));
}

std::vector<std::string> TreeWatch::take() {
  Changes changes;
  alignas(inotify_event) std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(inotify_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return changes.take();
    for (ssize_t at = 0; at < got;) {
      inotify_event header{};
      std::memcpy(&header, buffer.data() + at, sizeof header);
      // The name is filled up with NULs.
      const char* name = buffer.data() + at + sizeof header;
      take_event({header.wd, header.mask, header.len > 0 ? std::string(name) : std::string()}, changes);
      at += static_cast<ssize_t>(sizeof header + header.len);
    }
  }
}

void TreeWatch::prune() {
  for (auto& [descriptor, directory] : directories_) {
    if (directory.path == root_ || !directory.of_tree || !ignores_(directory.path)) continue;
    directory.of_tree = false;
    // The kernel answers with IN_IGNORED.
    if (directory.files.empty()) ::inotify_rm_watch(inotify_.get(), descriptor);
  }
}

}  // namespace maelstrom::os
