#include "cli/test_command.h"

#include "cli/failure.h"
#include "cli/test_round.h"
#include "cli/watch_command.h"
#include "os/terminal.h"
#include "os/wake.h"

namespace maelstrom::cli {
namespace {

Result<int> run(const TestOptions& options) {
  if (options.no_run && options.watch) return invalid("--no-run and --watch: give one of them");
  TRY_ASSIGN(wake, os::SystemWake::create());
  if (options.watch && !options.project.print_config) return watch_tests(options, *wake);
  TRY_ASSIGN(window, os::WindowSignals::watch());
  return run_round(options, *wake, {.was_stopped = [&window] { return window.clear(); }});
}

}  // namespace

int run_test(const TestOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
