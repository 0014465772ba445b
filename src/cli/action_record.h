// Which action each case of a run had, for `maelstrom why` and `maelstrom diff`.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/run_observer.h"
#include "reapi/job_encoder.h"
#include "store/action_log.h"

namespace maelstrom::cli {

// Where it is kept.
std::string action_log_path(const std::string& state_root);

store::LoggedAction to_logged(const reapi::EncodedJob& job);
reapi::EncodedJob from_logged(const Digest& digest, store::LoggedAction action);

class ActionRecord final : public RunObserver {
 public:
  using RunObserver::on;

  // Every job of the run, before its result.
  void seen(reapi::EncodedJob job) { jobs_.insert_or_assign(job.digest, std::move(job)); }
  void on(const CaseResult& result) override;

  // Writes it down; `run` has no cases yet. Errors: of the log.
  Status keep(const std::string& state_root, store::LoggedRun run);

 private:
  std::unordered_map<Digest, reapi::EncodedJob> jobs_;
  std::vector<store::CaseAction> cases_;
};

}  // namespace maelstrom::cli
