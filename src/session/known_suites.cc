#include "session/known_suites.h"

#include <algorithm>

#include "session/test_job.h"

namespace maelstrom::session {
namespace {

// Another one wherever this program makes something else of a case's result.
constexpr std::string_view kForm = "suite 1";

// What is in the job of a case and not in that of one without a name.
std::string key_of(const frameworks::ListedCase& listed) {
  std::string key = listed.name;
  for (const std::string& argument : listed.selection) key.append(1, '\0').append(argument);
  return key;
}

std::size_t place_of(const EarlierRun& run, std::vector<EarlierRun>& runs) {
  const auto found = std::ranges::find(runs, run);
  const auto place = static_cast<std::size_t>(found - runs.begin());
  if (found == runs.end()) runs.push_back(run);
  return place;
}

}  // namespace

// Of a test that is judged by rules its project can change the verdict without changing the job; and the layers of one
// with fixtures are another run's.
bool KnownSuites::has_suite(const CaseOf& test) const {
  return memory_ && test.container.cache && !test.listed.rules && !test.binary.fixtures.has_any();
}

std::optional<Digest> KnownSuites::name_of(const CaseOf& test) const {
  const auto job = memory_->name(case_job(test.binary, {}, test.container, test_arguments_));
  if (!job) return std::nullopt;
  return digest_of(std::string(kForm) + '\0' + std::string(test.binary.framework->name()) + '\0' + job->hex());
}

KnownSuites::Known& KnownSuites::suite_of(const CaseOf& test) {
  const auto [place, is_new] = known_.try_emplace({&test.binary, &test.container});
  Known& known = place->second;
  if (!is_new) return known;
  known.name = name_of(test);
  if (!known.name) return known;
  if (auto suite = memory_->find(*known.name)) known.suite = std::move(*suite);
  return known;
}

std::optional<JobResult> KnownSuites::answer(const CaseOf& test) {
  if (!has_suite(test)) return std::nullopt;
  const Suite& suite = suite_of(test).suite;
  if (suite.answers.empty()) return std::nullopt;
  const auto found = suite.answers.find(key_of(test.listed));
  if (found == suite.answers.end()) return std::nullopt;
  const KnownAnswer& answer = found->second;
  return JobResult{.termination = Exited{answer.exit_code},
                   .duration = answer.duration,
                   .action = answer.action,
                   .cached = suite.runs[answer.run]};
}

void KnownSuites::learn(const CaseOf& test, const CaseResult& result) {
  if (!has_suite(test) || result.verdict.outcome != Outcome::kPassed || !result.job) return;
  const auto* exited = std::get_if<Exited>(&result.job->termination);
  if (!result.job->cached || !result.job->action || exited == nullptr) return;
  Known& known = suite_of(test);
  if (!known.name) return;
  const auto [place, is_new] = known.suite.answers.try_emplace(key_of(test.listed));
  if (!is_new) return;
  place->second = {*result.job->action, result.job->duration, place_of(*result.job->cached, known.suite.runs),
                   exited->code};
  known.has_more = true;
}

void KnownSuites::keep() {
  for (auto& [of, known] : known_) {
    if (known.has_more) memory_->keep(*known.name, known.suite);
    known.has_more = false;
  }
}

}  // namespace maelstrom::session
