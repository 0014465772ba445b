#include "cli/report_files.h"

#include <gmock/gmock.h>

#include "base/fake_clock.h"
#include "os/file.h"

namespace maelstrom::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ReportFiles, AKindAndAPath) {
  const auto spec = parse_report("junit=build/a=b.xml").value();
  EXPECT_EQ(spec.kind, ReportKind::kJunit);
  EXPECT_EQ(spec.path, "build/a=b.xml");
  EXPECT_TRUE(parse_report("json=-")->to_standard_output());
}

TEST(ReportFiles, AnUnknownKindHasASuggestion) {
  EXPECT_THAT(parse_report("jnuit=x").error().message(), HasSubstr("did you mean \"junit\"?"));
  EXPECT_THAT(parse_report("x=x").error().message(), HasSubstr("known are json, junit, html, github"));
  EXPECT_THAT(parse_report("json").error().message(), HasSubstr("json=PATH"));
}

TEST(ReportFiles, StandInTheirDirectoryWhichIsMade) {
  const auto scratch = os::TemporaryDirectory::create().value();
  const FakeClock clock;
  const std::pair<ReportKind, const char*> all[] = {{ReportKind::kJson, "{\"event\":\"run-started\""},
                                                    {ReportKind::kJunit, "<?xml"},
                                                    {ReportKind::kHtml, "<!doctype html>"},
                                                    {ReportKind::kGithub, "::error "}};
  for (const auto& [kind, begin] : all) {
    const std::string path = scratch.path() + "/deep/report";
    const auto file = open_report({kind, path}, clock).value();
    file->observer().on(RunStarted{.version = "1"});
    file->observer().on(CaseResult{.id = {"a", "b"}, .verdict = {Outcome::kFailed}});
    file->observer().on(RunFinished{});
    EXPECT_TRUE(file->status());
    EXPECT_THAT(os::read_file(path).value(), StartsWith(begin));
  }
}

}  // namespace
}  // namespace maelstrom::cli
