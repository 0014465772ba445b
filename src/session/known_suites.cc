#include "session/known_suites.h"

#include "session/test_job.h"

namespace maelstrom::session {
namespace {

// Another one wherever this program makes something else of a case's result.
constexpr std::string_view kForm = "suite 1";

// What is in the job of a case and not in that of one without a name. `made` holds it where it is not the name.
std::string_view key_of(const frameworks::ListedCase& listed, std::string& made) {
  if (listed.selection.empty()) return listed.name;
  made = listed.name;
  for (const std::string& argument : listed.selection) made.append(1, '\0').append(argument);
  return made;
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
  Suite& suite = suite_of(test).suite;
  if (suite.size() == 0) return std::nullopt;
  std::string made;
  const KnownAnswer* answer = suite.find(key_of(test.listed, made));
  if (answer == nullptr) return std::nullopt;
  return JobResult{.termination = Exited{answer->exit_code},
                   .duration = answer->duration,
                   .action = answer->action,
                   .cached = suite.runs()[answer->run]};
}

void KnownSuites::learn(const CaseOf& test, const CaseResult& result) {
  if (!has_suite(test) || result.verdict.outcome != Outcome::kPassed || !result.job) return;
  const auto* exited = std::get_if<Exited>(&result.job->termination);
  if (!result.job->cached || !result.job->action || exited == nullptr) return;
  Known& known = suite_of(test);
  if (!known.name) return;
  std::string made;
  const std::size_t run = known.suite.place_of(*result.job->cached);
  const KnownAnswer answer{*result.job->action, result.job->duration, run, exited->code};
  if (known.suite.add(std::string(key_of(test.listed, made)), answer)) known.has_more = true;
}

void KnownSuites::keep() {
  for (auto& [of, known] : known_) {
    if (known.has_more) memory_->keep(*known.name, known.suite);
    known.has_more = false;
  }
}

}  // namespace maelstrom::session
