#include "cli/watch_rules.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

TEST(WatchRules, SourcesCountAndWhatOthersKeepForThemselvesDoesNot) {
  const WatchRules rules{.project = "/home/me/.git/p", .ignored = {"/home/me/.git/p/out", "/home/me/.git/p/r.xml"}};
  for (const char* path :
       {"src/a.cc", "CMakeLists.txt", ".clang-format", "data/4913.txt", "a.swift", "outer/a.cc", "#1"}) {
    EXPECT_FALSE(rules.ignores("/home/me/.git/p/" + std::string(path))) << path;
  }
  for (const char* path :
       {"out", "out/a.o", "r.xml", "r.xml.a1B2c3", ".git/index", "sub/.hg/store", "src/.a.cc.swp", ".x.swx", "4913",
        "a.cc~", ".#a.cc", "#a.cc#", ".cache/clangd/index/a.idx", "tools/__pycache__/a.pyc"}) {
    EXPECT_TRUE(rules.ignores("/home/me/.git/p/" + std::string(path))) << path;
  }
}

TEST(WatchRules, OutsideTheProjectNamesMeanNothing) {
  const WatchRules rules{.project = "/p", .ignored = {}};
  EXPECT_FALSE(rules.ignores("/elsewhere/.git/config"));
}

}  // namespace
}  // namespace maelstrom::cli
