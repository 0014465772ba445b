// What `maelstrom run` shows of its jobs, and how it ends.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "session/job_run.h"

namespace maelstrom::cli {

class JobPrinter {
 public:
  enum class Manner : std::uint8_t {
    kMany,  // how a job failed is said; the first that failed gives the exit code
    kOne,   // ends as the job did, by its signal too
  };
  explicit JobPrinter(Manner manner) : manner_(manner) {}

  // The whole output of a job, then what is to be said of it. Errors: of writing.
  Status print(const session::EndedJob& job);

  int exit_code() const { return exit_code_; }
  // By which this program is to end.
  std::optional<int> signal() const { return signal_; }

 private:
  void conclude(const Result<JobResult>& result);

  Manner manner_;
  int exit_code_ = 0;
  std::optional<int> signal_;
};

}  // namespace maelstrom::cli
