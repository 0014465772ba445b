#include "session/chosen_cases.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;

std::optional<std::string> chosen_by(const std::string& test, const std::string& word) {
  return name_chosen_by({.name = test, .command = {"/b/t", word, "--order", "rand"}});
}

TEST(ChosenCases, ANameThatStandsInTheTestsOwnIsAChoice) {
  EXPECT_EQ(chosen_by("adds up", "adds up"), "adds up");
  EXPECT_EQ(chosen_by("unit.adds up!", "adds up"), "adds up");
  EXPECT_EQ(chosen_by("one, two [x] \\ \"y\"", R"(one\, two \[x\] \\ \"y\")"), "one, two [x] \\ \"y\"");
  EXPECT_EQ(chosen_by("a, [b]", "--test-case=a\\, [b]"), "a, [b]");
}

TEST(ChosenCases, AnythingElseIsNone) {
  for (const char* word : {"subtracts", "[adds]", "adds,up", "\"adds up\"", "~adds up", "--test-case=adds,up",
                           "--adds up", "/adds up", ""}) {
    EXPECT_EQ(chosen_by("~adds up /adds up --adds up", word), std::nullopt) << word;
  }
  EXPECT_EQ(name_chosen_by({.name = "t", .command = {"/b/t"}}), std::nullopt);
}

TEST(ChosenCases, WhatIsLeftOfATestIsWhatItHasInCommonWithOthers) {
  CtestTest one{.name = "one", .command = {"/b/t", "one", "-d"}, .labels = {"a"}};
  CtestTest two{.name = "two", .command = {"/b/t", "two", "-d"}, .labels = {"b"}};
  EXPECT_EQ(without_choice(one), without_choice(two));
  EXPECT_THAT(without_choice(one).command, ElementsAre("/b/t", "-d"));
  two.timeout = std::chrono::seconds(3);
  EXPECT_NE(without_choice(one), without_choice(two));
}

std::vector<std::string> that_run(const std::vector<std::string>& chosen, const std::vector<std::string>& listed) {
  std::vector<ChosenCase> choices;
  for (const std::string& name : chosen) choices.push_back({.name = name, .arguments = {}, .whole = {}});
  std::vector<frameworks::ListedCase> cases;
  for (const std::string& name : listed) cases.push_back({.name = name});
  ignore_what_is_not_chosen(choices, cases);
  std::vector<std::string> left;
  for (const frameworks::ListedCase& one : cases) {
    if (one.ignored.empty()) left.push_back(one.name);
  }
  return left;
}

TEST(ChosenCases, WhatNoTestChoosesIsIgnored) {
  EXPECT_THAT(that_run({"a", "c"}, {"a", "b", "c", "cc"}), ElementsAre("a", "c"));
  EXPECT_THAT(that_run({}, {"a", "b"}), ElementsAre("a", "b"));
}

TEST(ChosenCases, AChoiceIsOfAllCasesOfItsName) {
  EXPECT_THAT(that_run({"a b"}, {"a b [x]", "a b [x] #2", "a b (t.cc:3)", "a b c", "a"}),
              ElementsAre("a b [x]", "a b [x] #2", "a b (t.cc:3)"));
}

TEST(ChosenCases, WhereANameIsNotFoundNoneIsReliedOn) {
  EXPECT_THAT(that_run({"a", "other  blanks"}, {"a", "other blanks"}), ElementsAre("a", "other blanks"));
}

TEST(ChosenCases, TestsOfNoFrameworkKeepTheirArguments) {
  const auto cases = tests_as_cases({{.name = "add", .arguments = {"add", "2"}, .whole = {.name = "calc.add"}},
                                     {.name = "sub", .arguments = {"sub", "2"}, .whole = {.name = "calc.sub"}}});
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].name, "calc.add");
  EXPECT_THAT(frameworks::plain_framework().run_invocation(cases[1]).arguments, ElementsAre("sub", "2"));
}

}  // namespace
}  // namespace maelstrom::session
