#include "config/job_reader.h"

#include <gmock/gmock.h>

#include "config/json_document.h"

namespace maelstrom::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::optional<JobObject> read(std::string_view text, Diagnostics& diagnostics) {
  const auto value = parse_json(text, {1, 1}, diagnostics);
  return value ? read_job_object(*value, diagnostics) : std::nullopt;
}

// The first error of an object, or "none".
std::string error_of(std::string_view text) {
  Diagnostics diagnostics("jobs");
  read(text, diagnostics);
  const auto errors = diagnostics.take_errors();
  return errors.empty() ? "none" : errors.front().to_string();
}

TEST(JobReader, ReadsAJobWithItsContainer) {
  Diagnostics diagnostics("jobs");
  const auto object = read(R"({"program": "echo", "arguments": ["a", ""], "timeout": 3, "priority": -128,
      "layers": [{"tar": "x.tar"}, {"stubs": ["/s/"]}], "user": 7, "working_directory": "w", "mounts": null})",
                           diagnostics);
  ASSERT_THAT(diagnostics.take_errors(), IsEmpty());
  const auto& job = std::get<JobDeclaration>(object.value());
  EXPECT_EQ(job.program, "echo");
  EXPECT_THAT(job.arguments, ElementsAre("a", ""));
  EXPECT_EQ(job.timeout, std::chrono::seconds(3));
  EXPECT_EQ(job.priority, -128);
  EXPECT_EQ(job.container.origin.to_string(), "jobs:1:1: a job");
  EXPECT_EQ(job.container.layers->value.size(), 2U);
  EXPECT_EQ(job.container.user->value, 7U);
  EXPECT_EQ(job.container.working_directory->value, "/w") << "relative to the root";
  EXPECT_FALSE(job.container.mounts.has_value());
}

TEST(JobReader, AnObjectOfContainersHoldsNothingElse) {
  Diagnostics diagnostics("jobs");
  const auto object = read(R"({"containers": {"a": {"layers": []}, "b": {"parent": "a"}}})", diagnostics);
  ASSERT_THAT(diagnostics.take_errors(), IsEmpty());
  EXPECT_EQ(std::get<NamedContainers>(object.value()).size(), 2U);
  EXPECT_THAT(error_of(R"({"containers": {}, "program": "p"})"),
              HasSubstr("unknown field \"program\" in an object of containers"));
}

TEST(JobReader, NamesWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "a job must be a table, but is an array"},
      {R"({"layers": [{"tar": "x"}]})", "a job needs the field \"program\""},
      {R"({"program": ""})", "\"program\" is empty"},
      {R"({"program": "p", "layers": 7})", "\"layers\" must be an array"},
      {R"({"program": "p", "added_layers": [{"tar": "x"}]})", "\"added_layers\" needs an \"image\" or a \"parent\""},
      {R"({"program": "p", "arguments": "-x"})", "\"arguments\" must be an array"},
      {R"({"program": "p", "arguments": [1]})", "each element of \"arguments\" must be a string"},
      {R"({"program": "p", "priority": 128})", "from -128 to 127"},
      {R"({"program": "p", "priority": "high"})", "from -128 to 127"},
      {R"({"program": "p", "timeout": 1.5})", "\"timeout\" must be a whole number"},
      {R"({"program": "p", "user": -1})", "\"user\" must be between 0"},
      {R"({"program": "p", "timeot": 1})", "did you mean \"timeout\"?"},
      {R"({"program": "p", "estimated_duration": 1})", "unknown field \"estimated_duration\""},
  };
  for (const auto& [text, error] : cases) EXPECT_THAT(error_of(text), HasSubstr(error)) << text;
}

TEST(JobReader, ReadsTheJobsOfATomlFile) {
  Diagnostics diagnostics("jobs.toml");
  const auto file = read_job_file(
      "[containers.c]\nlayers = [{ stubs = [\"/s\"] }]\n"
      "[[jobs]]\nprogram = \"a\"\nparent = \"c\"\n[[jobs]]\nprogram = \"b\"\nparent = \"gone\"\n",
      diagnostics);
  ASSERT_EQ(file.jobs.size(), 2U);
  EXPECT_EQ(file.jobs[0].container.base->value.name, "c");
  EXPECT_EQ(file.jobs[1].container.origin.line, 6);
  EXPECT_EQ(file.containers.size(), 1U);
  const auto errors = diagnostics.take_errors();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_THAT(errors[0].to_string(), HasSubstr("jobs.toml:8:1: error: unknown container \"gone\""));
}

}  // namespace
}  // namespace maelstrom::config
