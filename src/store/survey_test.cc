#include "store/survey.h"

#include <fcntl.h>

#include "os/inode.h"
#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

using ::testing::ElementsAre;
using Share = StoreSurvey::Share;

using SurveyTest = StoreTest;

TEST_F(SurveyTest, EachContentIsCountedOnceWithItsKind) {
  const auto store = open();
  const Digest file = store->put("nine byte").value();
  const Directory directory{.files = {{"a", file}, {"b", file}, {"c", file, true}}};
  const Digest digest = store->put_directory(directory).value();
  {
    const Tree tree = store->tree(digest).value();
  }
  ASSERT_TRUE(store->put("of no tree"));
  ASSERT_TRUE(store->memos().remember("images", digest, "1234"));
  const auto survey = store->survey().value();
  EXPECT_THAT(
      survey.shares,
      ElementsAre(Share{"files of trees", 1, 9}, Share{"files of trees, with another mode or time", 1, 9},
                  Share{"outputs, directories, files of no tree", 2, 10 + digest.size}, Share{"memos: images", 1, 4}));
  EXPECT_EQ(survey.bytes, 32 + digest.size);
  EXPECT_EQ(survey.bytes, store->usage()->bytes);
  EXPECT_EQ(survey.trees, 1U);
}

TEST_F(SurveyTest, BytesAreCountedByTheAgeOfTheirLastUse) {
  const auto store = open();
  const std::int64_t now = ::time(nullptr);
  constexpr std::int64_t kDay = 86'400;
  const std::pair<std::string, std::int64_t> contents[] = {
      {"1", 0}, {"22", 2 * kDay}, {"333", 8 * kDay}, {"4444", 31 * kDay}, {"55555", 99 * kDay}};
  for (const auto& [content, age] : contents) {
    const Digest digest = store->put(content).value();
    ASSERT_TRUE(os::set_times({AT_FDCWD, blob_path(digest)}, {.accessed = timespec{now - age, 0}}));
  }
  const auto survey = store->survey().value();
  EXPECT_THAT(survey.ages, ElementsAre(kDay, 7 * kDay, 30 * kDay));
  EXPECT_THAT(survey.used, ElementsAre(1, 2, 3, 9));
  EXPECT_EQ(survey.oldest_use, (now - 99 * kDay) * 1'000'000'000);
}

}  // namespace
}  // namespace maelstrom::store
