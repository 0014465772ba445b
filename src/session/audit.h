// Cases that run a second time, to see whether they end the same way: --audit-cache, --audit-isolation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/test_case.h"

namespace maelstrom::session {

// How many in a hundred cases run a second time; 0: none.
struct AuditRules {
  unsigned cache = 0;      // of those that an earlier run answered for
  unsigned isolation = 0;  // of those that were not strict already
  std::string seed;        // other cases with each; the run's id
};

// What is to be audited of a case that ended with `verdict`; the cache is asked first. Only what ended by itself can
// be compared: passed, failed, skipped.
std::optional<AuditKind> audit_of(const AuditRules& rules, const CaseId& id, const Verdict& verdict,
                                  const JobResult& result, Isolation isolation);

// The job of the second run.
Job audit_job(Job job, AuditKind kind);

// What is reported of the two runs: the second, if they agree; else a failure that names both outcomes.
Verdict audited(const Verdict& first, Verdict second, AuditKind kind);

}  // namespace maelstrom::session
