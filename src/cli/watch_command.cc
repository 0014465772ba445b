#include "cli/watch_command.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/strings.h"
#include "cli/failure.h"
#include "cli/report_files.h"
#include "cli/test_round.h"
#include "cli/watch_prompt.h"
#include "cli/watch_rules.h"
#include "cli/watch_wake.h"
#include "config/case_argument.h"
#include "core/digest.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/tree_watch.h"
#include "session/build_directory.h"
#include "session/discover.h"

namespace maelstrom::cli {
namespace {

using std::chrono::milliseconds;

// A round begins when nothing more has been written for so long: an editor's save is several writes.
constexpr milliseconds kQuiet{20};
// And after so long in any case.
constexpr milliseconds kLongest{1000};
// What a build writes into a project and is larger is not looked into.
constexpr std::uint64_t kLargestContent = UINT64_C(64) << 20;

std::optional<Digest> content_of(const std::string& path) {
  const auto text = os::read_file(path, kLargestContent);
  return text ? std::optional(digest_of(*text)) : std::nullopt;
}

// What the run itself writes, and what builds do.
std::vector<std::string> written_by(const Asked& asked) {
  std::vector<std::string> paths{asked.settings.cache_root, asked.settings.state_root, asked.settings.image_depot,
                                 asked.project.directory + std::string(session::kOwnBuild)};
  if (asked.discover.build_directory) paths.push_back(*asked.discover.build_directory);
  for (const std::string& report : asked.all.report) {
    const auto spec = parse_report(report);
    if (spec && !spec->to_standard_output()) paths.push_back(spec->path);
  }
  return paths;
}

class Watch {
 public:
  static Result<std::unique_ptr<Watch>> begin(const TestOptions& options, os::SystemWake& system);
  Result<int> run();

 private:
  explicit Watch(const TestOptions& options) : options_(options) {}

  void run_once();
  void built(const session::Discovered& found);
  bool ignores(const std::string& path) const;
  std::string why_ended();
  bool next();
  void settle();
  void announce();
  bool obey(WatchKeys::Act act);
  bool take_filter();

  const TestOptions& options_;
  WatchRules rules_;
  std::unique_ptr<os::TreeWatch> tree_;
  std::unique_ptr<WatchWake> wake_;
  std::optional<WatchPrompt> prompt_;
  Round round_;
  std::string filter_;            // that was typed
  bool cut_ = false;              // the round ends for another one
  int exit_code_ = 128 + SIGINT;  // of the last round that came to its end
};

Result<std::unique_ptr<Watch>> Watch::begin(const TestOptions& options, os::SystemWake& system) {
  std::unique_ptr<Watch> watch(new Watch(options));  // private constructor
  const os::SystemHost host(system);
  TRY_ASSIGN(asked, resolve_all(host, {"test", os::current_directory(), client_environment}, options.project,
                                options.run, options.display));
  watch->rules_.project = asked.project.directory;
  for (std::string& path : written_by(asked)) watch->rules_.ignore(std::move(path));
  if (auto found = session::find_build_directory(host, asked.project.directory); found && *found) {
    watch->rules_.ignore(**found);
  }
  if (auto found = session::find_meson_directory(host, asked.project.directory)) watch->rules_.ignore(*found);
  TRY_ASSIGN_IN("--watch", tree, os::TreeWatch::open(asked.project.directory, [one = watch.get()](const auto& path) {
                  return one->ignores(path);
                }));
  watch->tree_ = std::move(tree);
  TRY_ASSIGN(wake, WatchWake::create(system, *watch->tree_));
  watch->wake_ = std::move(wake);
  watch->prompt_.emplace(asked.project.directory,
                         watch->wake_->has_keys() ? WatchPrompt::Keys::kThere : WatchPrompt::Keys::kNone);
  return watch;
}

// A directory in which CMake or Meson has configured something is one of builds, but for the project's own.
bool Watch::ignores(const std::string& path) const {
  if (rules_.ignores(path)) return true;
  return path != rules_.project && (os::exists(path + "/CMakeCache.txt") || os::exists(path + "/meson-private"));
}

Result<int> Watch::run() {
  prompt_->begin();
  if (tree_->shortage()) {
    prompt_->say("warning: not all of " + printable(rules_.project) + " is watched: " + tree_->shortage()->message() +
                 "; the limit is fs.inotify.max_user_watches");
  }
  do {
    run_once();
    if (const auto signal = wake_->signal()) return 128 + *signal;
  } while (next());
  if (const auto signal = wake_->signal()) return 128 + *signal;
  return exit_code_;
}

void Watch::run_once() {
  bool has_built = false;
  round_.begins = [this](const Asked& asked) {
    for (std::string& path : written_by(asked)) rules_.ignore(std::move(path));
  };
  round_.built = [this, &has_built](const session::Discovered& found) {
    has_built = true;
    built(found);
  };
  round_.why_ended = [this] { return why_ended(); };
  cut_ = false;
  wake_->changes().build_begins();
  const auto exit_code = run_round(options_, *wake_, round_);
  if (!has_built) wake_->changes().build_ends(content_of);
  round_.cases = Round::Cases::kAsAsked;
  if (exit_code && !cut_) exit_code_ = *exit_code;
  if (!exit_code && !(cut_ && exit_code.error().code() == ErrorCode::kInterrupted)) {
    exit_code_ = fail_with(exit_code.error());
  }
}

// Where nothing is built here, what somebody else builds is what changes.
void Watch::built(const session::Discovered& found) {
  if (found.build_directory) rules_.ignore(*found.build_directory);
  tree_->prune();
  wake_->clear();
  wake_->changes().build_ends(content_of);
  if (found.how == session::Discovered::How::kBuilt) return;
  for (const session::TestBinary& binary : found.binaries) {
    // One whose directory is gone is missed by the run.
    static_cast<void>(tree_->add_file(binary.artifact.program));
  }
}

// Empty after a real signal.
std::string Watch::why_ended() {
  if (wake_->signal() || !wake_->wants_more()) return {};
  cut_ = true;
  return wake_->changes().wanted().empty() ? "a key" : "a change of the project";
}

// Waits for what calls for another round. False: nothing more is wanted.
bool Watch::next() {
  const std::vector<std::string> unstable = wake_->changes().unstable();
  if (!unstable.empty()) prompt_->say("  every build changes " + prompt_->some_of(unstable) + ": not built again");
  while (true) {
    if (wake_->signal()) return false;
    if (const auto act = wake_->take_act()) {
      if (*act == WatchKeys::Act::kQuit) break;
      if (obey(*act)) return true;
      continue;
    }
    if (!wake_->keys().typing() && !wake_->changes().wanted().empty()) {
      settle();
      announce();
      return true;
    }
    if (!wake_->keys().typing()) prompt_->wait(filter_);
    wake_->wait(std::nullopt);
  }
  prompt_->clear();
  return false;
}

void Watch::settle() {
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (std::chrono::steady_clock::now() < end && wake_->wait(kQuiet)) continue;
}

void Watch::announce() { prompt_->say("  changed  " + prompt_->some_of(wake_->changes().wanted())); }

// Gives whether another round begins.
bool Watch::obey(WatchKeys::Act act) {
  switch (act) {
    case WatchKeys::Act::kAll:
      round_.cases = Round::Cases::kAll;
      break;
    case WatchKeys::Act::kFailed:
      round_.cases = Round::Cases::kFailed;
      break;
    case WatchKeys::Act::kTyping:
      prompt_->type(wake_->keys().text());
      return false;
    case WatchKeys::Act::kNoFilter:
      prompt_->clear();
      return false;
    case WatchKeys::Act::kFilter:
      return take_filter();
    case WatchKeys::Act::kAgain:
    case WatchKeys::Act::kQuit:
      break;
  }
  prompt_->clear();
  return true;
}

bool Watch::take_filter() {
  const std::string& text = wake_->keys().text();
  if (text.empty()) {
    round_.only.reset();
  } else {
    auto filter = config::parse_selection(text);
    if (!filter) {
      prompt_->say("  " + filter.error().message());
      wake_->keys().type_on();
      prompt_->type(text);
      return false;
    }
    round_.only = std::move(*filter);
  }
  filter_ = text;
  prompt_->clear();
  return true;
}

}  // namespace

Result<int> watch_tests(const TestOptions& options, os::SystemWake& wake) {
  TRY_ASSIGN(watch, Watch::begin(options, wake));
  return watch->run();
}

}  // namespace maelstrom::cli
