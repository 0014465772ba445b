// What is made of a refusal of an engine: the job again, no verdict, or the end of the engine's use.
//
// Source: google.rpc.Code; REAPI's `Execution.Execute` says which code means what.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/executor.h"
#include "reapi/execution_messages.h"

namespace maelstrom::execute {

struct RetryRules {
  std::chrono::milliseconds first{100};  // until the second attempt; twice that until the third, and so on
  std::chrono::milliseconds longest{5000};
  int attempts = 12;  // where all may be well a little later: about half a minute
  int doubtful = 4;   // where that is less likely
};

// Who refuses: the action's own end, or the call that should have brought it.
enum class Whose : std::uint8_t { kAction, kCall };

enum class Verdict : std::uint8_t {
  kAgain,   // after a while
  kNoMore,  // it is an error of the job
  kLost,    // the engine serves nobody
};

// What has been tried of a job.
class Attempts {
 public:
  Verdict judge(const RetryRules& rules, const reapi::Refusal& refusal, Whose whose);
  int count() const { return failures_; }

  // How long to wait after the last one: jobs that failed together do not come back together.
  std::chrono::milliseconds delay(const RetryRules& rules, JobId id) const;

 private:
  int failures_ = 0;
  int doubtful_ = 0;
};

}  // namespace maelstrom::execute
