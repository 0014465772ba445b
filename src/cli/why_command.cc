#include "cli/why_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/strings.h"
#include "cli/action_record.h"
#include "cli/asked.h"
#include "cli/case_names.h"
#include "cli/container_rules.h"
#include "cli/difference_text.h"
#include "cli/failure.h"
#include "cli/known_tests.h"
#include "cli/observers.h"
#include "cli/result_cache.h"
#include "cli/workshop.h"
#include "execute/cacheable.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "reapi/action_result.h"
#include "report/timestamp.h"
#include "session/case_list.h"

namespace maelstrom::cli {
namespace {

// The case that is meant, as it would run now.
struct Meant {
  CaseId id;
  Job job;
};

struct Answer {
  CaseId id;
  Digest action;
  bool cached = false;
  std::string reason;             // a sentence that goes on after the case's name
  std::optional<EarlierRun> run;  // that answers, or that ran this action without an answer
  std::optional<Digest> other;    // the action that `differences` begins at
  std::optional<reapi::Differences> differences;
};

std::vector<std::string> names_of(const session::CaseList& list) {
  std::vector<std::string> names;
  for (const session::KnownArtifact& artifact : list.artifacts) {
    for (const session::KnownCase& test : artifact.cases) {
      names.push_back(CaseId{artifact.binary.artifact.name, test.name}.to_string());
    }
  }
  return names;
}

class Question {
 public:
  Question(const Asked& asked, const Workshop& workshop, const WhyOptions& options, const session::Ports& ports)
      : asked_(asked), workshop_(workshop), options_(options), ports_(ports) {}

  Result<Answer> answer(const session::Discovered& found) {
    TRY_ASSIGN(meant, find(found));
    TRY_ASSIGN(encoder, job_encoder(workshop_));
    TRY_ASSIGN(encoded, encoder.encode(meant.job));
    Answer answer{.id = meant.id, .action = encoded.digest};
    TRY_ASSIGN(log, store::ActionLog::open(action_log_path(asked_.settings.state_root)));
    TRY_ASSIGN(last, log->last(asked_.project.directory, meant.id));
    TRY(take_result(meant.job, answer));
    if (!last) {
      if (!answer.cached && answer.reason.empty()) answer.reason = "runs: no run of it is known";
      return answer;
    }
    // Of a case that is as it was, what it was before tells why its last action ran.
    const bool same = last->action == encoded.digest;
    if (!same && !answer.cached && answer.reason.empty()) {
      answer.reason = "runs: an input has changed since run " + last->run;
    }
    const std::optional<Digest> other = same ? last->before : std::optional(last->action);
    if (other) TRY(compare(*log, *other, encoded, answer));
    if (answer.reason.empty()) answer.reason = "runs: its result is no longer in the cache";
    return answer;
  }

 private:
  session::ListRules rules(const session::Discovered& found, config::Selection selection) const {
    return {.containers = container_rules(asked_, found.build_directory),
            .selection = std::move(selection),
            .preparation_threads = asked_.cores,
            .job = {},
            .test_arguments = options_.test_arguments};
  }

  Result<Meant> find(const session::Discovered& found) {
    config::Selection selection = asked_.selection;
    TRY_ASSIGN(wanted, config::parse_selection(options_.test));
    selection.includes = {std::move(wanted)};
    TRY_ASSIGN(list, session::list_cases(ports_, rules(found, selection), found.binaries));
    TRY_ASSIGN(name, only_one(names_of(list), options_.test));
    TRY_ASSIGN(exact, config::parse_selection(name));
    if (name == options_.test || names_of(list).size() == 1) exact = selection.includes.front();
    session::ListRules one = rules(found, {.includes = {std::move(exact)}, .excludes = selection.excludes});
    std::optional<Result<Job>> job;
    CaseId id;
    one.job = [&](const CaseId& of, Result<Job> made) {
      if (of.to_string() != name) return;
      id = of;
      job = std::move(made);
    };
    TRY_ASSIGN(again, session::list_cases(ports_, std::move(one), found.binaries));
    if (again.signal) return fail(ErrorCode::kInterrupted, "interrupted");
    if (!job) return invalid(printable(name) + " does not run: " + ignored(again, name));
    TRY(*job);
    return Meant{.id = std::move(id), .job = std::move(**job)};
  }

  static std::string ignored(const session::CaseList& list, const std::string& name) {
    for (const session::KnownArtifact& artifact : list.artifacts) {
      for (const session::KnownCase& test : artifact.cases) {
        if (artifact.binary.artifact.name + "::" + test.name == name) return printable(test.ignored);
      }
    }
    return "it is not listed any more";
  }

  Status take_result(const Job& job, Answer& answer) const {
    if (const std::string never = execute::why_never_cached(job); !never.empty()) {
      answer.reason = "always runs: it " + never;
      return {};
    }
    TRY_ASSIGN(results, open_results(asked_.settings.cache_root, SystemClock()));
    TRY_ASSIGN(known, results->find(answer.action));
    if (!known) return {};
    auto result =
        reapi::decode_result(known->record, [this](const Digest& blob) { return workshop_.store->get(blob); });
    if (!result) {
      answer.reason = "runs: its last result cannot be read any more: " + result.error().message();
      return {};
    }
    answer.run = result->cached;
    answer.cached = known->standing == store::Standing::kAnswer && job.may_stand(*result);
    answer.reason = answer.cached ? "is cached" : "runs: nothing has changed, but it did not pass";
    return {};
  }

  Status compare(store::ActionLog& log, const Digest& other, const reapi::EncodedJob& now, Answer& answer) const {
    TRY_ASSIGN(logged, log.find(other));
    if (!logged) return {};
    TRY_ASSIGN(before, reapi::describe(from_logged(other, std::move(*logged))));
    TRY_ASSIGN(after, reapi::describe(now));
    TRY_ASSIGN(found,
               reapi::differences(before, after, [this](const Digest& blob) { return workshop_.store->get(blob); }));
    answer.other = other;
    answer.differences = std::move(found);
    return {};
  }

  const Asked& asked_;
  const Workshop& workshop_;
  const WhyOptions& options_;
  const session::Ports& ports_;
};

void print_text(const Answer& answer, Shown shown) {
  std::string text = printable(answer.id.to_string()) + " " + answer.reason + "\n";
  if (answer.run) {
    text += fmt::format("  {} {}, in run {}\n", answer.cached ? "since" : "last run", report::rfc3339(answer.run->time),
                        printable(answer.run->id));
  }
  text += "  action " + answer.action.to_string() + "\n";
  if (answer.differences) {
    text += "what differs from action " + answer.other->to_string() + ":\n";
    text += difference_lines(*answer.differences, shown);
  }
  std::fputs(text.c_str(), stdout);
}

void print_json(const Answer& answer) {
  nlohmann::json object{{"case", to_utf8(answer.id.to_string())},
                        {"cached", answer.cached},
                        {"reason", to_utf8(answer.reason)},
                        {"action", answer.action.to_string()}};
  if (answer.run) {
    object["run"] = to_utf8(answer.run->id);
    object["since"] = report::rfc3339(answer.run->time);
  }
  if (answer.differences) {
    object["before"] = answer.other->to_string();
    object["differences"] = difference_json(*answer.differences);
    object["more"] = answer.differences->more;
  }
  std::puts(object.dump().c_str());
}

Result<int> run(const WhyOptions& options) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  const SystemClock clock;
  TRY_ASSIGN(asked, resolve_all(host, {"why", os::current_directory(), client_environment}, options.project,
                                options.run, {.color = options.color}));
  if (options.project.print_config) {
    std::fputs(config::described(asked.all).c_str(), stdout);
    return kSuccess;
  }
  Notices observer;
  for (const std::string& warning : asked.project.warnings) std::fprintf(stderr, "%s\n", warning.c_str());
  TRY_ASSIGN(workshop, Workshop::open(host, asked.settings, asked.project.directory, *asked.all.color));
  asked.discover.memory = test_memory(*workshop.store);
  auto found = session::discover(host, clock, asked.discover, observer);
  if (!found) return unless_interrupted(std::move(found).error(), *wake);
  TRY_ASSIGN(cache, ResultCache::open(workshop, asked.settings,
                                      {.id = new_run_id(clock), .clock = clock, .observer = observer, .seen = {}}));
  session::Ports ports = workshop.ports(*cache.executor, *wake, clock, observer);
  place_project(ports, workshop, asked, found->build_directory);
  TRY_ASSIGN(answer, Question(asked, workshop, options, ports).answer(*found));
  if (options.format == "json") {
    print_json(answer);
  } else {
    print_text(answer, options.all_differences ? Shown::kAll : Shown::kFirst);
  }
  return kSuccess;
}

}  // namespace

int run_why(const WhyOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
