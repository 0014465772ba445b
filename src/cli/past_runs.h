// What earlier runs of a project tell of its cases, and what this one will tell.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "core/run_observer.h"
#include "session/ports.h"
#include "store/history.h"

namespace maelstrom::cli {

// The file of it, below the state's root.
std::string history_path(const std::string& state_root);

// A history that cannot be read costs the best order of cases, nothing else: it is said, and the run goes on.
class PastRuns {
 public:
  PastRuns(const std::string& state_root, std::string project, RunObserver& observer);

  std::optional<session::PastCase> of(const CaseId& id) const;
  // How many cases of an artifact are known; none of one with "::" in its name.
  std::size_t count_of(const std::string& artifact) const;
  // Those that say nothing new cost nothing: of a case that did not run, the outcome that it had before.
  void record(std::vector<store::HistoryRecord> records);

 private:
  bool tells_nothing(const store::HistoryRecord& record) const;
  void warn(const Error& error);

  std::string project_;
  RunObserver& observer_;
  std::unique_ptr<store::History> history_;
  std::unordered_map<std::string, store::CaseHistory> cases_;
  std::map<std::string, std::size_t, std::less<>> counts_;  // by artifact
};

}  // namespace maelstrom::cli
