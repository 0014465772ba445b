#include "session/case_list.h"

#include <algorithm>
#include <utility>

#include "session/filter_subject.h"
#include "session/job_loop.h"
#include "session/lister.h"
#include "session/near_names.h"
#include "session/test_job.h"

namespace maelstrom::session {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

bool is_empty(const KnownArtifact& artifact) { return artifact.cases.empty() && artifact.problem.empty(); }

class ListRun {
 public:
  ListRun(const Ports& ports, ListRules rules)
      : ports_(ports),
        rules_(std::move(rules)),
        near_names_(rules_.selection),
        containers_(ports_, loop_, rules_.containers),
        lister_(ports_, loop_, containers_),
        loop_(ports.executor, ports.wake, ports.clock, rules_.preparation_threads, ports.tick) {}

  Result<CaseList> run(std::vector<TestBinary> binaries) {
    for (TestBinary& binary : binaries) {
      if (rules_.selection.may_select_artifact(binary.artifact.name)) {
        list_.artifacts.push_back({.binary = std::move(binary), .cases = {}, .problem = {}});
      } else {
        near_names_.offer(binary.artifact.name);
      }
    }
    for (KnownArtifact& artifact : list_.artifacts) ask(artifact);
    const auto signal = loop_.run();
    if (ports_.give_up && (!signal || *signal || error_)) ports_.give_up();
    if (!signal) return fail(signal.error());
    if (error_) return fail(std::move(*error_));
    list_.signal = *signal;
    if (!*signal && rules_.selection.is_restricted() && std::ranges::all_of(list_.artifacts, &is_empty)) {
      list_.nothing = "no test case is selected" + near_names_.question();
    }
    return std::move(list_);
  }

 private:
  void ask(KnownArtifact& artifact) {
    lister_.list(artifact.binary, [this, &artifact](ListingOutcome outcome) {
      std::visit(Overloaded{[&](const Listing& listing) {
                              for (const auto& one : listing.cases) take(artifact, one);
                            },
                            [&](const NoListing& problem) { artifact.problem = problem.verdict.message; },
                            [&](ConfigurationError& error) { abandon(std::move(error)); }},
                 outcome);
    });
  }

  void take(KnownArtifact& artifact, const frameworks::ListedCase& listed) {
    config::FilterSubject subject = subject_of(artifact.binary, listed, rules_.selection, ports_);
    const std::vector<std::string> tags = config::given_tags(rules_.containers.config, subject);
    subject.given = tags;
    if (!rules_.selection.selects(subject)) return near_names_.offer(listed.name);
    near_names_.forget();
    auto decided = containers_.decide(artifact.binary.artifact, subject);
    if (!decided) return abandon(std::move(decided).error());
    std::string ignored = listed.ignored;
    if (ignored.empty() && (*decided)->ignore()) ignored = "ignored by a directive";
    if (rules_.job && ignored.empty()) make_job(artifact.binary, listed, **decided);
    if (rules_.plan) tell_plan(artifact.binary, listed, **decided);
    artifact.cases.push_back({.name = listed.name, .ignored = std::move(ignored)});
  }

  void make_job(const TestBinary& binary, const frameworks::ListedCase& listed, Containers::Decided& decided) {
    containers_.with(decided, [this, &binary, listed](const Containers::Ready& ready) {
      const CaseId id{binary.artifact.name, listed.name};
      if (ready) return rules_.job(id, case_job(binary, listed, *ready, rules_.test_arguments));
      if (ready.error().cause == ContainerFailure::Cause::kConfiguration) return abandon(ready.error().error);
      rules_.job(id, fail(ready.error().error));
    });
  }

  void tell_plan(const TestBinary& binary, const frameworks::ListedCase& listed, Containers::Decided& decided) {
    containers_.resolve(decided, [this, &binary, &decided, listed](const Status& resolved) {
      if (!resolved) return abandon(resolved.error());
      const frameworks::Framework& framework = *binary.framework;
      rules_.plan({binary.artifact.name, listed.name},
                  {decided.plan(), framework.run_invocation(listed).environment, framework.name()});
    });
  }

  void abandon(Error error) {
    if (!error_) error_ = std::move(error);
    loop_.stop();
  }

  const Ports& ports_;
  ListRules rules_;
  NearNames near_names_;
  CaseList list_;
  std::optional<Error> error_;
  Containers containers_;
  Lister lister_;
  JobLoop loop_;  // last: its threads end before what they work for
};

}  // namespace

Result<CaseList> list_cases(const Ports& ports, ListRules rules, std::vector<TestBinary> binaries) {
  ListRun run(ports, std::move(rules));
  return run.run(std::move(binaries));
}

}  // namespace maelstrom::session
