#include "cli/test_round.h"

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
                      .slots = asked.settings.remote ? asked.settings.remote_slots : asked.settings.slots,
                      .remote = asked.settings.remote ? reapi::to_string(*asked.settings.remote) : ""},
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

// A round that ends for another one says why, and not by which signal it was told.
class Explained final : public FanOut {
 public:
  explicit Explained(const Round& round) : round_(round) {}
  using FanOut::on;
  void on(const RunFinished& event) override {
    RunFinished told = event;
    const std::string why = round_.why_ended && !told.interrupted_by.empty() ? round_.why_ended() : std::string();
    if (!why.empty()) told.interrupted_by = why;
    FanOut::on(told);
  }

 private:
  const Round& round_;
};

void narrow(Asked& asked, const Round& round) {
  asked.selection.within = round.only;
  if (round.cases == Round::Cases::kFailed) asked.settings.choice.failed_only = true;
  if (round.cases == Round::Cases::kAll && asked.settings.cache == execute::CacheUse::kFull) {
    asked.settings.cache = execute::CacheUse::kRefresh;
  }
  build_what_is_selected(asked);
}

// Compilers name a file as they were given it: from the build directory, or from the project.
std::vector<std::string> places_of_sources(const Asked& asked) {
  std::vector<std::string> places{asked.project.directory};
  if (asked.discover.build_directory) places.push_back(*asked.discover.build_directory);
  return places;
}

void warn(RunObserver& observer, const std::string& what, const Status& status) {
  if (!status) observer.on(Notice{Notice::Kind::kWarning, what + ": " + status.error().message()});
}

// All that is there once the tests are built.
struct Scene {
  const TestOptions& options;
  const Asked& asked;
  const Workshop& workshop;
  Wake& wake;
  const Clock& clock;
  Display& display;
  RunObserver& observer;
};

// What later runs want to know of this one.
struct Records {
  HistoryRecorder history;
  ActionRecord actions;
  CacheTally tally;
};

Result<session::Ports> ports_of(const Scene& scene, const ResultCache& cache, const PastRuns& past,
                                RunObserver& observer, const std::optional<std::string>& build_directory) {
  const Asked& asked = scene.asked;
  session::Ports ports = scene.workshop.ports(*cache.executor, scene.wake, scene.clock, observer);
  place_project(ports, scene.workshop, asked, build_directory);
  ports.past = [&past](const CaseId& id) { return past.of(id); };
  ports.remembered = [&past](const std::string& artifact) { return past.count_of(artifact); };
  ports.tick = scene.display.tick();
  if (cache.engine && ports.tick) ports.tick = telling(*cache.engine, scene.observer, scene.clock, ports.tick);
  ports.distrust = [&cache](const Digest& action) { cache.executor->distrust(action); };
  if (names_an_image(asked.project.config)) {
    ports.tick = telling(*scene.workshop.images, scene.observer, scene.clock, ports.tick);
  }
  if (cache.results && asked.settings.looks_up_suites() && asked.all.report.empty()) {
    TRY_ASSIGN(encoder, job_encoder(scene.workshop));
    ports.suites = suite_memory(*scene.workshop.store, *cache.results, std::move(encoder));
  }
  return ports;
}

// Runs them, and keeps the records.
Result<int> run_found(const Scene& scene, session::Discovered found) {
  const Asked& asked = scene.asked;
  PastRuns past(asked.settings.state_root, asked.project.directory, scene.observer);
  Records records;
  FanOut everyone;
  everyone.add(records.history);
  everyone.add(records.actions);
  everyone.add(records.tally);
  everyone.add(scene.observer);

  session::RunOptions run_options = options_of(asked, scene.options, found.build_directory, scene.clock);
  run_options.audit.seed = run_options.started.id;
  const auto seen = [&records](reapi::EncodedJob job) { records.actions.seen(std::move(job)); };
  TRY_ASSIGN(cache, ResultCache::open(scene.workshop, asked.settings,
                                      {.id = run_options.started.id,
                                       .clock = scene.clock,
                                       .observer = scene.observer,
                                       .seen = seen,
                                       .wake = &scene.wake}));
  const store::LoggedRun this_run{
      .project = asked.project.directory, .id = run_options.started.id, .time = run_options.started.time, .cases = {}};
  TRY_ASSIGN(ports, ports_of(scene, cache, past, everyone, found.build_directory));
  session::TestRun test_run(ports, std::move(run_options));
  auto finished = test_run.run(std::move(found.binaries));
  cache.finish();
  past.record(records.history.take_records());
  warn(scene.observer, "`maelstrom why` will not know of this run",
       records.actions.keep(asked.settings.state_root, this_run));
  warn(scene.observer, "`maelstrom cache` will not know of this run",
       cache.note(records.tally.count({.id = this_run.id, .project = this_run.project, .time = this_run.time})));
  TRY(scene.display.status());
  TRY(finished);
  return finished->exit_code;
}

}  // namespace

Result<int> run_round(const TestOptions& options, Wake& wake, const Round& round) {
  const os::SystemHost host(wake);
  const SystemClock clock;
  TRY_ASSIGN(asked, resolve_all(host, {"test", os::current_directory(), client_environment}, options.project,
                                options.run, options.display));
  if (options.project.print_config) {
    std::fputs(config::described(asked.all).c_str(), stdout);
    return kSuccess;
  }
  if (options.no_run && options.project.no_build) return invalid("--no-run and --no-build leave nothing to do");
  narrow(asked, round);
  if (round.begins) round.begins(asked);
  TRY_ASSIGN(display, Display::create(asked.all, clock, places_of_sources(asked), round.was_stopped));
  Explained observer(round);
  observer.add(display->observer());
  for (const std::string& warning : asked.project.warnings) observer.on(Notice{Notice::Kind::kWarning, warning});

  TRY_ASSIGN(workshop, Workshop::open(host, asked.settings, asked.project.directory, *asked.all.color));
  asked.discover.memory = test_memory(*workshop.store);
  auto found = session::discover(host, clock, asked.discover, observer);
  const bool replaced = !found && round.why_ended && !round.why_ended().empty();
  if (replaced) return fail(std::move(found).error());
  if (!found) return unless_interrupted(std::move(found).error(), wake);
  if (round.built) round.built(*found);
  if (options.no_run) return kSuccess;
  return run_found({options, asked, workshop, wake, clock, *display, observer}, std::move(*found));
}

}  // namespace maelstrom::cli
