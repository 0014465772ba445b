#include "cli/completion.h"

#include <gmock/gmock.h>

#include "cli/man_page.h"

namespace maelstrom::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

CommandHelp program() {
  const OptionHelp color{.names = {"--color"}, .value = "auto|never", .description = "Colours: of 'outcomes' [all]"};
  const OptionHelp file{.names = {"-c", "--config-file"}, .value = "PATH", .description = "In place of a file"};
  const CommandHelp gc{.name = "maelstrom cache gc", .description = "Makes it smaller", .options = {color}};
  const OptionHelp help{.names = {"-h", "--help"}, .description = "Help"};
  const CommandHelp tests{.name = "maelstrom list tests", .description = "Each test", .options = {color}};
  return {.name = "maelstrom",
          .description = "Runs tests",
          .footer = ".never a request",
          .options = {{.names = {"-h", "--help"}, .description = "Help"}},
          .commands = {
              {.name = "maelstrom test", .description = "Runs them", .options = {color, file}},
              {.name = "maelstrom list", .description = "Lists them", .options = {help}, .commands = {tests}},
              {.name = "maelstrom cache", .description = "Tells of it", .options = {help, color}, .commands = {gc}}}};
}

TEST(Completion, ChoicesAreTheWordsOfTheValue) {
  EXPECT_THAT((OptionHelp{.value = "auto|never"}).choices(), ElementsAre("auto", "never"));
  EXPECT_THAT((OptionHelp{.value = "PATH"}).choices(), IsEmpty());
}

TEST(Completion, EveryScriptKnowsEveryCommandAndOption) {
  for (const auto& script : {bash_completion(program()), zsh_completion(program()), fish_completion(program())}) {
    EXPECT_THAT(script, AllOf(HasSubstr("maelstrom list tests"), HasSubstr("color"), HasSubstr("config-file"),
                              HasSubstr("auto never")));
  }
}

TEST(Completion, QuotesAndBracketsOfADescriptionAreEscaped) {
  EXPECT_THAT(zsh_completion(program()), HasSubstr("Colours\\: of '\\''outcomes'\\'' \\[all\\]"));
  EXPECT_THAT(fish_completion(program()), HasSubstr("-d 'Colours: of \\'outcomes\\' [all]'"));
}

TEST(ManPage, NamesEveryCommandThatDoesSomething) {
  const auto page = man_page(program(), "1.0-a");
  EXPECT_THAT(page, AllOf(HasSubstr(".SS \"maelstrom test "), HasSubstr(".SS \"maelstrom list tests "),
                          HasSubstr("\\fB\\-c\\fR, \\fB\\-\\-config\\-file\\fR \\fIPATH\\fR")));
  EXPECT_THAT(page, AllOf(HasSubstr(".SS \"maelstrom cache ["), HasSubstr(".SS \"maelstrom cache gc [")));
  EXPECT_THAT(page, Not(HasSubstr(".SS \"maelstrom list [")));
}

TEST(ManPage, NoTextBecomesARequest) { EXPECT_THAT(man_page(program(), "1"), HasSubstr("\n\\&.never a request\n")); }

}  // namespace
}  // namespace maelstrom::cli
