#include "cli/history_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "cli/asked.h"
#include "cli/case_names.h"
#include "cli/failure.h"
#include "cli/past_runs.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "store/history.h"

namespace maelstrom::cli {
namespace {

using Cases = std::map<std::string, store::CaseHistory>;

char mark_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return '.';
    case Outcome::kSkipped:
      return 's';
    case Outcome::kFlaky:
      return '~';
    case Outcome::kFailed:
      return 'F';
    case Outcome::kTimedOut:
      return 'T';
    case Outcome::kLeaked:
      return 'L';
    case Outcome::kInfrastructureError:
    case Outcome::kIgnored:
    case Outcome::kNotRun:
      break;  // they say nothing of the case, and are not kept
  }
  return '?';
}

std::string marks_of(const store::CaseHistory& history) {
  std::string marks;
  for (const Outcome outcome : history.outcomes) marks.push_back(mark_of(outcome));
  return marks;
}

std::string json_line(const std::string& name, const store::CaseHistory& history) {
  nlohmann::json line{{"case", to_utf8(name)}, {"outcomes", nlohmann::json::array()}};
  for (const Outcome outcome : history.outcomes) line["outcomes"].push_back(outcome_name(outcome));
  line["durations_ms"] = nlohmann::json::array();
  for (const auto duration : history.durations) {
    line["durations_ms"].push_back(std::chrono::duration<double, std::milli>(duration).count());
  }
  return line.dump() + "\n";
}

std::string text_line(const std::string& name, const store::CaseHistory& history) {
  const std::string time =
      history.durations.empty() ? "" : human_seconds(std::chrono::duration<double>(history.expected()).count());
  return fmt::format("{:>16}  {:>8}  {}\n", marks_of(history), time, printable(name));
}

std::string lines_of(const Cases& cases, bool json) {
  std::string lines;
  for (const auto& [name, history] : cases) lines += json ? json_line(name, history) : text_line(name, history);
  return lines;
}

// How many there are beside those that are shown.
std::string rest(std::size_t others, std::size_t shown) {
  const std::string count = human_count(others) + (others == 1 ? " case" : " cases");
  return fmt::format("{}{} always ended the same\n", shown == 0 ? "" : "  ", count);
}

Result<Cases> known_cases(const Asked& asked) {
  TRY_ASSIGN(history, store::History::open(history_path(asked.settings.state_root)));
  TRY_ASSIGN(known, history->load(asked.project.directory));
  if (known.empty()) return invalid("no run of the tests in " + printable(asked.project.directory) + " is known");
  return Cases(known.begin(), known.end());
}

Result<Cases> meant(const Cases& known, const std::string& test) {
  std::vector<std::string> names;
  for (const auto& [name, history] : known) names.push_back(name);
  TRY_ASSIGN(chosen, meant_by(names, test));
  if (chosen.empty()) return invalid("no case of an earlier run is meant by " + printable(test));
  Cases cases;
  for (const std::string& name : chosen) cases.emplace(name, known.at(name));
  return cases;
}

Result<int> run(const HistoryOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  TRY_ASSIGN(asked, resolve_all(host, {"history", os::current_directory(), client_environment}, options.project,
                                options.run, {}));
  TRY_ASSIGN(known, known_cases(asked));
  const bool json = options.format == "json";
  std::string text;
  if (options.test.empty()) {
    const std::size_t all = known.size();
    std::erase_if(known, [](const auto& one) { return one.second.is_steady(); });
    text = lines_of(known, json);
    if (!json) text += rest(all - known.size(), known.size());
  } else {
    TRY_ASSIGN(cases, meant(known, options.test));
    text = lines_of(cases, json);
  }
  TRY(os::write_all(STDOUT_FILENO, text, "standard output"));
  return kSuccess;
}

}  // namespace

int run_history(const HistoryOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
