#include "cli/directories.h"

#include <gtest/gtest.h>

#include <map>

namespace maelstrom::cli {
namespace {

Lookup of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(Directories, TheXdgVariablesComeFirstIfTheyAreAbsolute) {
  const Lookup environment = of({{"XDG_CACHE_HOME", "/c"}, {"XDG_STATE_HOME", "relative"}, {"HOME", "/h"}});
  EXPECT_EQ(default_cache_root(environment).value(), "/c/maelstrom");
  EXPECT_EQ(default_state_root(environment).value(), "/h/.local/state/maelstrom");
}

TEST(Directories, WithoutAHomeTheOptionIsNamed) {
  const auto root = default_cache_root(of({}));
  ASSERT_FALSE(root.has_value());
  EXPECT_EQ(root.error().code(), ErrorCode::kInvalid);
  EXPECT_NE(root.error().message().find("--cache-root"), std::string::npos);
}

}  // namespace
}  // namespace maelstrom::cli
