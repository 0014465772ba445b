#include "cli/watch_prompt.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using ::testing::HasSubstr;

class WatchPromptTest : public ::testing::Test {
 protected:
  WatchPrompt prompt(WatchPrompt::Keys keys, WatchPrompt::Place place) {
    return {"/home/me/p",
            keys,
            {.place = place,
             .write = [this](std::string_view text) { written_ += text; },
             .columns = [this] { return columns_; }}};
  }
  std::string written_;
  int columns_ = 200;
};

TEST_F(WatchPromptTest, ItsLineStandsUntilSomethingElseIsSaid) {
  WatchPrompt prompt = this->prompt(WatchPrompt::Keys::kThere, WatchPrompt::Place::kTerminal);
  prompt.begin();
  EXPECT_EQ(written_, "");
  prompt.wait("");
  EXPECT_EQ(written_, "\r\x1b[K  watching: Enter runs what changed, a all, f what failed, / a filter, q ends");
  written_.clear();
  prompt.say("  changed  a.cc");
  EXPECT_EQ(written_, "\r\x1b[K  changed  a.cc\n");
  written_.clear();
  prompt.clear();
  EXPECT_EQ(written_, "");
}

TEST_F(WatchPromptTest, ANarrowWindowCutsTheHintAndShowsTheEndOfAFilter) {
  columns_ = 25;
  WatchPrompt prompt = this->prompt(WatchPrompt::Keys::kThere, WatchPrompt::Place::kTerminal);
  prompt.wait("");
  EXPECT_EQ(written_, "\r\x1b[K  watching: Enter runs …");
  written_.clear();
  prompt.type("name.contains(Numbers)");
  EXPECT_THAT(written_, HasSubstr("contains(Numbers)"));
}

TEST_F(WatchPromptTest, WithoutATerminalTheLinesAreOrdinaryAndEachIsSaidOnce) {
  WatchPrompt prompt = this->prompt(WatchPrompt::Keys::kNone, WatchPrompt::Place::kElsewhere);
  prompt.begin();
  prompt.wait("");
  prompt.wait("");
  prompt.say("  changed  a.cc");
  prompt.wait("");
  EXPECT_EQ(written_,
            "  watching /home/me/p; standard input is no terminal, so there are no keys: Ctrl-C ends it\n"
            "  watching for changes\n"
            "  changed  a.cc\n"
            "  watching for changes\n");
}

TEST_F(WatchPromptTest, NamesAFewPathsAsTheProjectDoes) {
  const WatchPrompt prompt = this->prompt(WatchPrompt::Keys::kThere, WatchPrompt::Place::kTerminal);
  EXPECT_EQ(prompt.some_of({"/home/me/p/a.cc", "/etc/x"}), "a.cc, /etc/x");
  EXPECT_EQ(prompt.some_of({"/1", "/2", "/3", "/4", "/5"}), "/1, /2, /3 and 2 more");
}

}  // namespace
}  // namespace maelstrom::cli
