// The report `--report github=PATH`: annotations that GitHub shows beside the lines of a change.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/run_observer.h"

namespace maelstrom::report {

// Writes a workflow command for each case that did not do as it should, as it ends: an error, or a warning for a flaky
// one. GitHub reads them from what a step writes: `--report github=-`.
// Source: GitHub Docs, "Workflow commands for GitHub Actions".
class GithubReporter final : public RunObserver {
 public:
  // Called with whole lines, each with its newline.
  using Sink = std::function<Status(std::string_view)>;

  explicit GithubReporter(Sink sink) : sink_(std::move(sink)) {}

  using RunObserver::on;
  void on(const CaseResult& result) override;

  // The sink's first error, if it had one; nothing is written after it.
  Status status() const { return status_; }

 private:
  Sink sink_;
  Status status_;
};

}  // namespace maelstrom::report
