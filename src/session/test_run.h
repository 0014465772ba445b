// One run: every case that is selected, each in its own container; events flow out.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/case_argument.h"
#include "core/run_observer.h"
#include "session/audit.h"
#include "session/case_choice.h"
#include "session/containers.h"
#include "session/fixtures.h"
#include "session/job_loop.h"
#include "session/known_suites.h"
#include "session/lister.h"
#include "session/near_names.h"
#include "session/ports.h"
#include "session/repetition.h"
#include "session/run_outcomes.h"
#include "session/test_binary.h"
#include "session/test_order.h"

namespace maelstrom::session {

struct RunOptions {
  RunStarted started;
  ContainerRules rules;
  config::Selection selection;
  std::vector<std::string> test_arguments;  // given to every case
  std::size_t preparation_threads = 1;
  std::optional<std::uint64_t> memory;  // bytes, for the cases that declare their need; none: as much as they want
  AuditRules audit;
  ChoiceRules choice;
  RepeatRules repeat;
  std::size_t stop_after = 0;  // failures; 0: never
  FlakyResult flaky_result = FlakyResult::kPass;

  // Whether not all cases are meant.
  bool is_restricted() const { return selection.is_restricted() || choice.is_restricted(); }
};

class TestRun {
 public:
  TestRun(const Ports& ports, RunOptions options);

  // Runs the cases of `binaries`.
  // Errors: Invalid for a directive that cannot be obeyed; what the executor gives when it can do
  // no more. Every case that was listed has been reported all the same.
  Result<RunFinished> run(std::vector<TestBinary> binaries);

 private:
  struct Case {
    const TestBinary* binary = nullptr;
    frameworks::ListedCase listed;
    const ReadyContainer* container = nullptr;  // none as long as it is not made
    std::vector<Digest> layers;                 // in place of its: they and those of its fixtures; none: as they are
    Isolation isolation = Isolation::kDefault;
    Needs needs;
    config::CaseRetries retries;  // that are left
    std::chrono::nanoseconds slow_timeout{0};
    bool slow = false;
    int attempt = 1;
    std::optional<Verdict> first_failure;
    std::optional<Repetition> repetition;  // where that is asked
    bool told = false;                     // that it has started
    bool reported = false;
    CaseId id() const { return {binary->artifact.name, listed.name}; }
  };

  void choose_binaries();
  std::size_t remembered(const TestBinary& binary) const;
  void listed(TestBinary& binary, ListingOutcome outcome);
  void take(const TestBinary& binary, const frameworks::ListedCase& listed);
  void take_held();
  void start(const TestBinary& binary, const frameworks::ListedCase& listed, const config::FilterSubject& subject);
  void submit(Case& test, const Containers::Ready& ready);
  void go_on(Case& test);
  void submit(Case& test);
  void run_once(Case& test);
  std::optional<CaseResult> known_result(const Case& test);
  PendingJob pending(Case& test);
  void say_slow(Case& test, std::chrono::nanoseconds after);
  void repeat(Case& test);
  void repeated(Case& test, CaseResult result);
  Job job_of(const Case& test) const;
  void ended(Case& test, CaseResult result);
  void retry(Case& test, const Verdict& failure);
  void distrust(const CaseResult& result) const;
  void run_again(Case& test, CaseResult first, AuditKind kind);
  void ended_again(Case& test, const CaseResult& first, AuditKind kind, CaseResult second);
  CaseResult result_of(const Case& test, Result<JobResult> result, std::chrono::nanoseconds queue) const;
  CaseResult without_job(const Case& test, Verdict verdict) const;
  void report(Case& test, CaseResult result);
  void report_problem(const TestBinary& binary, NoListing problem);
  void abandon(Error error);
  Case& add(const TestBinary& binary, frameworks::ListedCase listed);
  std::size_t failures() const;
  std::string why_not_run(const Case& test, const std::string& why) const;
  Priority priority(const Case& test) const;
  void say_that_nothing_was_to_do();
  RunFinished finish(std::optional<int> signal, MonotonicTime begin);

  const Ports& ports_;
  RunOptions options_;
  std::vector<TestBinary> binaries_;
  std::optional<TestOrder> order_;  // of them, as long as the run goes on
  Fixtures fixtures_;
  std::set<const TestBinary*> chosen_;   // that are listed
  std::set<const TestBinary*> helpers_;  // that run because others require what they make, selected or not
  std::deque<Case> cases_;
  std::size_t unlisted_ = 0;  // binaries whose listing is not there yet
  std::size_t expected_ = 0;  // cases of those, as far as earlier runs tell
  OutcomeCounts counts_{};
  std::size_t cached_ = 0;
  std::size_t audited_ = 0;
  std::size_t audits_that_differ_ = 0;
  std::optional<Error> error_;
  CaseChoice choice_;
  std::vector<std::pair<const TestBinary*, const frameworks::ListedCase>> held_;  // until all are listed
  Containers containers_;
  Lister lister_;
  NearNames near_names_;
  KnownSuites suites_;
  JobLoop loop_;  // last: its threads end before what they work for
};

}  // namespace maelstrom::session
