#include "cli/case_names.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kNames{"a_test::S.One", "a_test::S.OneMore", "b_test::m::two"};

Result<std::string> meant(const std::string& asked) {
  TRY_ASSIGN(names, meant_by(kNames, asked));
  return only_one(names, asked);
}

TEST(CaseNames, ACaseIsItsNameAUniquePartOrAFilter) {
  EXPECT_EQ(meant("a_test::S.One").value(), "a_test::S.One");
  EXPECT_EQ(meant("More").value(), "a_test::S.OneMore");
  EXPECT_EQ(meant("m::two").value(), "b_test::m::two");
  EXPECT_EQ(meant("artifact.equals(b_test)").value(), "b_test::m::two");
}

TEST(CaseNames, WhatMayBeSeveralOrNoneIsAnErrorWithThem) {
  const auto several = meant("One");
  ASSERT_FALSE(several);
  EXPECT_THAT(several.error().message(), HasSubstr("any of 2 test cases:\n  a_test::S.One\n  a_test::S.OneMore"));
  const auto none = meant("Three");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message(), HasSubstr("no test case is Three"));
}

}  // namespace
}  // namespace maelstrom::cli
