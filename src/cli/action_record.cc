#include "cli/action_record.h"

#include <utility>

namespace maelstrom::cli {

std::string action_log_path(const std::string& state_root) { return state_root + "/actions.sqlite"; }

store::LoggedAction to_logged(const reapi::EncodedJob& job) {
  return {.action = job.action,
          .command = job.command,
          .input_root = job.input_root->digest,
          .root_messages = {job.input_root, &job.input_root->blobs}};
}

reapi::EncodedJob from_logged(const Digest& digest, store::LoggedAction action) {
  auto root = std::make_shared<reapi::InputRoot>(reapi::InputRoot{action.input_root, *action.root_messages});
  return {.digest = digest,
          .action = std::move(action.action),
          .command = std::move(action.command),
          .input_root = std::move(root)};
}

void ActionRecord::on(const CaseResult& result) {
  if (result.job && result.job->action) cases_.push_back({result.id, *result.job->action});
}

Status ActionRecord::keep(const std::string& state_root, store::LoggedRun run) {
  if (cases_.empty()) return {};
  TRY_ASSIGN(log, store::ActionLog::open(action_log_path(state_root)));
  run.cases = std::move(cases_);
  return log->record(run, [this](const Digest& action) -> std::optional<store::LoggedAction> {
    const auto job = jobs_.find(action);
    if (job == jobs_.end()) return std::nullopt;
    return to_logged(job->second);
  });
}

}  // namespace maelstrom::cli
