#include "session/test_order.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TestOrderTest : public ::testing::Test {
 protected:
  // "c" after "a" and "b", "d" after "c"; "x" and "y" after one another; "z" after what is not there.
  const std::vector<TestBinary> binaries_{{.depends = {}, .known_as = {"a"}},
                                          {.depends = {}, .known_as = {"b"}},
                                          {.depends = {"a", "b", "c"}, .known_as = {"c"}},
                                          {.depends = {"c"}},
                                          {.depends = {"y"}, .known_as = {"x"}},
                                          {.depends = {"x"}, .known_as = {"y"}},
                                          {.depends = {"gone"}}};
  void after(std::size_t i) {
    order_.after(binaries_[i], [this, i] { went_on_.push_back(i); });
  }
  TestOrder order_{binaries_};
  std::vector<std::size_t> went_on_;
};

TEST_F(TestOrderTest, ATestWaitsForTheLastOfWhatItDependsOn) {
  for (const std::size_t i : {0, 0, 1, 2, 3}) order_.begin(binaries_[i]);
  after(2);
  after(3);
  after(2);
  order_.end(binaries_[0]);
  order_.end(binaries_[1]);
  EXPECT_THAT(went_on_, IsEmpty());
  order_.end(binaries_[0]);
  EXPECT_THAT(went_on_, ElementsAre(2, 2));
  order_.end(binaries_[2]);
  EXPECT_THAT(went_on_, ElementsAre(2, 2, 3));
}

TEST_F(TestOrderTest, WhatIsNoPartOfTheRunIsNotWaitedFor) {
  for (const std::size_t i : {2, 6}) order_.begin(binaries_[i]);
  after(2);
  after(6);
  EXPECT_THAT(went_on_, ElementsAre(2, 6));
}

TEST(TestOrder, AFixtureIsMadeThenUsedThenCleanedUp) {
  const std::vector<TestBinary> binaries{{.fixtures = {.cleanup = {"f"}}},
                                         {.fixtures = {.required = {"f"}}},
                                         {.fixtures = {.setup = {"f"}}},
                                         {.fixtures = {.setup = {"g"}}}};
  TestOrder order(binaries);
  std::vector<std::size_t> went_on;
  for (const TestBinary& binary : binaries) order.begin(binary);
  for (std::size_t i = 0; i < binaries.size(); ++i) order.after(binaries[i], [&went_on, i] { went_on.push_back(i); });
  EXPECT_THAT(went_on, ElementsAre(2, 3));
  order.end(binaries[2]);
  EXPECT_THAT(went_on, ElementsAre(2, 3, 1));
  order.end(binaries[1]);
  EXPECT_THAT(went_on, ElementsAre(2, 3, 1, 0));
}

TEST_F(TestOrderTest, OfTestsThatWaitForOneAnotherNoneGoesOn) {
  for (const std::size_t i : {4, 5}) order_.begin(binaries_[i]);
  after(4);
  after(5);
  EXPECT_THAT(went_on_, IsEmpty());
}

}  // namespace
}  // namespace maelstrom::session
