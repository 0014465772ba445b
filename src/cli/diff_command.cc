#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "cli/action_record.h"
#include "cli/difference_text.h"
#include "cli/directories.h"
#include "cli/failure.h"
#include "cli/open_store.h"
#include "cli/run_settings.h"
#include "cli/why_command.h"
#include "os/file.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kCandidates = 10;

// Errors: Invalid unless exactly one action is known that `text` names.
Result<reapi::ActionDescription> described(store::ActionLog& log, const std::string& text) {
  const std::string hex = text.substr(0, text.find('/'));
  TRY_ASSIGN_IN(printable(text), found, log.beginning_with(hex, kCandidates));
  if (hex.empty() || found.empty()) return invalid("no action is known that begins with " + printable(text));
  if (found.size() > 1) {
    std::string message = "several actions begin with " + printable(text) + ":";
    for (const Digest& one : found) message += "\n  " + one.to_string();
    return invalid(message);
  }
  TRY_ASSIGN(logged, log.find(found.front()));
  if (!logged) return invalid("no action is known that begins with " + printable(text));
  return reapi::describe(from_logged(found.front(), std::move(*logged)));
}

Result<int> run(const DiffOptions& options) {
  config::Settings typed;
  const std::string current = os::current_directory();
  const auto absolute = [&](const std::optional<std::string>& path) {
    return path && !path->starts_with('/') ? std::optional(current + "/" + *path) : path;
  };
  typed.cache_root = absolute(options.run.cache_root);
  typed.state_root = absolute(options.run.state_root);
  TRY_ASSIGN(settings, resolve({}, typed, client_environment, 1));
  TRY_ASSIGN(log, store::ActionLog::open(action_log_path(settings.state_root)));
  TRY_ASSIGN(before, described(*log, options.before));
  TRY_ASSIGN(after, described(*log, options.after));
  TRY_ASSIGN(store, open_store(settings));
  TRY_ASSIGN(found, reapi::differences(before, after, [&](const Digest& blob) { return store->get(blob); }));
  if (options.format == "json") {
    const nlohmann::json object{{"before", before.digest.to_string()},
                                {"after", after.digest.to_string()},
                                {"differences", difference_json(found)},
                                {"more", found.more}};
    std::puts(object.dump().c_str());
  } else if (found.list.empty()) {
    std::puts("both are the same action");
  } else {
    std::fputs(difference_lines(found, options.all_differences ? Shown::kAll : Shown::kFirst).c_str(), stdout);
  }
  return kSuccess;
}

}  // namespace

int run_diff(const DiffOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
