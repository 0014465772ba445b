#include "cli/settings.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Asking asking(std::map<std::string, std::string> variables) {
  return {"run", "/now", [variables = std::move(variables)](const std::string& name) {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
          }};
}

TEST(Settings, WhatIsTypedIsKnownByItsOption) {
  const auto typed = typed_settings({.no_build = true}, {.slots = 2, .timeout = 9}, {.reports = {"json=r"}}, "/now");
  EXPECT_EQ(typed.slots, 2U);
  EXPECT_EQ(typed.timeout, std::chrono::seconds(9));
  EXPECT_EQ(typed.no_build, true);
  EXPECT_FALSE(typed.verbose);
  EXPECT_THAT(typed.report, ElementsAre("json=/now/r"));
  EXPECT_EQ(typed.origins.at("no-build"), "--no-build");
}

TEST(Settings, AProgramsFileIsStrongerThanTheCommonOneOfTheSameDirectory) {
  session::FakeHost host;
  host.add("/h/.config/maelstrom/config.toml", "slots = 1\ncache-root = \"c\"\n");
  host.add("/h/.config/maelstrom/run/config.toml", "slots = 2\n");
  host.add("/etc/xdg/maelstrom/config.toml", "slots = 3\nui = \"quiet\"\n");
  const auto all = user_settings(host, asking({{"HOME", "/h"}}));
  ASSERT_TRUE(all) << all.error().message();
  const auto settings = config::merged(*all);
  EXPECT_EQ(settings.slots, 2U);
  EXPECT_EQ(settings.cache_root, "/h/.config/maelstrom/c");
  EXPECT_EQ(settings.ui, "quiet");
  EXPECT_EQ(settings.origins.at("ui"), "/etc/xdg/maelstrom/config.toml:2");
}

TEST(Settings, TheXdgVariablesSayWhereTheFilesAre) {
  session::FakeHost host;
  host.add("/x/maelstrom/config.toml", "slots = 1\n");
  host.add("/y/maelstrom/config.toml", "slots = 2\nui = \"quiet\"\n");
  host.add("/h/.config/maelstrom/config.toml", "color = \"never\"\n");
  const auto all =
      user_settings(host, asking({{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/x"}, {"XDG_CONFIG_DIRS", "relative:/y"}}));
  ASSERT_TRUE(all);
  const auto settings = config::merged(*all);
  EXPECT_EQ(settings.slots, 1U);
  EXPECT_EQ(settings.ui, "quiet");
  EXPECT_FALSE(settings.color);
}

TEST(Settings, EveryMistakeOfAFileAndOfTheEnvironmentIsSaid) {
  session::FakeHost host;
  host.add("/h/.config/maelstrom/config.toml", "slotz = 1\nui = 3\n");
  const auto all = user_settings(host, asking({{"HOME", "/h"}}));
  ASSERT_FALSE(all);
  EXPECT_THAT(all.error().message(), HasSubstr("config.toml:1:1"));
  EXPECT_THAT(all.error().message(), HasSubstr("config.toml:2:"));
  const auto variables = environment_settings(asking({{"MAELSTROM_RUN_SLOTS", "many"}, {"MAELSTROM_COLOR", "red"}}));
  ASSERT_FALSE(variables);
  EXPECT_THAT(variables.error().message(), HasSubstr("MAELSTROM_RUN_SLOTS: error"));
  EXPECT_THAT(variables.error().message(), HasSubstr("MAELSTROM_COLOR: error"));
}

}  // namespace
}  // namespace maelstrom::cli
