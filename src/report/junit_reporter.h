// The report `--report junit=PATH`: what continuous integration reads.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/run_observer.h"

namespace maelstrom::report {

// Writes one JUnit document when the run has finished.
//
// Elements and attributes are those of Jenkins' schema (jenkinsci/xunit-plugin, junit-10.xsd), of which that plugin
// since its version 2 refuses a whole report for any other: a testcase has neither `file`, `line` and `status` nor
// properties, so what is known of a case beyond that is a property of its suite. A testsuite is an
// artifact; suites and cases are in the order of their names, so that two runs
// with the same results differ in times alone. Failed, timed-out and leaked cases are
// failures, whose text begins with the place in the source; those without a verdict because of us are errors; skipped,
// ignored and not run are skipped. A case that an earlier run answered for takes the time of then.
// Events must come one at a time.
class JunitReporter final : public RunObserver {
 public:
  // Called once, with the whole document.
  using Sink = std::function<Status(std::string_view)>;

  explicit JunitReporter(Sink sink) : sink_(std::move(sink)) {}

  using RunObserver::on;
  void on(const RunStarted& event) override { started_ = event.time; }
  void on(const CaseResult& result) override;
  void on(const RunFinished& event) override;

  // The sink's error, if it had one.
  Status status() const { return status_; }

  // What the document says of a case; its texts are fit for XML.
  struct Case {
    std::string name;  // as the framework spells it
    std::string class_name;
    std::string method;  // `name` without what `class_name` says
    Outcome outcome = Outcome::kPassed;
    std::string message;
    std::string file;
    int line = 0;
    bool slow = false;
    std::chrono::nanoseconds duration{0};
    bool cached = false;
    std::string worker;  // empty: this machine
    std::optional<ClusterTimes> cluster;
    std::string standard_output;  // of a case that passed: empty
    std::string standard_error;
  };

 private:
  Sink sink_;
  std::chrono::system_clock::time_point started_;
  std::map<std::string, std::vector<Case>> suites_;  // by artifact
  Status status_;
};

}  // namespace maelstrom::report
