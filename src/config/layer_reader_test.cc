#include "config/layer_reader.h"

#include <gmock/gmock.h>

#include "config/config.h"

namespace maelstrom::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ParsedConfig parsed(const std::string& layer) {
  return parse_config("[[directives]]\nlayers = [\n  { " + layer + " },\n]\n", "maelstrom.toml");
}

CommandLayer command(const std::string& layer) {
  const ParsedConfig config = parsed(layer);
  for (const auto& error : config.errors) ADD_FAILURE() << error.to_string();
  return std::get<CommandLayer>(config.config.directives.at(0).container.layers->value.at(0));
}

// The first error as it is shown; empty if there is none.
std::string refusal(const std::string& layer) {
  const ParsedConfig config = parsed(layer);
  return config.errors.empty() ? "" : config.errors.front().to_string();
}

TEST(CommandLayer, ATextIsForTheShellAndAListIsTheCommandItself) {
  EXPECT_THAT(command("command = \"echo hi > /f\"").argv, ElementsAre("/bin/sh", "-c", "echo hi > /f"));
  EXPECT_THAT(command("command = [\"/bin/tool\", \"a b\"]").argv, ElementsAre("/bin/tool", "a b"));
}

TEST(CommandLayer, HasNoNetworkAndTenMinutesUnlessItSaysSo) {
  const CommandLayer plain = command("command = \"x\"");
  EXPECT_FALSE(plain.local_network);
  EXPECT_EQ(plain.timeout, std::chrono::seconds(600));
  const CommandLayer full = command("command = \"x\", network = \"local\", version = \"3\", timeout = 5");
  EXPECT_TRUE(full.local_network);
  EXPECT_EQ(full.version, "3");
  EXPECT_EQ(full.timeout, std::chrono::seconds(5));
}

TEST(CommandLayer, RemembersWhereItIsDeclared) {
  EXPECT_EQ(command("command = \"x\"").declared_at, "maelstrom.toml:3:3");
}

TEST(CommandLayer, ThatSeesTheNetworkNeedsAVersion) {
  EXPECT_THAT(refusal("command = \"x\", network = \"local\""),
              AllOf(HasSubstr("maelstrom.toml:3:"), HasSubstr("needs a \"version\"")));
  EXPECT_THAT(refusal("command = \"x\", network = \"locl\", version = \"1\""), HasSubstr("local"));
}

TEST(CommandLayer, ThatIsEmptyIsRefused) {
  EXPECT_THAT(refusal("command = \"\""), HasSubstr("maelstrom.toml:3:15: error: a command is empty"));
  EXPECT_THAT(refusal("command = []"), HasSubstr("a command is empty"));
  EXPECT_THAT(refusal("command = [\"/bin/x\", \"a\\u0000b\"]"), HasSubstr("NUL"));
  EXPECT_THAT(refusal("command = 5"), ::testing::Not(HasSubstr("empty")));
}

}  // namespace
}  // namespace maelstrom::config
