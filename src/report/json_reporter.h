// The report `--report json=PATH`: one JSON object a line.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "core/run_observer.h"

namespace maelstrom::report {

// Writes each event of a run as one line of JSON.
//
// The end of a case is passed on with what comes after it, at the latest by flush(): thousands may end in a second, and
// to write each by itself would cost more than to make its line. Every other event is passed on as it happens.
//
// A field that has no value (the file of a case that passed, the duration of one
// that was not run) is left out. Times are milliseconds with three decimals.
// Events must come one at a time.
class JsonReporter final : public RunObserver {
 public:
  // Called with whole lines, each with its newline; must have passed them on when it returns.
  using Sink = std::function<Status(std::string_view)>;

  explicit JsonReporter(Sink sink) : sink_(std::move(sink)) {}

  using RunObserver::on;
  void on(const RunStarted& event) override;
  void on(const ArtifactListed& event) override;
  void on(const CaseSlow& event) override;
  void on(const CaseResult& result) override;
  void on(const RunFinished& event) override;

  // Passes on what it holds back. To be called some ten times a second.
  void flush();

  // The sink's first error; after it nothing more is written.
  Status status() const { return status_; }

 private:
  template <typename AddFields>
  void add(std::string_view event, AddFields add_fields);
  template <typename AddFields>
  void write(std::string_view event, AddFields add_fields);

  Sink sink_;
  std::string lines_;  // not yet passed on
  Status status_;
};

}  // namespace maelstrom::report
