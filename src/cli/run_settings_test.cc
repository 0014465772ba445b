#include "cli/run_settings.h"

#include <gtest/gtest.h>

namespace maelstrom::cli {
namespace {

std::optional<std::string> home_only(const std::string& name) {
  return name == "HOME" ? std::optional<std::string>("/h") : std::nullopt;
}

TEST(RunSettings, WhereNobodySpeaksTheMachineDecides) {
  const auto settings = resolve({}, {}, home_only, 4);
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->slots, 4u);
  EXPECT_EQ(settings->cache_root, "/h/.cache/maelstrom");
  EXPECT_FALSE(settings->forced.timeout.has_value());
}

TEST(RunSettings, TheFilesWordIsADefaultAndTheCommandLinesIsForced) {
  config::Settings file;
  file.timeout = std::chrono::seconds(9);
  const auto settings = resolve({.isolation = "strict", .timeout = 0}, file, home_only, 1);
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->defaults.timeout->value, std::chrono::seconds(9));
  EXPECT_EQ(settings->forced.timeout->value, std::chrono::seconds(0));
  EXPECT_EQ(settings->forced.isolation->value, Isolation::kStrict);
}

}  // namespace
}  // namespace maelstrom::cli
