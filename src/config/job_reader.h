// The jobs of `maelstrom run`, as JSON or TOML writes them: PARITY §1, "job fields".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/container_reader.h"
#include "config/document.h"
#include "core/container_declaration.h"

namespace maelstrom::config {

struct JobDeclaration {
  std::string program;
  std::vector<std::string> arguments;
  std::chrono::seconds timeout{0};  // 0 = none
  int priority = 0;                 // -128 to 127; of those that wait, the higher runs first
  ContainerDeclaration container;   // its origin is the job's
};

// One object of a stream: a job, or `{"containers": {...}}`. None if it is neither; what is wrong is reported.
using JobObject = std::variant<JobDeclaration, NamedContainers>;
std::optional<JobObject> read_job_object(const Value& value, Diagnostics& diagnostics);

// A TOML file: `[containers.NAME]` and `[[jobs]]`.
struct JobFile {
  NamedContainers containers;
  std::vector<JobDeclaration> jobs;
};
// What is wrong is reported, and left out; so are parents that are not there.
JobFile read_job_file(std::string_view text, Diagnostics& diagnostics);

}  // namespace maelstrom::config
