#include "config/job_reader.h"

#include <fmt/format.h>

#include <utility>

#include "config/directive_reader.h"
#include "config/table_reader.h"

namespace maelstrom::config {
namespace {

constexpr int kLowestPriority = -128;
constexpr int kHighestPriority = 127;

int read_priority(TableReader& reader) {
  const auto* member = reader.find("priority");
  if (member == nullptr) return 0;
  const auto* priority = std::get_if<std::int64_t>(&member->value.is);
  if (priority != nullptr && *priority >= kLowestPriority && *priority <= kHighestPriority) {
    return static_cast<int>(*priority);
  }
  reader.diagnostics().error(member->value.at, fmt::format("\"priority\" must be a whole number from {} to {}",
                                                           kLowestPriority, kHighestPriority));
  return 0;
}

// An array only: one string could be meant as a line for a shell.
std::vector<std::string> read_arguments(TableReader& reader) {
  std::vector<std::string> arguments;
  reader.each("arguments", [&](const Value& value) {
    const auto* argument = as_string(value, "each element of \"arguments\"", reader.diagnostics());
    if (argument != nullptr) arguments.push_back(*argument);
  });
  return arguments;
}

std::optional<JobDeclaration> read_job(TableReader& reader) {
  auto program = reader.required_string("program");
  if (program && program->empty()) {
    reader.diagnostics().error(reader.find("program")->value.at, "\"program\" is empty");
  }
  JobDeclaration job{.arguments = read_arguments(reader), .priority = read_priority(reader)};
  if (const auto seconds = reader.whole_number("timeout", kMaxTimeout)) job.timeout = std::chrono::seconds(*seconds);
  job.container = read_container(reader, "a job");
  reader.finish();
  if (!program) return std::nullopt;
  job.program = std::move(*program);
  return job;
}

}  // namespace

std::optional<JobObject> read_job_object(const Value& value, Diagnostics& diagnostics) {
  const auto* table = as_table(value, "a job", diagnostics);
  if (table == nullptr) return std::nullopt;
  if (TableReader reader(*table, value.at, "an object of containers", diagnostics);
      const auto* member = reader.find("containers")) {
    NamedContainers containers;
    read_containers(*member, containers, diagnostics);
    reader.finish();
    return containers;
  }
  TableReader reader(*table, value.at, "a job", diagnostics);
  auto job = read_job(reader);
  if (!job) return std::nullopt;
  return std::move(*job);
}

JobFile read_job_file(std::string_view text, Diagnostics& diagnostics) {
  JobFile file;
  const auto document = parse_toml(text, diagnostics);
  if (!document) return file;
  TableReader reader(*document, {1, 1}, "a file of jobs", diagnostics);
  if (const auto* member = reader.find("containers")) read_containers(*member, file.containers, diagnostics);
  check_parents(file.containers, diagnostics);
  reader.each("jobs", [&](const Value& value) {
    const auto* table = as_table(value, "a job", diagnostics);
    if (table == nullptr) return;
    TableReader fields(*table, value.at, "a job", diagnostics);
    if (auto job = read_job(fields)) file.jobs.push_back(std::move(*job));
  });
  for (const auto& job : file.jobs) check_parent(file.containers, job.container, diagnostics);
  reader.finish();
  return file;
}

}  // namespace maelstrom::config
