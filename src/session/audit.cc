#include "session/audit.h"

#include <utility>

#include "session/case_hash.h"

namespace maelstrom::session {
namespace {

bool ended_by_itself(Outcome outcome) {
  return outcome == Outcome::kPassed || outcome == Outcome::kFailed || outcome == Outcome::kSkipped;
}

// For a sentence: "it …".
std::string_view outcome_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::kTimedOut:
      return "timed out";
    case Outcome::kSkipped:
      return "skipped itself";
    default:
      return outcome_name(outcome);
  }
}

// Another sample for each kind and each seed, that does not depend on how many cases there are.
bool is_sampled(unsigned percent, const std::string& seed, std::string_view kind, const CaseId& id) {
  if (percent == 0) return false;
  return hash_of(id, seed + '\0' + std::string(kind)) % 100 < percent;
}

}  // namespace

std::optional<AuditKind> audit_of(const AuditRules& rules, const CaseId& id, const Verdict& verdict,
                                  const JobResult& result, Isolation isolation) {
  if (!ended_by_itself(verdict.outcome)) return std::nullopt;
  if (result.cached && is_sampled(rules.cache, rules.seed, "cache", id)) return AuditKind::kCache;
  if (isolation != Isolation::kStrict && is_sampled(rules.isolation, rules.seed, "isolation", id)) {
    return AuditKind::kIsolation;
  }
  return std::nullopt;
}

Job audit_job(Job job, AuditKind kind) {
  job.fresh = true;
  if (kind == AuditKind::kIsolation) job.container.isolation = Isolation::kStrict;
  return job;
}

Verdict audited(const Verdict& first, Verdict second, AuditKind kind) {
  if (first.outcome == second.outcome) return second;
  const std::string after(outcome_words(second.outcome));
  std::string message = "it " + std::string(outcome_words(first.outcome));
  message += kind == AuditKind::kCache
                 ? " in an earlier run, but " + after + " when it ran again: it depends on what nobody declared"
                 : ", but " + after + " with isolation = \"strict\": it depends on what is open between tests";
  for (const Verdict* one : {&first, static_cast<const Verdict*>(&second)}) {
    if (!one->message.empty()) message += "\n" + std::string(outcome_name(one->outcome)) + ": " + one->message;
  }
  const Verdict& broken = second.outcome == Outcome::kPassed ? first : second;
  return {.outcome = Outcome::kFailed, .message = std::move(message), .file = broken.file, .line = broken.line};
}

}  // namespace maelstrom::session
