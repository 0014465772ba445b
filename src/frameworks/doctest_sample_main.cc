// What the adapter's tests run: cases that end in every way there is, with names of every kind.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace {

TEST_CASE("passes") { REQUIRE(true); }
TEST_CASE("asserts nothing") {}
TEST_CASE("fails") {
  INFO("about to compare");
  CHECK(1 + 1 == 3);  // line of fails
  CHECK(false);
}
TEST_CASE("fails fatally") { REQUIRE(2 == 3); }
TEST_CASE("fails explicitly") { FAIL("said so"); }
TEST_CASE("warns") {
  WARN(1 == 2);
  MESSAGE("all is well");
}
TEST_CASE("warns, then fails") {
  WARN(1 == 2);
  MESSAGE("all is well");
  CHECK(3 == 4);
}
TEST_CASE("throws") { throw std::runtime_error("boom"); }
TEST_CASE("fails in a subcase") {
  SUBCASE("outer") {
    SUBCASE("inner one") { REQUIRE(true); }
    SUBCASE("inner two") { REQUIRE(2 == 3); }
  }
}
TEST_CASE("skipped" * doctest::skip()) { REQUIRE(false); }
TEST_CASE("may fail" * doctest::may_fail()) { CHECK(false); }
TEST_CASE("should fail" * doctest::should_fail()) { CHECK(false); }
TEST_CASE("should fail but passes" * doctest::should_fail()) { CHECK(true); }
TEST_CASE("fails twice as expected" * doctest::expected_failures(2)) {
  CHECK(false);
  CHECK(1 == 2);
}
TEST_CASE("fails once, not twice" * doctest::expected_failures(2)) { CHECK(1 == 2); }
TEST_CASE("too slow" * doctest::timeout(0.001)) { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }
TEST_CASE("fails silently" * doctest::no_output()) { CHECK(false); }
TEST_CASE("passes silently" * doctest::no_output()) { CHECK(true); }
TEST_CASE("crashes") {
  std::cout << "before the crash\n" << std::flush;
  std::raise(SIGSEGV);
}
TEST_CASE("fails, then aborts") {
  CHECK(1 == 2);
  std::abort();
}
TEST_CASE("exits") { std::exit(0); }
TEST_CASE("exits with three") { std::exit(3); }
TEST_CASE("lies that it passed") {
  std::puts("===============================================================================");
  std::puts("[doctest] test cases: 1 | 1 passed | 0 failed | 0 skipped");
  std::puts("[doctest] Status: SUCCESS!");
  std::fflush(stdout);
  FAIL("in truth");
}
TEST_CASE("lies and exits") {
  std::puts("[doctest] test cases: 99 | 99 passed | 0 failed | 0 skipped");
  std::exit(1);
}
TEST_CASE("prints XML") {
  std::puts("<doctest binary=\"x\"><TestCase name=\"x\" skipped=\"false\"/></doctest>");
  REQUIRE(true);
}
TEST_CASE("prints bytes") {
  std::cout << std::string_view("\x00\xff\x1b[31m\r\n===\n", 12) << "no end of line" << std::flush;
  CHECK(7 == 8);
}
TEST_CASE("speaks") {
  std::cout << "one\n\nother.cc:1: ERROR: nothing\nAllowed to fail so marking it as not failed\n";
  REQUIRE(true);
}

// Names; none has to be the only one.
TEST_CASE("twice") { REQUIRE(true); }
TEST_CASE("twice") { REQUIRE(false); }  // line of the second
TEST_CASE("a, b and c") { REQUIRE(true); }
TEST_CASE("[brackets] \\ and \"quotes\"") { REQUIRE(true); }
TEST_CASE("  leading blanks") { REQUIRE(true); }
TEST_CASE("trailing blank ") { REQUIRE(true); }
TEST_CASE("* star?") { REQUIRE(true); }
TEST_CASE("--dash") { REQUIRE(true); }
TEST_CASE("a::b <T> & 'c' é") { REQUIRE(true); }
TEST_CASE("") { REQUIRE(true); }
TEST_CASE_TEMPLATE("template", T, char, long) { REQUIRE(sizeof(T) == 1); }
TEST_SUITE("a suite") {
  TEST_CASE("in a suite") { REQUIRE(true); }
}
SCENARIO("a scenario") {
  GIVEN("a thing") {
    WHEN("used") {
      THEN("it breaks") { REQUIRE(1 == 2); }
    }
  }
}

bool mode(std::string_view wanted) {
  const char* mode = std::getenv("MODE");
  return mode != nullptr && mode == wanted;
}

}  // namespace

int main(int argc, char** argv) {
  std::puts("Benchmarks first.\n  1 000 rounds\nReady.");
  std::fflush(stdout);
  if (mode("exits first")) return 0;
  doctest::Context context;
  if (mode("is quiet")) {
    context.setOption("quiet", true);
    context.setOption("no-skip", false);
    context.setOption("order-by", "name");
  }
  context.applyCommandLine(argc, argv);
  const int result = context.run();
  if (context.shouldExit()) return result;
  if (mode("exits with five")) return 5;
  return mode("main hides it") ? 0 : result;
}
