#include "session/case_list.h"

#include <gmock/gmock.h>

#include <csignal>
#include <map>

#include "session/fakes.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CaseListTest : public ::testing::Test {
 protected:
  Result<JobResult> answer(const Job& job) {
    const auto found = listings_.find(job.program);
    if (found == listings_.end()) return internal("the cell is gone");
    return JobResult{.termination = Exited{0}, .standard_output = {.head = found->second}};
  }

  Result<CaseList> list(std::vector<std::string> names) {
    std::vector<TestBinary> binaries;
    for (const std::string& name : names) {
      binaries.push_back({.artifact = {.name = name, .program = "/b/" + name}});
    }
    return list_cases(ports_, rules_, std::move(binaries));
  }

  // "artifact::name", with what hinders it.
  static std::vector<std::string> lines(const CaseList& list) {
    std::vector<std::string> all;
    for (const KnownArtifact& artifact : list.artifacts) {
      for (const KnownCase& one : artifact.cases) {
        all.push_back(artifact.binary.artifact.name + "::" + one.name +
                      (one.ignored.empty() ? "" : " (" + one.ignored + ")"));
      }
    }
    return all;
  }

  std::map<std::string, std::string> listings_{{"/b/a_test", "S.\n  One\n  DISABLED_Two\n"},
                                               {"/b/c_test", "T.\n  X\n"}};
  FakeClock clock_;
  FakeWake wake_;
  FakeExecutor executor_{2, [this](const Job& job) { return answer(job); }};
  RecordingObserver observer_;
  Ports ports_{.executor = executor_,
               .wake = wake_,
               .clock = clock_,
               .observer = observer_,
               .build_layer = [](const LayerSpec&) -> Result<layers::BuiltLayer> {
                 return layers::BuiltLayer{.tree = digest_of("layer")};
               },
               .stack_layers = as_they_are,
               .read_elf = [](const std::string&, std::span<const std::string> markers) -> Result<ElfFacts> {
                 return ElfFacts{.markers = {markers.begin(), markers.end()}};
               },
               .environment = [](const std::string&) { return std::nullopt; },
               .past = {}};
  ListRules rules_;
};

TEST_F(CaseListTest, ListsEveryCaseInTheOrderOfTheBinariesAndRunsNone) {
  auto found = list({"c_test", "a_test"});
  ASSERT_TRUE(found.has_value()) << found.error().message();
  EXPECT_THAT(lines(*found),
              ElementsAre("c_test::T.X", "a_test::S.One", "a_test::S.DISABLED_Two (disabled in the source)"));
  EXPECT_EQ(executor_.ran().size(), 2u);
}

TEST_F(CaseListTest, AnArtifactThatCannotBeSelectedIsNotAsked) {
  rules_.selection.includes = {config::parse_selection("artifact.equals(c_test)").value()};
  auto found = list({"c_test", "a_test"});
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(lines(*found), ElementsAre("c_test::T.X"));
  EXPECT_EQ(executor_.ran().size(), 1u);
}

TEST_F(CaseListTest, ABinaryThatCannotBeListedIsAProblem) {
  auto found = list({"gone_test", "c_test"});
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->artifacts.size(), 2u);
  EXPECT_EQ(found->artifacts.front().problem, "the cell is gone");
  EXPECT_THAT(lines(*found), ElementsAre("c_test::T.X"));
}

TEST_F(CaseListTest, ADirectiveThatIgnoresIsSaid) {
  rules_.containers.config = config::parse_config("[[directives]]\nfilter = \"all\"\nignore = true\n", "m").config;
  auto found = list({"c_test"});
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(lines(*found), ElementsAre("c_test::T.X (ignored by a directive)"));
}

TEST_F(CaseListTest, ASignalEndsIt) {
  rules_.selection.includes = {config::parse_selection("all").value()};
  wake_.send(SIGINT);
  auto found = list({"c_test"});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->signal, SIGINT);
  EXPECT_EQ(found->nothing, "");  // nobody knows
  EXPECT_THAT(lines(*found), IsEmpty());
}

TEST_F(CaseListTest, WhoSelectsNothingIsAskedForWhatIsNear) {
  rules_.selection.includes = {config::parse_selection("name.equals(Onne)").value()};
  const auto near_case = list({"a_test", "c_test"});
  ASSERT_TRUE(near_case);
  EXPECT_THAT(near_case->nothing, HasSubstr("no test case is selected; did you mean \"One\"?"));
  rules_.selection.includes = {config::parse_selection("artifact.equals(a_tset)").value()};
  const auto near_artifact = list({"a_test", "c_test"});
  ASSERT_TRUE(near_artifact);
  EXPECT_THAT(near_artifact->nothing, HasSubstr("did you mean \"a_test\"?"));
  rules_.selection.includes = {config::parse_selection("name.equals(S.One)").value()};
  const auto one = list({"a_test"});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->nothing, "");
  rules_.selection = {};
  const auto none = list({});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->nothing, "");  // nobody filtered
}

}  // namespace
}  // namespace maelstrom::session
