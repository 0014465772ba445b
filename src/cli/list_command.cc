#include "cli/list_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/strings.h"
#include "cli/asked.h"
#include "cli/container_list.h"
#include "cli/container_rules.h"
#include "cli/failure.h"
#include "cli/known_tests.h"
#include "cli/observers.h"
#include "cli/past_runs.h"
#include "cli/result_cache.h"
#include "cli/workshop.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "report/text_reporter.h"
#include "session/case_list.h"

namespace maelstrom::cli {
namespace {

nlohmann::json case_json(const session::KnownArtifact& artifact, const session::KnownCase& test) {
  nlohmann::json line{{"framework", artifact.binary.framework->name()},
                      {"artifact", to_utf8(artifact.binary.artifact.name)},
                      {"name", to_utf8(test.name)},
                      {"ignored", !test.ignored.empty()}};
  if (!test.ignored.empty()) line["reason"] = to_utf8(test.ignored);
  return line;
}

std::string case_text(const session::KnownArtifact& artifact, const session::KnownCase& test) {
  std::string line = printable(artifact.binary.artifact.name + "::" + test.name);
  if (!test.ignored.empty()) line += "  (ignored: " + printable(test.ignored) + ")";
  return line;
}

nlohmann::json artifact_json(const session::KnownArtifact& artifact) {
  nlohmann::json line{{"framework", artifact.binary.framework->name()},
                      {"artifact", to_utf8(artifact.binary.artifact.name)},
                      {"program", to_utf8(artifact.binary.artifact.program)},
                      {"cases", artifact.cases.size()}};
  if (!artifact.problem.empty()) line["problem"] = to_utf8(artifact.problem);
  return line;
}

std::string artifact_text(const session::KnownArtifact& artifact) {
  return fmt::format("{}  {}  {} {}", printable(artifact.binary.artifact.name), artifact.binary.framework->name(),
                     human_count(artifact.cases.size()), artifact.cases.size() == 1 ? "case" : "cases");
}

void print(const session::CaseList& list, const ContainerList& containers, const ListOptions& options) {
  const bool json = options.format == "json";
  if (options.thing == ListedThing::kContainers) {
    std::fputs((json ? containers.json(list) : containers.text(list)).c_str(), stdout);
    return;
  }
  for (const session::KnownArtifact& artifact : list.artifacts) {
    if (options.thing == ListedThing::kArtifacts) {
      std::puts((json ? artifact_json(artifact).dump() : artifact_text(artifact)).c_str());
      continue;
    }
    for (const session::KnownCase& test : artifact.cases) {
      std::puts((json ? case_json(artifact, test).dump() : case_text(artifact, test)).c_str());
    }
  }
}

// Gives the exit code: a binary that gave no list is no configuration error, but the list is not whole.
int say_what_is_missing(const session::CaseList& list) {
  int code = list.signal ? 128 + *list.signal : kSuccess;
  if (!list.nothing.empty()) std::fprintf(stderr, "maelstrom: %s\n", list.nothing.c_str());
  for (const session::KnownArtifact& artifact : list.artifacts) {
    if (artifact.problem.empty()) continue;
    std::fprintf(stderr, "maelstrom: %s gave no list: %s\n", printable(artifact.binary.artifact.name).c_str(),
                 artifact.problem.c_str());
    if (code == kSuccess) code = kInfrastructure;
  }
  return code;
}

Result<int> run(const ListOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  const SystemClock clock;
  TRY_ASSIGN(asked, resolve_all(host, {"list", os::current_directory(), client_environment}, options.project,
                                options.run, {.color = options.color}));
  if (options.project.print_config) {
    std::fputs(config::described(asked.all).c_str(), stdout);
    return kSuccess;
  }
  Notices observer;
  for (const std::string& warning : asked.project.warnings) std::fprintf(stderr, "%s\n", warning.c_str());
  TRY_ASSIGN(workshop, Workshop::open(host, asked.settings, asked.project.directory, *asked.all.color));
  asked.discover.memory = test_memory(*workshop.store);
  build_what_is_selected(asked);
  auto found = session::discover(host, clock, asked.discover, observer);
  if (!found) return unless_interrupted(std::move(found).error(), *wake);
  TRY_ASSIGN(cache, ResultCache::open(workshop, asked.settings, {new_run_id(clock), clock, observer}));
  session::Ports ports = workshop.ports(*cache.executor, *wake, clock, observer);
  place_project(ports, workshop, asked, found->build_directory);
  std::optional<PastRuns> past;
  if (asked.selection.asks_past()) {
    past.emplace(asked.settings.state_root, asked.project.directory, observer);
    ports.past = [&past](const CaseId& id) { return past->of(id); };
  }
  session::ListRules rules{.containers = container_rules(asked, found->build_directory),
                           .selection = asked.selection,
                           .preparation_threads = asked.cores};
  ContainerList containers(asked.project.directory);
  if (options.thing == ListedThing::kContainers) {
    rules.plan = [&containers](const CaseId& id, const session::CasePlanOf& of) { containers.add(id, of); };
  }
  TRY_ASSIGN(list, session::list_cases(ports, std::move(rules), std::move(found->binaries)));
  print(list, containers, options);
  return say_what_is_missing(list);
}

}  // namespace

int run_list(const ListOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
