#include "worker/worker_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/file.h"

namespace maelstrom::worker {
namespace {

using ::testing::ElementsAre;

class WorkerIdsTest : public ::testing::Test {
 protected:
  WorkerIds take(std::size_t count) const {
    return WorkerIds::take(scratch_.path() + "/worker", "host", count).value();
  }
  static std::vector<std::string> slots(const WorkerIds& ids) {
    std::vector<std::string> all;
    for (const WorkerIds::Id& id : ids.all()) all.push_back(id.at(1).value);
    return all;
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
};

TEST_F(WorkerIdsTest, AreTheSameAfterAStart) {
  const auto first = take(3).all();
  EXPECT_EQ(take(3).all(), first);
  EXPECT_EQ(first[0][0], (reapi::NamedValue{"host", "host"}));
  EXPECT_EQ(first[0][2].value, first[2][2].value);
}

TEST_F(WorkerIdsTest, AreHeldByOneProcess) {
  const WorkerIds one = take(2);
  const WorkerIds other = take(2);
  EXPECT_THAT(slots(one), ElementsAre("0", "1"));
  EXPECT_THAT(slots(other), ElementsAre("2", "3"));
}

TEST_F(WorkerIdsTest, DirectoriesDiffer) {
  const auto one = take(1).all();
  const auto other = WorkerIds::take(scratch_.path() + "/other", "host", 1)->all();
  EXPECT_NE(one[0], other[0]);
}

}  // namespace
}  // namespace maelstrom::worker
