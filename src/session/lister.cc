#include "session/lister.h"

#include <algorithm>
#include <utility>

#include "frameworks/plain.h"
#include "session/recognise.h"
#include "session/test_job.h"

namespace maelstrom::session {
namespace {

constexpr std::chrono::seconds kListingTimeout{60};
constexpr std::uint64_t kListingOutput = UINT64_C(64) << 20;  // over a million cases

Listing whole_program(TestBinary& binary, std::chrono::nanoseconds duration) {
  binary.framework = &frameworks::plain_framework();
  if (!binary.chosen.empty()) {
    binary.artifact.arguments.clear();
    return {.cases = tests_as_cases(binary.chosen), .duration = duration};
  }
  return {.cases = {frameworks::plain_case(binary.whole)}, .duration = duration};
}

Listing disabled(TestBinary& binary) {
  Listing listing = whole_program(binary, {});
  for (frameworks::ListedCase& one : listing.cases) one.ignored = "disabled by the project";
  return listing;
}

NoListing infrastructure(const Error& error) {
  return {.verdict = {.outcome = Outcome::kInfrastructureError, .message = error.message()}, .job = std::nullopt};
}

}  // namespace

Lister::Lister(const Ports& ports, JobLoop& loop, Containers& containers)
    : ports_(ports), loop_(loop), containers_(containers), markers_(every_marker()) {}

void Lister::list(TestBinary& binary, Use use) {
  loop_.prepare([this, &binary, use = std::move(use)]() -> Preparer::Continuation {
    if (binary.disabled) return [&binary, use] { use(disabled(binary)); };
    return [this, &binary, use, seen = look_at(binary)] { this->seen(binary, seen, use); };
  });
}

Lister::Seen Lister::look_at(const TestBinary& binary) const {
  const Looks looks{.elf = [this](const std::string& path) { return ports_.read_elf(path, {}); },
                    .script = ports_.read_script};
  Seen seen{.facts = ElfFacts(), .companions = companions_of(binary.artifact, looks)};
  // A script has no cases that could be asked for.
  const bool is_asked = binary.cases == CasesAre::kAsked && seen.companions.linked.contains(binary.artifact.program);
  if (is_asked) seen.facts = ports_.read_elf(binary.artifact.program, markers_);
  return seen;
}

void Lister::seen(TestBinary& binary, const Seen& seen, const Use& use) {
  frameworks::Artifact& artifact = binary.artifact;
  artifact.files.insert(artifact.files.end(), seen.companions.files.begin(), seen.companions.files.end());
  artifact.linked.assign(seen.companions.linked.begin(), seen.companions.linked.end());
  binary.framework = seen.facts ? recognise(*seen.facts) : nullptr;
  if (binary.framework != nullptr && binary.framework->runs_cases(artifact.arguments)) return ask(binary, use);
  Listing whole = whole_program(binary, {});
  if (!seen.facts) return use(infrastructure(seen.facts.error()));
  use(std::move(whole));
}

void Lister::ask(TestBinary& binary, const Use& use) {
  // Which directives hold for a listing: those that match a case without a name.
  auto decided = containers_.decide(
      binary.artifact, {.name = "", .artifact = binary.artifact.name, .framework = binary.framework->name()});
  if (!decided) return use(std::move(decided).error());
  containers_.with(**decided, [this, &binary, use](const Containers::Ready& ready) {
    if (ready) return submit(binary, *ready, use);
    if (ready.error().cause == ContainerFailure::Cause::kConfiguration) return use(ready.error().error);
    use(infrastructure(ready.error().error));
  });
}

// Whether a result may stand is asked of each, and tells already what is listed: it is read once.
void Lister::submit(TestBinary& binary, const ReadyContainer& container, const Use& use) {
  const auto read = std::make_shared<std::optional<Read>>();
  loop_.submit({.priority = {.band = Band::kListing},
                .make =
                    [&binary, &container, read] {
                      Job job = test_job(binary.artifact, container, binary.framework->list_invocation(), {});
                      if (job.timeout.count() == 0 || job.timeout > kListingTimeout) job.timeout = kListingTimeout;
                      job.output_limit = kListingOutput;
                      // What is no list is asked for again.
                      if (container.cache) {
                        job.may_stand = [&framework = *binary.framework, read](const JobResult& result) {
                          *read =
                              Read{result.standard_output.head, result.termination, framework.parse_listing(result)};
                          return (*read)->cases && !(*read)->cases->empty();
                        };
                      }
                      return job;
                    },
                .started = {},
                .ended = [this, &binary, use, read](
                             Result<JobResult> result,
                             std::chrono::nanoseconds) { use(judge(binary, std::move(result), std::move(*read))); }});
}

// What is dropped of an output is not in it, so that there it cannot be told.
bool Lister::Read::is_of(const JobResult& result) const {
  return !result.standard_output.truncated() && result.standard_output.head == output &&
         result.termination == termination;
}

ListingOutcome Lister::judge(TestBinary& binary, Result<JobResult> result, std::optional<Read> read) const {
  if (!result) return infrastructure(result.error());
  if (std::holds_alternative<TimedOut>(result->termination)) {
    Verdict verdict{.outcome = Outcome::kTimedOut, .message = "did not list its cases in time"};
    return NoListing{.verdict = std::move(verdict), .job = std::move(*result)};
  }
  auto cases = read && read->is_of(*result) ? std::move(read->cases) : binary.framework->parse_listing(*result);
  if (cases && !cases->empty()) {
    ignore_what_is_not_chosen(binary.chosen, *cases);
    return Listing{.cases = std::move(*cases), .duration = result->duration, .cached = result->cached.has_value()};
  }
  // To run the program whole would hide that it has cases.
  if (!cases && cases.error().code() == ErrorCode::kExhausted) return infrastructure(cases.error());
  return whole_program(binary, result->duration);
}

}  // namespace maelstrom::session
