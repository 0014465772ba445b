#include "session/ctest_model.h"

#include <gmock/gmock.h>

#include <csignal>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string document(const std::string& tests, const std::string& version = R"({"major": 1, "minor": 0})") {
  return R"({"kind": "ctestInfo", "version": )" + version + R"(, "tests": [)" + tests + "]}";
}

TEST(CtestModel, KeepsWhatCTestSaysOfATest) {
  auto tests = parse_ctest_tests(document(R"({"name": "t", "command": ["/b/t", "--x"], "properties": [
      {"name": "TIMEOUT", "value": 1.5}, {"name": "WORKING_DIRECTORY", "value": "/w"},
      {"name": "ENVIRONMENT_MODIFICATION", "value": ["PATH=path_list_prepend:/b", "A=unset:", "N=set:1"]},
      {"name": "ENVIRONMENT", "value": ["A=b=c", "PATH=/usr/bin", "malformed"]},
      {"name": "DISABLED", "value": true}, {"name": "LABELS", "value": ["x"]},
      {"name": "FIXTURES_SETUP", "value": ["s"]}, {"name": "FIXTURES_CLEANUP", "value": ["c"]},
      {"name": "FIXTURES_REQUIRED", "value": ["a", "b"]},
      {"name": "COST", "value": 1.5}, {"name": "PROCESSORS", "value": 3}, {"name": "RUN_SERIAL", "value": true},
      {"name": "RESOURCE_LOCK", "value": ["k", "l"]}, {"name": "DEPENDS", "value": ["d"]},
      {"name": "WILL_FAIL", "value": true}, {"name": "SKIP_RETURN_CODE", "value": 77},
      {"name": "PASS_REGULAR_EXPRESSION", "value": ["p", "q"]}, {"name": "FAIL_REGULAR_EXPRESSION", "value": ["f"]},
      {"name": "SKIP_REGULAR_EXPRESSION", "value": ["s"]}, {"name": "REQUIRED_FILES", "value": ["r", "/r"]}]})"));
  ASSERT_TRUE(tests.has_value()) << tests.error().message();
  ASSERT_EQ(tests->size(), 1u);
  const CtestTest& test = tests->front();
  EXPECT_EQ(test.name, "t");
  EXPECT_THAT(test.command, ElementsAre("/b/t", "--x"));
  EXPECT_EQ(test.working_directory, "/w");
  EXPECT_EQ(test.timeout, std::chrono::seconds(2));
  EXPECT_TRUE(test.disabled);
  EXPECT_EQ(test.rules, (frameworks::PlainRules{.pass_regular_expression = {"p", "q"},
                                                .fail_regular_expression = {"f"},
                                                .skip_regular_expression = {"s"},
                                                .skip_return_code = 77,
                                                .will_fail = true}));
  EXPECT_EQ(test.needs, (Needs{.slots = 3, .locks = {"k", "l"}, .alone = true}));
  EXPECT_EQ(test.cost, std::chrono::milliseconds(1500));
  EXPECT_EQ(test.fixtures, (FixtureRoles{.setup = {"s"}, .cleanup = {"c"}, .required = {"a", "b"}}));
  EXPECT_THAT(test.depends, ElementsAre("d"));
  EXPECT_THAT(test.required_files, ElementsAre("r", "/r"));
  EXPECT_THAT(test.labels, ElementsAre("x"));
  EXPECT_THAT(test.environment, ElementsAre(Pair("N", "1"), Pair("PATH", "/b:/usr/bin")));
}

TEST(CtestModel, WhatEveryTestHasIsExtended) {
  auto tests = parse_ctest_tests(document(R"({"properties": [
      {"name": "ENVIRONMENT_MODIFICATION", "value": ["PATH=path_list_prepend:/b", "NEW=path_list_append:/n"]}]})"));
  ASSERT_TRUE(tests.has_value());
  EXPECT_THAT(tests->front().environment,
              ElementsAre(Pair("NEW", "/n"), Pair("PATH", "/b:/usr/local/bin:/usr/bin:/bin")));
}

TEST(CtestModel, ModificationsAreResetToWhatWasBeforeThem) {
  const auto value_of = [](const std::string& modifications) {
    auto tests = parse_ctest_tests(document(R"({"properties": [{"name": "ENVIRONMENT", "value": ["A=one"]},
      {"name": "ENVIRONMENT_MODIFICATION", "value": )" +
                                            modifications + "}]}"));
    EXPECT_EQ(tests->front().mistake, "");
    return tests->front().environment;
  };
  EXPECT_THAT(value_of(R"(["A=set:two", "A=reset:"])"), ElementsAre(Pair("A", "one")));
  EXPECT_THAT(value_of(R"(["A=set:two", "A=string_append:3", "A=string_prepend:1"])"), ElementsAre(Pair("A", "1two3")));
  EXPECT_THAT(value_of(R"(["A=unset:", "A=string_append:x"])"), ElementsAre(Pair("A", "onex")));
  EXPECT_THAT(value_of(R"(["A=unset:", "B=set:x", "B=reset:"])"), IsEmpty());
  EXPECT_THAT(value_of(R"(["A=cmake_list_append:x", "A=cmake_list_prepend:y:z"])"),
              ElementsAre(Pair("A", "y:z;one;x")));
}

TEST(CtestModel, AModificationThatIsNotUnderstoodIsAMistake) {
  for (const char* element : {"A=frob:x", "A=set", "A", "A=:x"}) {
    auto tests = parse_ctest_tests(document(R"({"properties": [
        {"name": "ENVIRONMENT_MODIFICATION", "value": ["B=set:1", ")" +
                                            std::string(element) + R"("]}]})"));
    EXPECT_THAT(tests->front().mistake, HasSubstr("ENVIRONMENT_MODIFICATION")) << element;
  }
}

TEST(CtestModel, TimeBeforeAMatchAndBehindItAddUp) {
  const auto of = [](const std::string& timeout) {
    return parse_ctest_tests(document(R"({"properties": [{"name": "TIMEOUT", "value": )" + timeout + R"(},
        {"name": "TIMEOUT_AFTER_MATCH", "value": {"regex": ["m", "n"], "timeout": 4.5}}]})"))
        .value()
        .front();
  };
  const CtestTest both = of("3");
  EXPECT_EQ(both.timeout, std::chrono::seconds(8));
  EXPECT_EQ(both.rules.timeout_before_match, std::chrono::seconds(3));
  EXPECT_THAT(both.rules.timeout_after_match, ElementsAre("m", "n"));
  EXPECT_EQ(of("0").timeout, std::chrono::seconds(0));
  EXPECT_FALSE(of("0").rules.may_come_late());
}

TEST(CtestModel, ATestOfWrongTypesIsStillATest) {
  auto tests = parse_ctest_tests(document(
      R"({"name": 7, "command": "x", "properties": [{"name": 1}, 2, {"name": "TIMEOUT", "value": "long"},
         {"name": "PROCESSORS", "value": -1}, {"name": "COST", "value": -1e300}]}, [])"));
  ASSERT_TRUE(tests.has_value());
  ASSERT_EQ(tests->size(), 1u);
  EXPECT_EQ(tests->front().timeout, std::chrono::seconds(0));
}

TEST(CtestModel, ATestMayGetASignalAtItsTimeout) {
  const auto signal_of = [](const std::string& properties) {
    auto tests = parse_ctest_tests(document(R"({"properties": [)" + properties + "]}"));
    return tests ? tests->front().timeout_signal : std::nullopt;
  };
  const std::string name = R"({"name": "TIMEOUT_SIGNAL_NAME", "value": "SIGUSR1"})";
  EXPECT_EQ(signal_of(name), (TimeoutSignal{SIGUSR1, std::chrono::seconds(1)}));
  EXPECT_EQ(signal_of(name + R"(, {"name": "TIMEOUT_SIGNAL_GRACE_PERIOD", "value": 2.5})"),
            (TimeoutSignal{SIGUSR1, std::chrono::milliseconds(2500)}));
  EXPECT_EQ(signal_of(name + R"(, {"name": "TIMEOUT_SIGNAL_GRACE_PERIOD", "value": 61})"),
            (TimeoutSignal{SIGUSR1, std::chrono::seconds(1)}));
  EXPECT_EQ(signal_of(R"({"name": "TIMEOUT_SIGNAL_NAME", "value": "SIGKILL"})"), std::nullopt);
  EXPECT_EQ(signal_of(R"({"name": "TIMEOUT_SIGNAL_GRACE_PERIOD", "value": 2})"), std::nullopt);
}

TEST(CtestModel, ANeverEndingTimeoutIsNone) {
  auto tests = parse_ctest_tests(document(R"({"properties": [{"name": "TIMEOUT", "value": 1e300}]})"));
  ASSERT_TRUE(tests.has_value());
  EXPECT_EQ(tests->front().timeout, std::chrono::seconds(0));
}

TEST(CtestModel, AnotherMajorVersionIsAnErrorThatSaysWhatToDo) {
  EXPECT_TRUE(parse_ctest_tests(document("", R"({"major": 1, "minor": 9})")).has_value());
  auto tests = parse_ctest_tests(document("", R"({"major": 2, "minor": 0})"));
  ASSERT_FALSE(tests.has_value());
  EXPECT_THAT(tests.error().message(), HasSubstr("version 2"));
  EXPECT_THAT(tests.error().message(), HasSubstr("--artifact"));
}

TEST(CtestModel, WhatTheProjectPrintsWhileItIsReadDoesNotHideTheList) {
  const std::string list = document(R"({"name": "a"})");
  for (const char* before : {"Information:\n  none\n\n", "-- {\n{ braces }\n{}x\n"}) {
    const auto tests = parse_ctest_tests(before + list);
    ASSERT_TRUE(tests.has_value()) << before;
    EXPECT_EQ(tests->size(), 1u);
  }
}

TEST(CtestModel, WhatIsNoListIsAnError) {
  for (const char* text : {"", "[]", "{}", "No tests were found!!!", R"({"version": 1})"}) {
    EXPECT_FALSE(parse_ctest_tests(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace maelstrom::session
