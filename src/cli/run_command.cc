#include "cli/run_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "base/clock.h"
#include "base/strings.h"
#include "cli/failure.h"
#include "cli/job_printer.h"
#include "cli/observers.h"
#include "cli/remote_engine.h"
#include "cli/result_cache.h"
#include "cli/settings.h"
#include "cli/terminal_session.h"
#include "cli/workshop.h"
#include "core/job.h"
#include "os/end_by_signal.h"
#include "os/fd_source.h"
#include "os/file.h"
#include "os/machine.h"
#include "os/system_host.h"
#include "os/terminal.h"
#include "os/wake.h"
#include "session/job_run.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

using Which = session::JobRunOptions::Which;

constexpr const char* kStandardInput = "standard input";

// Of all settings, those that have to do with jobs.
constexpr std::string_view kOptions[] = {"slots",
                                         "color",
                                         "remote",
                                         "remote-slots",
                                         "remote-fallback",
                                         "hybrid",
                                         "remote-share",
                                         "accept-isolation",
                                         "tls-ca",
                                         "client-certificate",
                                         "client-key",
                                         "token-file",
                                         "token-command",
                                         "credential-helper",
                                         "cache-root",
                                         "container-image-depot-root",
                                         "accept-invalid-remote-container-tls-certs",
                                         "cache-size",
                                         "inline-limit"};

bool ends_as_its_job(const RunJobsOptions& options) { return options.one || options.tty; }

bool is_toml(const RunJobsOptions& options) { return options.file && options.file->ends_with(".toml"); }

Result<config::JobFile> jobs_of_toml(const Host& host, const std::string& path) {
  TRY_ASSIGN(text, host.read_file(path));
  config::Diagnostics diagnostics(path);
  auto jobs = config::read_job_file(text, diagnostics);
  std::vector<std::string> errors;
  for (const auto& error : diagnostics.take_errors()) errors.push_back(error.to_string());
  if (!errors.empty()) return invalid(join(errors, "\n"));
  return jobs;
}

Result<std::unique_ptr<os::FdSource>> input_of(const RunJobsOptions& options) {
  if (options.file) {
    TRY_ASSIGN(fd, os::open(*options.file, O_RDONLY));
    return os::FdSource::create(std::move(fd), *options.file);
  }
  os::Fd fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!fd) return fail(system_error(errno, "dup", kStandardInput));
  return os::FdSource::create(std::move(fd), kStandardInput);
}

Result<session::JobRunOptions> job_options(const Host& host, const RunJobsOptions& options, const std::string& current,
                                           std::size_t cores) {
  session::JobRunOptions run{.which = ends_as_its_job(options) ? Which::kFirst : Which::kAll,
                             .input_name = options.file.value_or(kStandardInput),
                             .project = current,
                             .terminal = options.tty ? std::optional(size_of_window()) : std::nullopt,
                             .preparation_threads = cores};
  if (!options.command_line.empty()) {
    run.instead = session::CommandLine{options.command_line.front(),
                                       {options.command_line.begin() + 1, options.command_line.end()}};
  }
  if (is_toml(options)) {
    TRY_ASSIGN(jobs, jobs_of_toml(host, *options.file));
    run.file = std::move(jobs);
  }
  return run;
}

// The exit code of a run that came to `end`; says what is left to say.
int conclude(const session::JobRunEnd& end, const JobPrinter& printer, const RunJobsOptions& options) {
  if (end.input_error) return fail_with(*end.input_error);
  if (end.signal) {
    std::fprintf(stderr, "maelstrom: interrupted by %s\n", signal_name(*end.signal).c_str());
    return 128 + *end.signal;
  }
  if (ends_as_its_job(options) && end.jobs == 0) {
    return fail_with({ErrorCode::kInvalid, fmt::format("no job in {}", options.file.value_or(kStandardInput))});
  }
  return printer.exit_code();
}

Result<int> run(const RunJobsOptions& options, JobPrinter& printer) {
  if (!ends_as_its_job(options) && !options.command_line.empty()) {
    return invalid("a program can only be given to one job: add --one");
  }
  std::optional<TerminalSession> terminal;
  if (options.tty && !options.print_config) {
    TRY_ASSIGN(begun, TerminalSession::begin(options.escape_key));
    terminal.emplace(std::move(begun));
  }
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  const SystemClock clock;
  const Asking asking{"run", os::current_directory(), client_environment};
  const std::size_t cores = os::usable_cores();
  TRY_ASSIGN(all,
             machine_settings(host, asking, typed_settings({}, options.run, {.color = options.color}, asking.current),
                              {.cores = cores,
                               .inline_limit = RunSettings{}.inline_limit,
                               .options = kOptions,
                               .config_file = options.config_file}));
  if (options.print_config) {
    std::fputs(config::described(all).c_str(), stdout);
    return kSuccess;
  }
  TRY_ASSIGN(settings, resolve(options.run, all, asking.environment, cores));
  TRY_ASSIGN(what, job_options(host, options, asking.current, cores));
  std::unique_ptr<os::FdSource> input;
  if (!is_toml(options)) {
    TRY_ASSIGN(opened, input_of(options));
    input = std::move(opened);
  }
  TRY_ASSIGN(workshop, Workshop::open(host, settings, asking.current, *all.color));
  Notices observer;
  TRY_ASSIGN(engine, RemoteEngine::open(workshop, settings, {new_run_id(clock), *wake, observer}));
  Executor& executor = engine ? engine->executor() : *workshop.executor;
  session::Ports ports = workshop.ports(executor, *wake, clock, observer);
  if (os::is_terminal(STDERR_FILENO)) ports.tick = telling(*workshop.images, observer, clock, {});
  const auto ended = [&](const session::EndedJob& job) -> Status {
    if (terminal) TRY(terminal->end());
    return printer.print(job);
  };
  const auto lend = [&](std::unique_ptr<Terminal> job) { terminal->lend(std::move(job)); };
  session::JobRun jobs(ports, {.input = input.get(), .ended = ended, .terminal = lend}, std::move(what));
  auto end = jobs.run();
  if (terminal) TRY(terminal->end());  // a job that was killed has not ended
  if (!end) return fail(std::move(end).error());
  return conclude(*end, printer, options);
}

}  // namespace

int run_jobs(const RunJobsOptions& options) {
  JobPrinter printer(ends_as_its_job(options) ? JobPrinter::Manner::kOne : JobPrinter::Manner::kMany);
  const auto exit_code = run(options, printer);
  if (!exit_code) return fail_with(exit_code.error());
  if (printer.signal()) os::end_by_signal(*printer.signal());
  return *exit_code;
}

}  // namespace maelstrom::cli
