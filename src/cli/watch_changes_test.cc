#include "cli/watch_changes.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WatchChangesTest : public ::testing::Test {
 protected:
  // A build that writes these.
  void build(const std::map<std::string, std::string>& written) {
    changes_.build_begins();
    for (const auto& [path, text] : written) {
      files_[path] = text;
      changes_.add({path});
    }
    changes_.build_ends([this](const std::string& path) { return std::optional(digest_of(files_.at(path))); });
  }

  std::map<std::string, std::string> files_;
  WatchChanges changes_;
};

TEST_F(WatchChangesTest, WhatIsWrittenBetweenBuildsCountsEachTime) {
  build({});
  changes_.add({"a.cc", "b.cc", "a.cc"});
  EXPECT_THAT(changes_.wanted(), ElementsAre("a.cc", "b.cc"));
  build({});
  EXPECT_THAT(changes_.wanted(), IsEmpty());
  changes_.add({"a.cc"});
  EXPECT_THAT(changes_.wanted(), ElementsAre("a.cc"));
}

TEST_F(WatchChangesTest, WhatIsWrittenDuringABuildEndsIt) {
  changes_.build_begins();
  changes_.add({"a.cc"});
  EXPECT_THAT(changes_.wanted(), ElementsAre("a.cc"));
}

TEST_F(WatchChangesTest, WhatBuildsWriteAgainAndAgainEndsWithoutEnd) {
  build({{"generated.h", "1"}});
  EXPECT_THAT(changes_.wanted(), ElementsAre("generated.h"));
  build({{"generated.h", "1"}});
  EXPECT_THAT(changes_.wanted(), ElementsAre("generated.h"));
  for (int i = 0; i < 3; ++i) {
    build({{"generated.h", "1"}});
    EXPECT_THAT(changes_.wanted(), IsEmpty());
  }
  build({{"generated.h", "2"}});
  EXPECT_THAT(changes_.wanted(), ElementsAre("generated.h"));
}

TEST_F(WatchChangesTest, WhatNoTwoBuildsWriteAlikeIsBuiltAgainOnce) {
  build({{"time.h", "1"}});
  build({{"time.h", "2"}});
  EXPECT_THAT(changes_.wanted(), ElementsAre("time.h"));
  build({{"time.h", "3"}});
  EXPECT_THAT(changes_.wanted(), IsEmpty());
  EXPECT_THAT(changes_.unstable(), ElementsAre("time.h"));
  changes_.add({"a.cc"});
  EXPECT_THAT(changes_.wanted(), ElementsAre("a.cc"));
}

TEST_F(WatchChangesTest, WhatAPersonSavesDuringABuildForTheSecondTimeIsBuiltAfterIt) {
  build({{"a.cc", "first"}});
  EXPECT_THAT(changes_.wanted(), ElementsAre("a.cc"));
  changes_.build_begins();
  changes_.add({"a.cc"});
  EXPECT_THAT(changes_.wanted(), IsEmpty());
  changes_.build_ends([](const std::string&) { return std::optional(digest_of("second")); });
  EXPECT_THAT(changes_.wanted(), ElementsAre("a.cc"));
}

}  // namespace
}  // namespace maelstrom::cli
