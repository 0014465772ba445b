#include "cli/output_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "base/clock.h"
#include "base/strings.h"
#include "cli/action_record.h"
#include "cli/asked.h"
#include "cli/case_names.h"
#include "cli/failure.h"
#include "cli/open_store.h"
#include "cli/result_cache.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "reapi/action_result.h"

namespace maelstrom::cli {
namespace {

struct Last {
  std::string name;
  Digest action;
};

Result<Last> last_of(const Asked& asked, const std::string& test) {
  TRY_ASSIGN(log, store::ActionLog::open(action_log_path(asked.settings.state_root)));
  TRY_ASSIGN(known, log->actions_of(asked.project.directory));
  if (known.empty()) return invalid("no run of the tests in " + printable(asked.project.directory) + " is known");
  std::vector<std::string> names;
  for (const auto& [name, action] : known) names.push_back(name);
  TRY_ASSIGN(meant, meant_by(names, test));
  TRY_ASSIGN(name, only_one(meant, test));
  for (const auto& [of, action] : known) {
    if (of == name) return Last{name, action};
  }
  return internal("a case without its action");
}

Result<JobResult> result_of(const Asked& asked, const Last& last) {
  TRY_ASSIGN(results, open_results(asked.settings.cache_root, SystemClock()));
  TRY_ASSIGN(known, results->find(last.action));
  if (!known) {
    return invalid("what " + printable(last.name) +
                   " wrote is not kept: it ran with --no-cache, or its result has been dropped from the cache");
  }
  TRY_ASSIGN(store, open_store(asked.settings));
  return reapi::decode_result(known->record, [&store](const Digest& blob) { return store->get(blob); });
}

// As it was written.
Status write(int fd, const Output& output, std::string_view name) {
  TRY(os::write_all(fd, output.head, name));
  TRY(os::write_all(fd, output.tail, name));
  if (output.truncated()) {
    std::fprintf(stderr, "maelstrom: of its %s %s bytes in the middle are not kept\n", std::string(name).c_str(),
                 human_count(output.dropped).c_str());
  }
  return {};
}

Result<int> run(const OutputOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  TRY_ASSIGN(asked, resolve_all(host, {"output", os::current_directory(), client_environment}, options.project,
                                options.run, {}));
  TRY_ASSIGN(last, last_of(asked, options.test));
  TRY_ASSIGN(result, result_of(asked, last));
  if (options.stream != "stderr") TRY(write(STDOUT_FILENO, result.standard_output, "standard output"));
  if (options.stream != "stdout") TRY(write(STDERR_FILENO, result.standard_error, "standard error"));
  return kSuccess;
}

}  // namespace

int run_output(const OutputOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
