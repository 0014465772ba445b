#include "session/suite.h"

#include <gmock/gmock.h>

#include "session/sealed_record.h"

namespace maelstrom::session {
namespace {

using std::chrono::nanoseconds;

EarlierRun run(std::string id, std::int64_t time) {
  return {std::move(id), std::chrono::system_clock::time_point(nanoseconds(time))};
}

Suite suite() {
  return {.runs = {run("first", 17), run("second", 1'700'000'000'000'000'000)},
          .answers = {{"S.One", {.action = digest_of("one"), .duration = nanoseconds(5), .run = 1}},
                      {std::string("S.Two\0--option", 14), {.action = digest_of("two"), .exit_code = 3}}}};
}

TEST(Suite, IsReadAsItWasWritten) {
  const auto read = Suite::decode(suite().encode());
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(read->runs, suite().runs);
  ASSERT_EQ(read->answers.size(), 2U);
  const KnownAnswer& one = read->answers.at("S.One");
  EXPECT_EQ(one.action, digest_of("one"));
  EXPECT_EQ(one.duration, nanoseconds(5));
  EXPECT_EQ(one.run, 1U);
  EXPECT_EQ(one.exit_code, 0);
  const KnownAnswer& two = read->answers.at(std::string("S.Two\0--option", 14));
  EXPECT_EQ(two.action, digest_of("two"));
  EXPECT_EQ(two.run, 0U);
  EXPECT_EQ(two.exit_code, 3);
}

TEST(Suite, WhatIsNoneIsAnError) {
  const std::string bytes = suite().encode();
  EXPECT_FALSE(Suite::decode(bytes.substr(0, bytes.size() - 1)).has_value());
  Suite without_runs = suite();
  without_runs.runs.resize(1);
  EXPECT_FALSE(Suite::decode(without_runs.encode()).has_value());
}

TEST(SealedRecord, IsWholeOrNone) {
  const std::string bytes = sealed("a record");
  EXPECT_EQ(unsealed(bytes), "a record");
  EXPECT_EQ(unsealed(sealed("")), "");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_EQ(unsealed(damaged), std::nullopt) << at;
    EXPECT_EQ(unsealed(bytes.substr(0, at)), std::nullopt) << at;
  }
}

}  // namespace
}  // namespace maelstrom::session
