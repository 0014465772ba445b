#include "session/test_run.h"

#include <algorithm>
#include <climits>
#include <utility>

#include "base/strings.h"
#include "session/filter_subject.h"
#include "session/may_select.h"
#include "session/test_job.h"

namespace maelstrom::session {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

}  // namespace

TestRun::TestRun(const Ports& ports, RunOptions options)
    : ports_(ports),
      options_(std::move(options)),
      choice_(options_.choice, ports_.past),
      containers_(ports_, loop_, options_.rules),
      lister_(ports_, loop_, containers_),
      near_names_(options_.selection),
      suites_(ports_.suites, options_.test_arguments),
      loop_(ports.executor, ports.wake, ports.clock, options_.preparation_threads, ports.tick) {
  if (options_.memory) loop_.limit_memory(*options_.memory);
}

Result<RunFinished> TestRun::run(std::vector<TestBinary> binaries) {
  const MonotonicTime begin = ports_.clock.monotonic();
  binaries_ = std::move(binaries);
  order_.emplace(binaries_);
  ports_.observer.on(options_.started);
  choose_binaries();
  for (TestBinary& binary : binaries_) {
    if (!chosen_.contains(&binary)) continue;
    ++unlisted_;
    expected_ += remembered(binary);
    order_->begin(binary);
    lister_.list(binary, [this, &binary](ListingOutcome outcome) { listed(binary, std::move(outcome)); });
  }
  ports_.observer.on_total(cases_.size() + expected_);
  auto signal = loop_.run();
  if (ports_.give_up && (!signal || *signal || error_)) ports_.give_up();
  if (!signal) abandon(signal.error());
  RunFinished finished = finish(signal.value_or(std::nullopt), begin);
  if (error_) finished.exit_code = error_->code() == ErrorCode::kInvalid ? 2 : 3;
  ports_.observer.on(finished);
  if (error_) return fail(*error_);
  return finished;
}

void TestRun::choose_binaries() {
  std::vector<bool> users;
  for (const TestBinary& binary : binaries_) {
    const bool may = may_select(options_.selection, options_.rules.config, binary, ports_);
    if (!may) near_names_.offer(binary.artifact.name);
    users.push_back(may && !binary.fixtures.serves_others());
    if (may) chosen_.insert(&binary);
  }
  const std::vector<bool> needed = Fixtures::completed(binaries_, std::move(users));
  for (std::size_t i = 0; i < binaries_.size(); ++i) {
    if (!needed[i] || !binaries_[i].fixtures.serves_others()) continue;
    helpers_.insert(&binaries_[i]);
    chosen_.insert(&binaries_[i]);
  }
}

// Of a selection it cannot be said how many of those that are remembered are in it.
std::size_t TestRun::remembered(const TestBinary& binary) const {
  return ports_.remembered && !options_.is_restricted() ? ports_.remembered(binary.artifact.name) : 0;
}

void TestRun::listed(TestBinary& binary, ListingOutcome outcome) {
  --unlisted_;
  std::visit(Overloaded{[&](Listing& listing) {
                          ports_.observer.on(ArtifactListed{std::string(binary.framework->name()), binary.artifact.name,
                                                            listing.cases.size(), listing.cached, listing.duration});
                          for (const auto& one : listing.cases) take(binary, one);
                        },
                        [&](NoListing& problem) { report_problem(binary, std::move(problem)); },
                        [&](ConfigurationError& error) { abandon(std::move(error)); }},
             outcome);
  if (unlisted_ == 0) take_held();
  expected_ -= remembered(binary);
  ports_.observer.on_total(cases_.size() + expected_);
  if (order_) order_->end(binary);
}

void TestRun::take(const TestBinary& binary, const frameworks::ListedCase& listed) {
  config::FilterSubject subject = subject_of(binary, listed, options_.selection, ports_);
  const std::vector<std::string> tags = config::given_tags(options_.rules.config, subject);
  subject.given = tags;
  if (error_) return;
  if (helpers_.contains(&binary)) return start(binary, listed, subject);
  if (!options_.selection.selects(subject) || !choice_.takes({binary.artifact.name, listed.name})) {
    return near_names_.offer(listed.name);
  }
  near_names_.forget();
  if (choice_.waits_for_all()) {
    held_.emplace_back(&binary, listed);
  } else {
    start(binary, listed, subject);
  }
}

void TestRun::take_held() {
  if (held_.empty()) return;
  std::vector<CaseId> ids;
  ids.reserve(held_.size());
  for (const auto& [binary, listed] : held_) ids.push_back({binary->artifact.name, listed.name});
  const std::vector<bool> taken = choice_.decide_all(ids);
  // Of each there is still a case to come: nothing that depends on it begins.
  for (const auto& [binary, listed] : held_) order_->begin(*binary);
  for (std::size_t at = 0; at < held_.size(); ++at) {
    const auto& [binary, listed] = held_[at];
    if (taken[at] && !error_) start(*binary, listed, subject_of(*binary, listed));
  }
  for (const auto& [binary, listed] : std::exchange(held_, {})) order_->end(*binary);
}

void TestRun::start(const TestBinary& binary, const frameworks::ListedCase& listed,
                    const config::FilterSubject& subject) {
  auto decided = containers_.decide(binary.artifact, subject);
  if (!decided) return abandon(std::move(decided).error());
  Case& test = add(binary, listed);
  test.isolation = (*decided)->isolation();
  test.needs = (*decided)->needs(binary.needs);
  test.retries = (*decided)->retries();
  test.slow_timeout = (*decided)->plan().slow_timeout.value;
  const std::string ignored =
      listed.ignored.empty() && (*decided)->ignore() ? "ignored by a directive" : listed.ignored;
  if (!ignored.empty()) {
    return report(test, without_job(test, {.outcome = Outcome::kIgnored, .message = ignored}));
  }
  if (!binary.hindrance.empty()) {
    return report(test, without_job(test, {.outcome = Outcome::kFailed, .message = binary.hindrance}));
  }
  containers_.with(**decided, [this, &test](const Containers::Ready& ready) { submit(test, ready); });
}

void TestRun::submit(Case& test, const Containers::Ready& ready) {
  if (!ready) {
    if (ready.error().cause == ContainerFailure::Cause::kConfiguration) return abandon(ready.error().error);
    const std::string why = ready.error().error.message();
    return report(test, without_job(test, {.outcome = Outcome::kInfrastructureError, .message = why}));
  }
  test.container = &*ready;
  order_->after(*test.binary, [this, &test] { go_on(test); });
}

// What it waited for has ended.
void TestRun::go_on(Case& test) {
  const FixtureRoles& roles = test.binary->fixtures;
  if (std::string why = fixtures_.hindrance(roles); !why.empty()) {
    return report(test, without_job(test, {.outcome = Outcome::kNotRun, .message = std::move(why)}));
  }
  std::vector<Digest> layers = fixtures_.layers(roles);
  if (layers.empty()) return submit(test);
  layers.insert(layers.begin(), test.container->layers.begin(), test.container->layers.end());
  loop_.prepare([this, &test, layers = std::move(layers)]() -> Preparer::Continuation {
    return [this, &test, stacked = ports_.stack_layers(layers)] {
      if (!stacked) {
        const std::string why = "what its fixtures made cannot be used: " + stacked.error().message();
        return report(test, without_job(test, {.outcome = Outcome::kInfrastructureError, .message = why}));
      }
      test.layers = *stacked;
      submit(test);
    };
  });
}

// Of a case whose fixtures change with it, one at a time.
void TestRun::submit(Case& test) {
  if (options_.repeat.asked()) {
    const std::size_t width = test.binary->fixtures.has_any() ? 1 : ports_.executor.slots();
    test.repetition.emplace(options_.repeat, width);
    return repeat(test);
  }
  if (auto known = known_result(test)) return report(test, std::move(*known));
  run_once(test);
}

std::optional<CaseResult> TestRun::known_result(const Case& test) {
  auto answer = suites_.answer({*test.binary, test.listed, *test.container});
  if (!answer) return std::nullopt;
  CaseResult result = without_job(test, {});
  result.job = std::move(*answer);
  return result;
}

void TestRun::repeat(Case& test) {
  while (test.repetition->begin()) run_once(test);
}

void TestRun::repeated(Case& test, CaseResult result) {
  const Outcome outcome = result.verdict.outcome;
  if (is_failure(outcome) || test.reported) distrust(result);  // another one did not pass
  if (test.reported) return;
  if (outcome == Outcome::kPassed && !test.repetition->pass()) return repeat(test);
  if (outcome != Outcome::kPassed && outcome != Outcome::kSkipped) {
    const std::string why = std::move(result.verdict.message);
    result.verdict.message = test.repetition->failed() + (why.empty() ? "" : ": " + why);
  }
  report(test, std::move(result));
}

// What passes now and then may not stand for later runs.
void TestRun::distrust(const CaseResult& result) const {
  if (result.job && result.job->action && ports_.distrust) ports_.distrust(*result.job->action);
}

void TestRun::run_once(Case& test) { loop_.submit(pending(test)); }

PendingJob TestRun::pending(Case& test) {
  return {.priority = priority(test),
          .make = [this, &test] { return job_of(test); },
          .started =
              [this, &test](JobId) {
                if (test.attempt == 1 && !std::exchange(test.told, true)) ports_.observer.on(CaseStarted{test.id()});
              },
          .ended = [this, &test](
                       Result<JobResult> result,
                       std::chrono::nanoseconds queue) { ended(test, result_of(test, std::move(result), queue)); },
          .needs = test.needs,
          .slow = {test.slow_timeout, [this, &test](std::chrono::nanoseconds after) { say_slow(test, after); }}};
}

void TestRun::say_slow(Case& test, std::chrono::nanoseconds after) {
  test.slow = true;
  ports_.observer.on(CaseSlow{test.id(), test.attempt, after});
}

Job TestRun::job_of(const Case& test) const {
  Job job = case_job(*test.binary, test.listed, *test.container, options_.test_arguments);
  if (!test.layers.empty()) job.layers = test.layers;
  job.fresh = test.repetition.has_value();
  return job;
}

void TestRun::retry(Case& test, const Verdict& failure) {
  if (!test.first_failure) test.first_failure = failure;
  --test.retries.count;
  ++test.attempt;
  if (test.retries.delay.count() == 0) return run_once(test);
  loop_.submit_after(test.retries.delay, pending(test));
}

void TestRun::ended(Case& test, CaseResult result) {
  if (test.repetition) return repeated(test, std::move(result));
  if (is_failure(result.verdict.outcome) && test.retries.count > 0) return retry(test, result.verdict);
  if (test.first_failure && result.verdict.outcome == Outcome::kPassed) {
    result.verdict = flaky(*test.first_failure, test.attempt);
    distrust(result);
  }
  const auto audit =
      result.job ? audit_of(options_.audit, result.id, result.verdict, *result.job, test.isolation) : std::nullopt;
  if (audit) return run_again(test, std::move(result), *audit);
  suites_.learn({*test.binary, test.listed, *test.container}, result);
  report(test, std::move(result));
}

void TestRun::run_again(Case& test, CaseResult first, AuditKind kind) {
  loop_.submit(
      {.priority = {.band = Band::kDoubtful},
       .make = [this, &test, kind] { return audit_job(job_of(test), kind); },
       .started = {},
       .ended =
           [this, &test, kind, first = std::move(first)](Result<JobResult> result, std::chrono::nanoseconds queue) {
             ended_again(test, first, kind, result_of(test, std::move(result), queue));
           },
       .needs = test.needs});
}

void TestRun::ended_again(Case& test, const CaseResult& first, AuditKind kind, CaseResult second) {
  if (second.verdict.outcome == Outcome::kInfrastructureError) return report(test, std::move(second));
  second.audit = {.kind = kind, .agreed = first.verdict.outcome == second.verdict.outcome};
  second.verdict = audited(first.verdict, std::move(second.verdict), kind);
  if (kind == AuditKind::kIsolation) {
    // The strict job is another one; the case goes by its own.
    if (!second.audit->agreed) distrust(first);
    if (second.job) second.job->action = first.job->action;
  }
  report(test, std::move(second));
}

CaseResult TestRun::result_of(const Case& test, Result<JobResult> result, std::chrono::nanoseconds queue) const {
  CaseResult made = without_job(test, {.outcome = Outcome::kInfrastructureError});
  made.queue = queue;
  if (result) {
    made.verdict = judge_case(*test.binary->framework, test.listed, *result);
    made.job = std::move(*result);
  } else {
    made.verdict.message = result.error().message();
  }
  return made;
}

CaseResult TestRun::without_job(const Case& test, Verdict verdict) const {
  return {.framework = std::string(test.binary->framework->name()),
          .id = test.id(),
          .attempt = test.attempt,
          .verdict = std::move(verdict),
          .isolation = test.isolation,
          .slow = test.slow};
}

void TestRun::report(Case& test, CaseResult result) {
  test.reported = true;
  ++counts_[static_cast<std::size_t>(result.verdict.outcome)];
  if (result.job && result.job->cached) ++cached_;
  if (result.audit) ++audited_;
  if (result.audit && !result.audit->agreed) ++audits_that_differ_;
  ports_.observer.on(result);
  if (options_.stop_after > 0 && is_failure(result.verdict.outcome) && failures() >= options_.stop_after) loop_.stop();
  fixtures_.ended(test.binary->fixtures, result);
  if (order_) order_->end(*test.binary);
}

std::size_t TestRun::failures() const { return failures_of(counts_); }

// Whatever cases the binary has, none of them can be told apart: it stands for them all.
void TestRun::report_problem(const TestBinary& binary, NoListing problem) {
  Case& test = add(binary, {.name = "(listing)"});
  CaseResult result = without_job(test, std::move(problem.verdict));
  result.job = std::move(problem.job);
  report(test, std::move(result));
}

void TestRun::abandon(Error error) {
  if (!error_) error_ = std::move(error);
  loop_.stop();
}

TestRun::Case& TestRun::add(const TestBinary& binary, frameworks::ListedCase listed) {
  if (order_) order_->begin(binary);
  cases_.push_back({.binary = &binary, .listed = std::move(listed)});
  return cases_.back();
}

Priority TestRun::priority(const Case& test) const {
  Priority priority = choice_.priority(test.id(), {.expected = test.binary->cost, .rank = test.binary->rank});
  if (test.repetition)
    priority.rank -= static_cast<int>(std::min<std::uint64_t>(test.repetition->begun(), INT_MAX / 2));
  return priority;
}

void TestRun::say_that_nothing_was_to_do() {
  std::string text = options_.is_restricted() ? "nothing to do: no test case is selected" + near_names_.question()
                                              : "nothing to do: there are no test cases";
  ports_.observer.on(Notice{Notice::Kind::kWarning, std::move(text)});
}

// Of one that was to run until it fails it is good to know how often it did not.
std::string TestRun::why_not_run(const Case& test, const std::string& why) const {
  if (!test.repetition) return why;
  return "no failure in " + human_count(test.repetition->passed()) + " repetitions" + (why.empty() ? "" : "; " + why);
}

RunFinished TestRun::finish(std::optional<int> signal, MonotonicTime begin) {
  order_.reset();
  const bool has_stopped = options_.stop_after > 0 && failures() >= options_.stop_after;
  const std::string why =
      signal || error_ || has_stopped ? "" : "the tests that it depends on wait for it in their turn";
  for (Case& test : cases_) {
    if (test.reported) continue;
    report(test, without_job(test, {.outcome = Outcome::kNotRun, .message = why_not_run(test, why)}));
  }
  if (unlisted_ > 0 && (signal || error_)) {
    ports_.observer.on(Notice{Notice::Kind::kWarning,
                              human_count(unlisted_) + (unlisted_ == 1 ? " test binary was" : " test binaries were") +
                                  " not listed yet; their cases did not run either"});
  }
  if (has_stopped && !signal && !error_) {
    ports_.observer.on(Notice{Notice::Kind::kWarning, "stopped after " + human_count(failures()) +
                                                          (failures() == 1 ? " failure" : " failures") + ", as asked"});
  }
  suites_.keep();
  if (cases_.empty() && !signal && !error_) say_that_nothing_was_to_do();
  RunFinished finished{.counts = counts_,
                       .cached = cached_,
                       .audited = audited_,
                       .audits_that_differ = audits_that_differ_,
                       .duration = ports_.clock.monotonic() - begin,
                       .exit_code = exit_code(counts_, options_.flaky_result)};
  if (signal) {
    finished.interrupted_by = signal_name(*signal);
    finished.exit_code = 128 + *signal;
  }
  return finished;
}

}  // namespace maelstrom::session
