#include "reapi/credential_helper.h"

#include <gmock/gmock.h>

namespace maelstrom::reapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr std::int64_t kNoon = 1'767'268'800;  // 2026-01-01T12:00:00Z

TEST(CredentialHelper, IsAskedForTheServersUri) {
  EXPECT_EQ(helper_request("cluster.example:8980"), R"({"uri":"https://cluster.example:8980"})");
  EXPECT_EQ(helper_request("cluster.example:443"), R"({"uri":"https://cluster.example"})");
}

TEST(CredentialHelper, ItsHeadersAreShownInLowerCase) {
  const auto answer = parse_helper_answer(R"({"headers": {"Authorization": ["Bearer x"], "X-Team": ["a", "b"]}})");
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_THAT(answer->headers,
              ElementsAre(Pair("authorization", "Bearer x"), Pair("x-team", "a"), Pair("x-team", "b")));
  EXPECT_FALSE(answer->expires);
}

TEST(CredentialHelper, ItsAnswerMayBeGoodForAWhile) {
  for (const char* time :
       {"2026-01-01T12:00:00Z", "2026-01-01T12:00:00.25Z", "2026-01-01T14:30:00+02:30", "2026-01-01T07:00:00-05:00"}) {
    const auto answer = parse_helper_answer(std::string(R"({"headers": {}, "expires": ")") + time + "\"}");
    ASSERT_TRUE(answer) << time;
    ASSERT_TRUE(answer->expires) << time;
    EXPECT_EQ(std::chrono::system_clock::to_time_t(*answer->expires), kNoon) << time;
    EXPECT_THAT(answer->headers, IsEmpty());
  }
}

TEST(CredentialHelper, WhatIsNoAnswerIsSaidWithoutItsSecrets) {
  for (const char* text : {"", "secret", R"(["secret"])", R"({"headers": "secret"})", R"({"headers": {"a": "secret"}})",
                           R"({"headers": {"a": ["secret\nmore"]}})", R"({"headers": {"a": ["secret", 1]}})",
                           R"({"headers": {}, "expires": "secret"})", R"({"headers": {}, "expires": 3})",
                           R"({"headers": {}, "expires": "2026-01-01T12:00:00"})"}) {
    const auto answer = parse_helper_answer(text);
    ASSERT_FALSE(answer) << text;
    EXPECT_EQ(answer.error().code(), ErrorCode::kInvalid);
    EXPECT_THAT(answer.error().message(), Not(HasSubstr("secret"))) << text;
  }
}

TEST(Bearer, IsOneWord) {
  EXPECT_THAT(bearer(" a.b-c_d~e+f/g==\n").value(), ElementsAre(Pair("authorization", "Bearer a.b-c_d~e+f/g==")));
  for (const char* text : {"", " \n", "two words", "two\nlines", "caf\xc3\xa9"}) EXPECT_FALSE(bearer(text)) << text;
}

}  // namespace
}  // namespace maelstrom::reapi
