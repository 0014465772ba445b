#include "cli/test_command.h"

#include <algorithm>
#include <cstdio>

#include "base/clock.h"
#include "cli/action_record.h"
#include "cli/asked.h"
#include "cli/container_rules.h"
#include "cli/display.h"
#include "cli/failure.h"
#include "cli/known_tests.h"
#include "cli/observers.h"
#include "cli/past_runs.h"
#include "cli/result_cache.h"
#include "cli/suite_memory.h"
#include "cli/version.h"
#include "cli/workshop.h"
#include "os/file.h"
#include "os/memory.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "session/test_run.h"

namespace maelstrom::cli {
namespace {

// A cluster's is not known, and its to share out.
std::optional<std::uint64_t> memory_of(const Asked& asked) {
  if (asked.settings.memory || asked.settings.remote) return asked.settings.memory;
  return os::usable_memory();
}

session::RunOptions options_of(const Asked& asked, const TestOptions& options,
                               const std::optional<std::string>& build_directory, const Clock& clock) {
  return {.started = {.version = kVersion,
                      .id = new_run_id(clock),
                      .time = clock.wall(),
                      .slots = asked.settings.remote ? asked.settings.remote_slots : asked.settings.slots},
          .rules = container_rules(asked, build_directory),
          .selection = asked.selection,
          .test_arguments = options.test_arguments,
          .preparation_threads = asked.cores,
          .memory = memory_of(asked),
          .audit = {.cache = asked.settings.audit_cache, .isolation = asked.settings.audit_isolation},
          .choice = asked.settings.choice,
          .repeat = asked.settings.repeat,
          .stop_after = asked.settings.stop_after,
          .flaky_result = asked.settings.flaky_result};
}

bool names_an_image(const config::Config& config) {
  const auto is_image = [](const ContainerDeclaration& container) {
    return container.base && container.base->value.kind == ContainerBase::Kind::kImage;
  };
  return std::ranges::any_of(config.directives, is_image, &config::Directive::container) ||
         std::ranges::any_of(config.containers, [&](const auto& named) { return is_image(named.second); });
}

Result<int> run(const TestOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  const SystemClock clock;
  TRY_ASSIGN(asked, resolve_all(host, {"test", os::current_directory(), client_environment}, options.project,
                                options.run, options.display));
  if (options.project.print_config) {
    std::fputs(config::described(asked.all).c_str(), stdout);
    return kSuccess;
  }
  if (options.no_run && options.project.no_build) return invalid("--no-run and --no-build leave nothing to do");
  TRY_ASSIGN(display, Display::create(asked.all, clock));
  RunObserver& observer = display->observer();
  for (const std::string& warning : asked.project.warnings) observer.on(Notice{Notice::Kind::kWarning, warning});

  TRY_ASSIGN(workshop, Workshop::open(host, asked.settings, asked.project.directory, *asked.all.color));
  asked.discover.memory = test_memory(*workshop.store);
  auto found = session::discover(host, clock, asked.discover, observer);
  if (!found) return unless_interrupted(std::move(found).error(), *wake);
  if (options.no_run) return kSuccess;
  PastRuns past(asked.settings.state_root, asked.project.directory, observer);
  HistoryRecorder recorder;
  FanOut everyone;
  everyone.add(recorder);
  ActionRecord actions;
  everyone.add(actions);
  CacheTally tally;
  everyone.add(tally);
  everyone.add(observer);

  session::RunOptions run_options = options_of(asked, options, found->build_directory, clock);
  run_options.audit.seed = run_options.started.id;
  TRY_ASSIGN(cache, ResultCache::open(workshop, asked.settings,
                                      {.id = run_options.started.id,
                                       .clock = clock,
                                       .observer = observer,
                                       .seen = [&actions](reapi::EncodedJob job) { actions.seen(std::move(job)); },
                                       .wake = wake.get()}));
  const store::LoggedRun this_run{
      .project = asked.project.directory, .id = run_options.started.id, .time = run_options.started.time, .cases = {}};
  session::Ports ports = workshop.ports(*cache.executor, *wake, clock, everyone);
  place_project(ports, workshop, asked, found->build_directory);
  ports.past = [&past](const CaseId& id) { return past.of(id); };
  ports.tick = display->tick();
  ports.distrust = [&cache](const Digest& action) { cache.executor->distrust(action); };
  if (names_an_image(asked.project.config)) ports.tick = telling(*workshop.images, observer, clock, ports.tick);
  if (cache.results && asked.settings.looks_up_suites() && asked.all.report.empty()) {
    TRY_ASSIGN(encoder, job_encoder(workshop));
    ports.suites = suite_memory(*workshop.store, *cache.results, std::move(encoder));
  }
  session::TestRun test_run(ports, std::move(run_options));
  auto finished = test_run.run(std::move(found->binaries));
  cache.finish();
  past.record(recorder.take_records());
  if (auto kept = actions.keep(asked.settings.state_root, this_run); !kept) {
    observer.on(Notice{Notice::Kind::kWarning, "`maelstrom why` will not know of this run: " + kept.error().message()});
  }
  if (auto noted = cache.note(tally.count({.id = this_run.id, .project = this_run.project, .time = this_run.time}));
      !noted) {
    observer.on(
        Notice{Notice::Kind::kWarning, "`maelstrom cache` will not know of this run: " + noted.error().message()});
  }
  TRY(display->status());
  TRY(finished);
  return finished->exit_code;
}

}  // namespace

int run_test(const TestOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
