// What the last action of each case was, so that it can be said why the next one is another.
//
// An action is kept by its messages (reapi/job_encoder.h), which here are opaque bytes; those of an input root once for
// all actions that have it. The loss of all of it costs explanations, nothing else.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/test_case.h"

namespace maelstrom::store {

struct LoggedAction {
  std::string action;
  std::string command;
  Digest input_root;
  std::shared_ptr<const std::vector<std::string>> root_messages;
  bool operator==(const LoggedAction&) const = default;
};

struct LastAction {
  Digest action;
  std::optional<Digest> before;                // what it was until then
  std::string run;                             // that brought it
  std::chrono::system_clock::time_point time;  // of that run
  bool operator==(const LastAction&) const = default;
};

struct CaseAction {
  CaseId id;
  Digest action;
};

struct LoggedRun {
  std::string project;  // its directory
  std::string id;
  std::chrono::system_clock::time_point time;
  std::vector<CaseAction> cases;  // those whose action is known
};

// An action that no case had for so long, last or before, is dropped; this is looked for once a day.
inline constexpr std::chrono::hours kActionsKept{24 * 30};

// One SQLite file for all projects. Several programs may have it open; used by one thread at a time.
class ActionLog {
 public:
  // What an action of the run is; none: it is logged without its messages.
  using Messages = std::function<std::optional<LoggedAction>(const Digest& action)>;

  // The file is made if it is not there; one that is damaged is replaced, `moved_aside` then says so.
  // Errors: Unavailable if a newer version of the program made the file (it is left alone); those of the file system.
  static Result<std::unique_ptr<ActionLog>> open(const std::string& path);
  ~ActionLog();

  bool moved_aside() const;

  // Writes down the actions that are not the last ones known; all or nothing. Nothing is written, and little read, if
  // the cases are those of an earlier run, with the same actions. `messages` is asked for what is new.
  Status record(const LoggedRun& run, const Messages& messages);

  // Keeps actions that no case has had here, all or nothing; `time` is when. One that is known stays as it is.
  Status keep(const std::vector<std::pair<Digest, LoggedAction>>& actions, std::chrono::system_clock::time_point time);

  // The last actions of all cases of a project, with CaseId::to_string() of each.
  Result<std::vector<std::pair<std::string, Digest>>> actions_of(const std::string& project);
  Result<std::optional<LastAction>> last(const std::string& project, const CaseId& id);
  Result<std::optional<LoggedAction>> find(const Digest& action);
  // Those whose digest begins with `hex`, hexadecimal digits of either case; at most `limit` of them, sorted.
  // Errors: Invalid if it is none of that, or longer than a digest.
  Result<std::vector<Digest>> beginning_with(std::string_view hex, std::size_t limit);

 private:
  struct State;
  explicit ActionLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::store
