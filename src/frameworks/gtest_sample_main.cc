// A GoogleTest program whose cases end in every way there is, with a main of its own.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

TEST(Plain, Passes) {}
TEST(Plain, Fails) {
  EXPECT_EQ(1 + 1, 3) << "arithmetic";
  EXPECT_TRUE(false) << "second";
}
TEST(Plain, FailsInsideALine) {
  std::cout << "before\n";
  EXPECT_TRUE(false);
  std::cout << "after";
}
TEST(Plain, PassesInsideALine) { std::cout << "no end of line"; }
TEST(Plain, Skips) { GTEST_SKIP() << "needs a camera"; }
TEST(Plain, SkipsWithoutReason) { GTEST_SKIP(); }
TEST(Plain, Throws) { throw std::runtime_error("boom"); }
TEST(Plain, FailsThenCrashes) {
  EXPECT_TRUE(false) << "the cause";
  std::raise(SIGSEGV);
}
TEST(Plain, Aborts) {
  std::fputs("sample: a.cc:12: int f(): Assertion `x' failed.\n", stderr);
  std::abort();
}
TEST(Plain, Exits) { std::exit(0); }
TEST(Plain, ExitsWithThree) { std::exit(3); }
TEST(Plain, DISABLED_Off) {}
TEST(DISABLED_Suite, One) {}
TEST(Plain, Dies) { EXPECT_DEATH(std::abort(), ""); }
TEST(Plain, LiesThatItPassed) {
  std::puts("[       OK ] Plain.LiesThatItPassed (0 ms)");
  std::puts("[  PASSED  ] 1 test.");
  FAIL() << "in truth";
}
TEST(Plain, LiesAndExits) {
  std::puts("[       OK ] Plain.LiesAndExits (0 ms)");
  std::exit(1);
}
TEST(Plain, PrintsAFailureOfAnother) { std::puts("[  FAILED  ] Plain.Fails (0 ms)\nother.cc:1: Failure"); }

struct BadSetUp : testing::Test {
  static void SetUpTestSuite() { FAIL() << "no database"; }
};
TEST_F(BadSetUp, Case) {}
struct BadTearDown : testing::Test {
  static void TearDownTestSuite() { ADD_FAILURE() << "left a file"; }
};
TEST_F(BadTearDown, Case) {}

template <typename T>
struct Typed : testing::Test {};
using TypedTypes = testing::Types<int, std::pair<int, std::string>>;
TYPED_TEST_SUITE(Typed, TypedTypes);
TYPED_TEST(Typed, IsSmall) { EXPECT_EQ(sizeof(TypeParam), 4U); }

struct OddNames {
  template <typename T>
  static std::string GetName(int index) {
    return index == 0 ? "plain int" : "std::pair<int, x*>-y";
  }
};
template <typename T>
struct Named : testing::Test {};
TYPED_TEST_SUITE(Named, TypedTypes, OddNames);
TYPED_TEST(Named, Case) {}

struct Param : testing::TestWithParam<const char*> {};
TEST_P(Param, IsA) { EXPECT_STREQ(GetParam(), "a"); }
INSTANTIATE_TEST_SUITE_P(Some, Param, testing::Values("a", "b\nc", "[       OK ] x"));

// MODE says what goes wrong outside the cases.
bool mode(std::string_view wanted) {
  const char* mode = std::getenv("MODE");
  return mode != nullptr && mode == wanted;
}

class World : public testing::Environment {
  void SetUp() override {
    if (mode("world skips")) GTEST_SKIP() << "no world";
    if (mode("world fails")) FAIL() << "broken world";
  }
  void TearDown() override {
    if (mode("tear-down fails") || mode("tear-down fails, main hides it")) ADD_FAILURE() << "left over";
  }
};

class Registered : public testing::Test {
  void TestBody() override {}
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new World);  // NOLINT(cppcoreguidelines-owning-memory): GoogleTest owns it
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): GoogleTest keeps it
  testing::RegisterTest("Data", "some file-1.json", nullptr, nullptr, __FILE__, __LINE__,
                        []() -> testing::Test* { return new Registered; });  // NOLINT(cppcoreguidelines-owning-memory)
  std::puts("Benchmarks first.\n  1 000 rounds\nReady.");
  if (mode("exits first")) return 0;
  const int result = RUN_ALL_TESTS();
  if (mode("exits with five")) return 5;
  return mode("main hides it") || mode("tear-down fails, main hides it") ? 0 : result;
}
