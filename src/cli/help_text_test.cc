#include "cli/help_text.h"

#include <gmock/gmock.h>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

CommandHelp command() {
  const OptionHelp include{
      .names = {"-i", "--include"}, .value = "FILTER", .description = "Only what matches", .group = "Project"};
  const OptionHelp certificates{.names = {"--accept-invalid-remote-certificates"},
                                .description = std::string(30, 'a') + " " + std::string(30, 'b'),
                                .group = "Run"};
  return {.name = "maelstrom test",
          .description = "Run tests",
          .arguments = "[-- ARGUMENT...]",
          .footer = "The end.",
          .options = {include, certificates}};
}

TEST(HelpText, TheUsageIsTheWholeCommandLine) {
  EXPECT_THAT(help_text(command()), StartsWith("Run tests\n\nUsage: maelstrom test [OPTION...] [-- ARGUMENT...]\n\n"));
  const CommandHelp list{.name = "maelstrom list",
                         .commands = {{.name = "maelstrom list tests", .description = "All"}}};
  EXPECT_THAT(help_text(list),
              HasSubstr("Usage: maelstrom list COMMAND\n\nCommands:\n  tests                       All\n"));
}

TEST(HelpText, OptionsStandUnderTheirGroupsWithWhatTheyAre) {
  EXPECT_THAT(help_text(command()), HasSubstr("\nProject:\n  -i, --include FILTER        Only what matches\n\nRun:\n"));
}

TEST(HelpText, ALongNameHasALineOfItsOwnAndADescriptionIsWrapped) {
  const std::string margin(30, ' ');
  EXPECT_THAT(help_text(command()),
              HasSubstr("\n      --accept-invalid-remote-certificates\n" + margin + std::string(30, 'a') + "\n" +
                        margin + std::string(30, 'b') + "\n\nThe end.\n"));
}

TEST(HelpText, NothingIsSaidOfWhatIsNotThere) {
  const std::string text = help_text({.name = "maelstrom man", .description = "The page"});
  EXPECT_EQ(text, "The page\n\nUsage: maelstrom man\n");
}

}  // namespace
}  // namespace maelstrom::cli
