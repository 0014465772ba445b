#include "frameworks/ending.h"

#include <gtest/gtest.h>

#include "frameworks/plain.h"

namespace maelstrom::frameworks {
namespace {

TEST(LastWords, OfAnAssertionNameItsPlace) {
  const LastWords words = last_words("log\nprog: src/a.cc:12: int f(int): Assertion `x: y' failed.\n\n");
  EXPECT_EQ(words.file, "src/a.cc");
  EXPECT_EQ(words.line, 12);
}

TEST(LastWords, OfASanitizerAreItsSummary) {
  const LastWords words =
      last_words("SUMMARY: AddressSanitizer: heap-use-after-free /src/a.cc:12:5 in f(int*)\n==7==ABORTING\n");
  EXPECT_EQ(words.text, "SUMMARY: AddressSanitizer: heap-use-after-free /src/a.cc:12:5 in f(int*)");
  EXPECT_EQ(words.file, "/src/a.cc");
  EXPECT_EQ(words.line, 12);
}

TEST(LastWords, OfAnUncaughtExceptionSayWhat) {
  EXPECT_EQ(last_words("terminate called after throwing an instance of 'E'\n  what():  boom\n").text,
            "terminate called after throwing an instance of 'E'\n  what():  boom");
}

TEST(LastWords, AreTheLastLineOrNone) {
  EXPECT_EQ(last_words("one\ntwo\n\n").text, "two");
  EXPECT_EQ(last_words(" \n").text, "");
}

TEST(Plain, TheExitCodeDecides) {
  EXPECT_EQ(plain_framework().judge({.name = std::string(kPlainCase)}, {.termination = Exited{0}}).outcome,
            Outcome::kPassed);
  const JobResult broken{.termination = Exited{3}, .standard_error = {.head = "no input\n"}};
  EXPECT_EQ(plain_framework().judge({.name = std::string(kPlainCase)}, broken).message, "exited with code 3: no input");
  EXPECT_EQ(plain_framework().judge({.name = std::string(kPlainCase)}, {.termination = Signaled{11, true}}).message,
            "was ended by SIGSEGV (core dumped)");
  EXPECT_EQ(plain_framework().judge({.name = std::string(kPlainCase)}, {.termination = TimedOut{}}).outcome,
            Outcome::kTimedOut);
}

}  // namespace
}  // namespace maelstrom::frameworks
