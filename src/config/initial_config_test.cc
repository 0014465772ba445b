#include "config/initial_config.h"

#include <gmock/gmock.h>

#include "base/strings.h"
#include "config/config.h"

namespace maelstrom::config {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string with_examples() {
  std::string text;
  for (std::string_view line : split(kInitialConfig, '\n')) {
    const bool example = line.size() > 1 && line[0] == '#' && (line[1] != ' ' || line.starts_with("#  {"));
    text += std::string(example ? line.substr(1) : line) + "\n";
  }
  return text;
}

TEST(InitialConfig, SaysNothing) {
  const ParsedConfig parsed = parse_config(kInitialConfig, "maelstrom.toml");
  EXPECT_THAT(parsed.errors, IsEmpty());
  EXPECT_THAT(parsed.warnings, IsEmpty());
  EXPECT_THAT(parsed.config.directives, IsEmpty());
  EXPECT_THAT(parsed.config.containers, IsEmpty());
  EXPECT_THAT(parsed.config.settings.origins, IsEmpty());
}

TEST(InitialConfig, ItsExamplesAreValid) {
  const ParsedConfig parsed = parse_config(with_examples(), "maelstrom.toml");
  for (const Diagnostic& error : parsed.errors) ADD_FAILURE() << error.to_string();
  EXPECT_THAT(parsed.warnings, IsEmpty());
  EXPECT_THAT(parsed.config.directives, SizeIs(3));
  EXPECT_THAT(parsed.config.containers, SizeIs(1));
  EXPECT_EQ(parsed.config.settings.slots, 8);
}

}  // namespace
}  // namespace maelstrom::config
