#include "cli/watch_keys.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using Act = WatchKeys::Act;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Act> typed(WatchKeys& keys, std::string_view bytes) {
  std::vector<Act> acts;
  while (const auto act = keys.take(bytes)) acts.push_back(*act);
  return acts;
}

TEST(WatchKeys, EachKeyHasItsMeaning) {
  WatchKeys keys;
  EXPECT_THAT(typed(keys, "\rafq"), ElementsAre(Act::kAgain, Act::kAll, Act::kFailed, Act::kQuit));
  EXPECT_THAT(typed(keys, "xyz\x1b[A \x1bOB"), IsEmpty());
  EXPECT_THAT(typed(keys, "\n\x04"), ElementsAre(Act::kAgain, Act::kQuit));
}

TEST(WatchKeys, AFilterIsTypedAndMended) {
  WatchKeys keys;
  typed(keys, "/nxme");
  EXPECT_TRUE(keys.typing());
  typed(keys,
        "\x7f\x7f\x7f"
        "ame.cont(\xc3\xa4\x7fq)");
  EXPECT_EQ(keys.text(), "name.cont(q)");
  typed(keys, "\x1b[D");
  EXPECT_EQ(keys.text(), "name.cont(q)");
  EXPECT_THAT(typed(keys, "\ra"), ElementsAre(Act::kFilter, Act::kAll));
  EXPECT_EQ(keys.text(), "name.cont(q)");
}

TEST(WatchKeys, EscapeLeavesItAndControlUEmptiesIt) {
  WatchKeys keys;
  EXPECT_THAT(typed(keys, "/a\x15"), ElementsAre(Act::kTyping, Act::kTyping, Act::kTyping));
  EXPECT_EQ(keys.text(), "");
  EXPECT_THAT(typed(keys, "b\x1b"), ElementsAre(Act::kTyping, Act::kNoFilter));
  EXPECT_FALSE(keys.typing());
  typed(keys, "/c");
  EXPECT_EQ(keys.text(), "c") << "it begins anew";
}

TEST(WatchKeys, ACommandThatFollowsInOneReadIsKept) {
  WatchKeys keys;
  std::string_view bytes = "aq";
  EXPECT_EQ(keys.take(bytes), Act::kAll);
  EXPECT_EQ(bytes, "q");
}

}  // namespace
}  // namespace maelstrom::cli
