// The report `--report html=PATH`: one page for people, in a browser, without a server.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "core/run_observer.h"

namespace maelstrom::report {

// Writes one self-contained HTML document (style, script and data in it) when the run has finished: a summary, every
// case, the output of those that did not pass, a timeline of slots, the slowest cases. Events must come one at a time.
class HtmlReporter final : public RunObserver {
 public:
  // Called once, with the whole document.
  using Sink = std::function<Status(std::string_view)>;

  // `clock` outlives it.
  HtmlReporter(Sink sink, const Clock& clock) : sink_(std::move(sink)), clock_(clock) {}

  using RunObserver::on;
  void on(const RunStarted& event) override;
  void on(const CaseStarted& event) override;
  void on(const CaseResult& result) override;
  void on(const RunFinished& event) override;

  // The sink's error, if it had one.
  Status status() const { return status_; }

 private:
  struct Case {
    std::string json;  // an object that is still open
    std::optional<Nanoseconds> start;
    Nanoseconds length{0};
  };

  std::size_t number_of(const std::string& artifact);
  void give_lanes();

  Sink sink_;
  const Clock& clock_;
  RunStarted started_;
  MonotonicTime since_;
  std::map<CaseId, MonotonicTime> under_way_;
  std::map<std::string, std::size_t> artifacts_;
  std::vector<Case> cases_;
  Status status_;
};

}  // namespace maelstrom::report
