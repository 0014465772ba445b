#include "config/find_config.h"

#include <gmock/gmock.h>

#include <set>

namespace maelstrom::config {
namespace {

using ::testing::Optional;

struct FilesOnly : Host {
  explicit FilesOnly(std::set<std::string> paths) : paths(std::move(paths)) {}
  bool exists(const std::string& path) const override { return paths.contains(path); }
  Result<std::string> read_file(const std::string&) const override { return internal("not asked"); }
  Result<std::vector<HostEntry>> list(const std::string&) const override { return internal("not asked"); }
  Result<std::int64_t> modified(const std::string&) const override { return internal("not asked"); }
  Result<std::string> canonical(const std::string&) const override { return internal("not asked"); }
  Result<HostCommandResult> run(const HostCommand&) const override { return internal("not asked"); }
  std::set<std::string> paths;
};

TEST(FindConfig, TheNearestUpwardIsTheOne) {
  const FilesOnly host({"/p/maelstrom.toml", "/p/sub/maelstrom.toml"});
  EXPECT_THAT(find_config(host, "/p/sub/deep/er"), Optional(std::string("/p/sub/maelstrom.toml")));
  EXPECT_THAT(find_config(host, "/p/"), Optional(std::string("/p/maelstrom.toml")));
  EXPECT_EQ(find_config(host, "/q/sub"), std::nullopt);
}

TEST(FindConfig, TheRootItselfIsLookedInto) {
  EXPECT_THAT(find_config(FilesOnly({"/maelstrom.toml"}), "/a/b"), Optional(std::string("/maelstrom.toml")));
  EXPECT_THAT(find_config(FilesOnly({"/maelstrom.toml"}), "/"), Optional(std::string("/maelstrom.toml")));
}

}  // namespace
}  // namespace maelstrom::config
