#include "config/setting_sources.h"

#include <gmock/gmock.h>

#include <array>

namespace maelstrom::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Lookup variables(std::map<std::string, std::string> all) {
  return [all = std::move(all)](const std::string& name) {
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(SettingSources, AUsersFileHoldsThemInNoTable) {
  const auto parsed = parse_user_settings("slots = 3\nui = \"quiet\"\n", "config.toml");
  EXPECT_THAT(parsed.errors, IsEmpty());
  EXPECT_EQ(parsed.settings.slots, 3U);
  EXPECT_EQ(parsed.settings.ui, "quiet");
  EXPECT_EQ(parsed.settings.origins.at("ui"), "config.toml:2");
}

TEST(SettingSources, AnUnknownOneIsAnErrorWithItsPlace) {
  const auto parsed = parse_user_settings("\nslts = 3\n", "config.toml");
  ASSERT_THAT(parsed.errors, SizeIs(1));
  EXPECT_THAT(parsed.errors[0].to_string(), HasSubstr("config.toml:2:1: error: "));
  EXPECT_THAT(parsed.errors[0].to_string(), HasSubstr("did you mean \"slots\"?"));
}

TEST(SettingSources, TheProgramsVariableIsStrongerThanTheCommonOne) {
  const auto parsed =
      environment_settings({"MAELSTROM_RUN", "MAELSTROM"}, variables({{"MAELSTROM_RUN_SLOTS", "1"},
                                                                      {"MAELSTROM_SLOTS", "2"},
                                                                      {"MAELSTROM_CACHE_ROOT", "/c"},
                                                                      {"MAELSTROM_NO_BUILD", "true"},
                                                                      {"MAELSTROM_UI", ""},
                                                                      {"MAELSTROM_INCLUDE", "a"},
                                                                      {"MAELSTROM_EXCLUDE", "['b','c']"}}));
  EXPECT_THAT(parsed.errors, IsEmpty());
  EXPECT_EQ(parsed.settings.slots, 1U);
  EXPECT_EQ(parsed.settings.origins.at("slots"), "MAELSTROM_RUN_SLOTS");
  EXPECT_EQ(parsed.settings.cache_root, "/c");
  EXPECT_EQ(parsed.settings.no_build, true);
  EXPECT_FALSE(parsed.settings.ui);
  EXPECT_THAT(parsed.settings.include, ElementsAre("a"));
  EXPECT_THAT(parsed.settings.exclude, ElementsAre("b", "c"));
}

TEST(SettingSources, ABadVariableIsNamed) {
  const auto parsed = environment_settings({"MAELSTROM"}, variables({{"MAELSTROM_SLOTS", "many"}}));
  ASSERT_THAT(parsed.errors, SizeIs(1));
  EXPECT_THAT(parsed.errors[0].to_string(), HasSubstr("MAELSTROM_SLOTS: error: \"slots\" must be a whole number"));
}

TEST(SettingSources, TheProjectsPathInsideIsTidiedAndMayNotClimb) {
  const auto said = [](const std::string& path) {
    return environment_settings({"MAELSTROM"}, variables({{"MAELSTROM_PROJECT_PATH", path}}));
  };
  EXPECT_EQ(said("/project//a/./").settings.project_path, "/project/a");
  for (const char* path : {"/", "relative", "/up/../there", "/."}) {
    ASSERT_THAT(said(path).errors, SizeIs(1)) << path;
    EXPECT_THAT(said(path).errors[0].to_string(), HasSubstr("\"project_path\" must be an absolute path"));
  }
}

TEST(SettingSources, TheStrongestThatSpeaksHoldsAndReportsAddUp) {
  const std::array sources{Settings{.report = {"json=a"}, .ui = "quiet", .origins = {{"ui", "--ui"}}},
                           Settings{.slots = 2, .report = {"json=b"}, .ui = "fancy", .origins = {{"slots", "f:1"}}},
                           Settings{.slots = 3, .verbose = true}};
  const Settings all = merged(sources);
  EXPECT_EQ(all.slots, 2U);
  EXPECT_EQ(all.ui, "quiet");
  EXPECT_EQ(all.verbose, true);
  EXPECT_THAT(all.report, ElementsAre("json=a", "json=b"));
  EXPECT_EQ(all.origins.at("ui"), "--ui");
  EXPECT_EQ(all.origins.at("slots"), "f:1");
}

TEST(SettingSources, PathsStartWhereTheirSourceStands) {
  Settings settings{.report = {"junit=o.xml", "json=-", "json=/abs"}, .build_dir = "b", .cache_root = "/c"};
  make_absolute(settings, "/p");
  EXPECT_THAT(settings.report, ElementsAre("junit=/p/o.xml", "json=-", "json=/abs"));
  EXPECT_EQ(settings.build_dir, "/p/b");
  EXPECT_EQ(settings.cache_root, "/c");
}

TEST(SettingSources, TheDescriptionIsReadBackAsItWas) {
  const Settings settings{.slots = 3,
                          .isolation = Isolation::kStrict,
                          .timeout = std::chrono::seconds(9),
                          .include = {"a \"b\" \\", "c\n"},
                          .no_build = true,
                          .cache_size = 7000,
                          .origins = {{"slots", "maelstrom.toml:2"}}};
  const std::string text = described(settings);
  EXPECT_THAT(text, HasSubstr("slots = 3 "));
  EXPECT_THAT(text, HasSubstr("# maelstrom.toml:2\n"));
  const auto back = parse_user_settings(text, "x");
  ASSERT_THAT(back.errors, IsEmpty()) << text;
  EXPECT_EQ(described(merged({&back.settings, 1})), described([&] {
              Settings same = settings;
              same.origins = back.settings.origins;
              return same;
            }()));
}

}  // namespace
}  // namespace maelstrom::config
