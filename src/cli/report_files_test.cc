#include "cli/report_files.h"

#include <gmock/gmock.h>

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
  EXPECT_THAT(parse_report("html=x").error().message(), HasSubstr("known are json and junit"));
  EXPECT_THAT(parse_report("json").error().message(), HasSubstr("json=PATH"));
}

TEST(ReportFiles, StandInTheirDirectoryWhichIsMade) {
  const auto scratch = os::TemporaryDirectory::create().value();
  const std::string json = scratch.path() + "/deep/run.json";
  const std::string junit = scratch.path() + "/deep/run.xml";
  for (const auto& spec : {ReportSpec{ReportKind::kJson, json}, ReportSpec{ReportKind::kJunit, junit}}) {
    const auto file = open_report(spec).value();
    file->observer().on(RunStarted{.version = "1"});
    file->observer().on(RunFinished{});
    EXPECT_TRUE(file->status());
  }
  EXPECT_THAT(os::read_file(json).value(), StartsWith("{\"event\":\"run-started\""));
  EXPECT_THAT(os::read_file(junit).value(), HasSubstr("<testsuites"));
}

}  // namespace
}  // namespace maelstrom::cli
