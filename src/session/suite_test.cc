#include "session/suite.h"

#include <gmock/gmock.h>

#include "session/sealed_record.h"

namespace maelstrom::session {
namespace {

using std::chrono::nanoseconds;

const std::string kOfOption("S.Two\0--option", 14);

EarlierRun run(std::string id, std::int64_t time) {
  return {std::move(id), std::chrono::system_clock::time_point(nanoseconds(time))};
}

Suite suite() {
  Suite suite;
  EXPECT_EQ(suite.place_of(run("first", 17)), 0U);
  EXPECT_EQ(suite.place_of(run("second", 1'700'000'000'000'000'000)), 1U);
  EXPECT_EQ(suite.place_of(run("first", 17)), 0U);
  EXPECT_TRUE(suite.add("S.One", {.action = digest_of("one"), .duration = nanoseconds(5), .run = 1}));
  EXPECT_TRUE(suite.add(kOfOption, {.action = digest_of("two"), .exit_code = 3}));
  EXPECT_TRUE(suite.add("S.Three", {.action = digest_of("three")}));
  EXPECT_FALSE(suite.add("S.One", {.action = digest_of("another")}));
  return suite;
}

TEST(Suite, IsReadAsItWasWritten) {
  auto read = Suite::decode(suite().encode());
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(read->runs(), suite().runs());
  EXPECT_EQ(read->size(), 3U);
  const KnownAnswer* one = read->find("S.One");
  ASSERT_NE(one, nullptr);
  EXPECT_EQ(one->action, digest_of("one"));
  EXPECT_EQ(one->duration, nanoseconds(5));
  EXPECT_EQ(one->run, 1U);
  EXPECT_EQ(one->exit_code, 0);
  const KnownAnswer* two = read->find(kOfOption);
  ASSERT_NE(two, nullptr);
  EXPECT_EQ(two->action, digest_of("two"));
  EXPECT_EQ(two->run, 0U);
  EXPECT_EQ(two->exit_code, 3);
}

TEST(Suite, IsAskedInAnyOrder) {
  Suite all = suite();
  for (const auto& [key, of] :
       {std::pair("S.Three", "three"), {"S.One", "one"}, {"S.One", "one"}, {"S.Three", "three"}}) {
    const KnownAnswer* answer = all.find(key);
    ASSERT_NE(answer, nullptr) << key;
    EXPECT_EQ(answer->action, digest_of(of));
  }
  EXPECT_EQ(all.find("S.Two"), nullptr);
  EXPECT_TRUE(all.add("S.Two", {.action = digest_of("two")}));
  EXPECT_NE(all.find("S.Two"), nullptr);
}

TEST(Suite, WhatIsNoneIsAnError) {
  const std::string bytes = suite().encode();
  EXPECT_FALSE(Suite::decode(bytes.substr(0, bytes.size() - 1)).has_value());
  Suite without_run;
  without_run.add("S.One", {.action = digest_of("one"), .run = 0});
  EXPECT_FALSE(Suite::decode(without_run.encode()).has_value());
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
