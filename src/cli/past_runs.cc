#include "cli/past_runs.h"

#include <utility>

namespace maelstrom::cli {

PastRuns::PastRuns(const std::string& state_root, std::string project, RunObserver& observer)
    : project_(std::move(project)), observer_(observer) {
  auto history = store::History::open(state_root + "/history.sqlite");
  if (!history) {
    warn(history.error());
    return;
  }
  history_ = std::move(*history);
  auto cases = history_->load(project_);
  if (!cases) {
    warn(cases.error());
    return;
  }
  cases_ = std::move(*cases);
  if (history_->moved_aside()) {
    observer_.on(Notice{Notice::Kind::kWarning, "the history of earlier runs was damaged; it was moved to " +
                                                    state_root + "/history.sqlite.corrupt and a new one begun"});
  }
}

void PastRuns::warn(const Error& error) {
  observer_.on(Notice{Notice::Kind::kWarning, "the history of earlier runs: " + error.message()});
}

std::optional<session::PastCase> PastRuns::of(const CaseId& id) const {
  const auto found = cases_.find(id.to_string());
  if (found == cases_.end()) return std::nullopt;
  const Outcome last = found->second.last_outcome;
  return session::PastCase{.expected = found->second.expected(),
                           .failed = last != Outcome::kPassed && last != Outcome::kSkipped};
}

void PastRuns::record(const std::vector<store::HistoryRecord>& records) {
  if (!history_ || records.empty()) return;
  if (auto recorded = history_->record(project_, records); !recorded) warn(recorded.error());
}

}  // namespace maelstrom::cli
