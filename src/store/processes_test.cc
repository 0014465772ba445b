// Several processes on one store, and what is left of it when they are killed or the disk is full.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

constexpr int kFiles = 40;

std::string content(int i) { return std::string(2000 + static_cast<std::size_t>(i), static_cast<char>('a' + i % 26)); }

// A tree of directories whose files differ.
Result<Digest> put_everything(Store& store) {
  Directory root;
  for (int i = 0; i < kFiles; ++i) {
    TRY_ASSIGN(blob, store.put(content(i)));
    TRY_ASSIGN(inner, store.put_directory({.files = {{"file", blob}}}));
    root.directories.push_back({std::to_string(i), inner});
  }
  return store.put_directory(root);
}

class ProcessesTest : public StoreTest {
 protected:
  template <typename Work>
  static pid_t spawn(Work work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    return child;
  }
  static int status_of(pid_t child) {
    int status = -1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return status;
  }
  // Everything is there and is what its name says.
  void expect_whole(Store& store) {
    const auto digest = put_everything(store);
    ASSERT_TRUE(digest) << digest.error().message();
    const auto tree = store.tree(*digest);
    ASSERT_TRUE(tree) << tree.error().message();
    for (int i = 0; i < kFiles; ++i) {
      EXPECT_EQ(os::read_file(path_of(*tree, std::to_string(i) + "/file")).value(), content(i));
      EXPECT_EQ(store.get(digest_of(content(i))).value(), content(i));
    }
  }
};

TEST_F(ProcessesTest, BuildTheSameTreeAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    children.push_back(spawn([&] {
      const auto store = Store::open({.root = root_});
      if (!store) return 1;
      const auto digest = put_everything(**store);
      return digest && (*store)->tree(*digest) ? 0 : 2;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(status_of(child), 0);
  expect_whole(*open());
}

TEST_F(ProcessesTest, EvictWhatOthersAreAboutToUse) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(spawn([&, i] {
      const auto store = Store::open({.root = root_});
      if (!store) return 1;
      for (int round = 0; round < 10; ++round) {
        if (i == 0) {
          if (!(*store)->collect_garbage(0)) return 3;
          continue;
        }
        const auto digest = put_everything(**store);
        if (!digest || !(*store)->tree(*digest)) return 2;
      }
      return 0;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(status_of(child), 0);
}

TEST_F(ProcessesTest, AKillAtAnyMomentLeavesAUsableStore) {
  std::mt19937 random(4711);
  for (int round = 0; round < 25; ++round) {
    const pid_t child = spawn([&]() -> int {
      while (true) {
        const auto store = Store::open({.root = root_});
        if (!store) return 1;
        const auto digest = put_everything(**store);
        if (!digest || !(*store)->tree(*digest)) return 2;
        static_cast<void>((*store)->collect_garbage(0));
      }
    });
    ::usleep(random() % 15'000);  // no wait for something: the moment of the kill
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    EXPECT_EQ(status_of(child), SIGKILL);
    expect_whole(*open());
  }
  EXPECT_EQ(os::list_directory(root_ + "/tmp").value().size(), 0U);
}

TEST_F(ProcessesTest, AFullDiskIsSaidAndLeavesNothingBehind) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  const std::string mount_point = scratch_.path();
  const pid_t child = spawn([&] {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 77;
    const auto write = [](const char* path, const std::string& text) {
      const auto fd = os::open(path, O_WRONLY);
      return fd && os::write_all(fd->get(), text, path);
    };
    const auto to_root = [](unsigned id) { return "0 " + std::to_string(id) + " 1"; };
    if (!write("/proc/self/setgroups", "deny") || !write("/proc/self/uid_map", to_root(user)) ||
        !write("/proc/self/gid_map", to_root(group))) {
      return 77;
    }
    if (::mount("tmpfs", mount_point.c_str(), "tmpfs", 0, "size=3m") != 0) return 77;
    const auto store = Store::open({.root = mount_point + "/store"});
    if (!store) return 1;
    const auto refused = (*store)->put(std::string(4 << 20, 'x'));
    if (refused || refused.error().code() != ErrorCode::kExhausted) return 2;
    if (!os::list_directory(mount_point + "/store/tmp")) return 3;
    const auto small = (*store)->put(std::string(1 << 20, 'y'));  // there is room again
    return small && (*store)->get(*small) ? 0 : 4;
  });
  const int status = status_of(child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "this kernel lets nobody make a mount namespace";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace maelstrom::store
