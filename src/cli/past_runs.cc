#include "cli/past_runs.h"

#include <utility>

namespace maelstrom::cli {

std::string history_path(const std::string& state_root) { return state_root + "/history.sqlite"; }

PastRuns::PastRuns(const std::string& state_root, std::string project, RunObserver& observer)
    : project_(std::move(project)), observer_(observer) {
  auto history = store::History::open(history_path(state_root));
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
  for (const auto& [id, history] : cases_) ++counts_[id.substr(0, id.find("::"))];
  if (history_->moved_aside()) {
    observer_.on(Notice{Notice::Kind::kWarning, "the history of earlier runs was damaged; it was moved to " +
                                                    history_path(state_root) + ".corrupt and a new one begun"});
  }
}

void PastRuns::warn(const Error& error) {
  observer_.on(Notice{Notice::Kind::kWarning, "the history of earlier runs: " + error.message()});
}

std::optional<session::PastCase> PastRuns::of(const CaseId& id) const {
  const auto found = cases_.find(id.to_string());
  if (found == cases_.end()) return std::nullopt;
  return session::PastCase{.expected = found->second.expected(), .failed = found->second.has_failed()};
}

std::size_t PastRuns::count_of(const std::string& artifact) const {
  const auto known = counts_.find(artifact);
  return known == counts_.end() ? 0 : known->second;
}

bool PastRuns::tells_nothing(const store::HistoryRecord& record) const {
  if (record.duration.count() > 0) return false;
  const auto known = cases_.find(record.id.to_string());
  return known != cases_.end() && known->second.outcomes.back() == record.outcome;
}

void PastRuns::record(std::vector<store::HistoryRecord> records) {
  std::erase_if(records, [this](const store::HistoryRecord& record) { return tells_nothing(record); });
  if (!history_ || records.empty()) return;
  if (auto recorded = history_->record(project_, records); !recorded) warn(recorded.error());
}

}  // namespace maelstrom::cli
