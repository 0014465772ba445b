// A thousand trivial cases of GoogleTest in one program.
#include <gtest/gtest.h>

namespace {

class Trivial : public testing::TestWithParam<int> {};

TEST_P(Trivial, Passes) { EXPECT_GE(GetParam(), 0); }
INSTANTIATE_TEST_SUITE_P(Thousand, Trivial, testing::Range(0, 1000));

}  // namespace
