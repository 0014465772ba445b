#include "report/hyperlink.h"

#include <gtest/gtest.h>

#include <map>

namespace maelstrom::report {
namespace {

bool known(const std::map<std::string, std::string>& environment) {
  return knows_hyperlinks([&](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(Hyperlink, OnlyTerminalsThatAreKnownToKnowThemGetThem) {
  EXPECT_TRUE(known({{"TERM", "xterm-256color"}, {"VTE_VERSION", "7200"}}));
  EXPECT_TRUE(known({{"TERM", "xterm-256color"}, {"TERM_PROGRAM", "vscode"}}));
  EXPECT_TRUE(known({{"TERM", "xterm-kitty"}}));
  EXPECT_FALSE(known({}));
  EXPECT_FALSE(known({{"TERM", "xterm-256color"}}));
  EXPECT_FALSE(known({{"TERM", "xterm-256color"}, {"VTE_VERSION", "4602"}}));
  EXPECT_FALSE(known({{"TERM", "dumb"}, {"TERM_PROGRAM", "vscode"}}));
  EXPECT_FALSE(known({{"TERM", "tmux-256color"}, {"VTE_VERSION", "7200"}}));
}

TEST(Hyperlink, APersonHasTheLastWord) {
  EXPECT_TRUE(known({{"TERM", "xterm"}, {"FORCE_HYPERLINK", "1"}}));
  EXPECT_FALSE(known({{"TERM", "xterm-kitty"}, {"FORCE_HYPERLINK", "0"}}));
}

TEST(Hyperlink, WrapsItsTextAsOsc8) {
  EXPECT_EQ(hyperlink("file://h/a", "a:1"), "\x1b]8;;file://h/a\x1b\\a:1\x1b]8;;\x1b\\");
  EXPECT_EQ(hyperlink("", "a:1"), "a:1");
}

TEST(Hyperlink, AFilesNameIsMadeFitForAUri) {
  EXPECT_EQ(file_uri("box", "/src/a b/\xc3\xa4#.cc", 12), "file://box/src/a%20b/%C3%A4%23.cc#12");
  EXPECT_EQ(file_uri("", "/\x1b", 0), "file:///%1B");
}

}  // namespace
}  // namespace maelstrom::report
