// Test cases and their outcomes: INTERFACE §1 and §3.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"

namespace maelstrom {

struct CaseId {
  std::string artifact;
  std::string name;
  std::string to_string() const { return artifact + "::" + name; }
  auto operator<=>(const CaseId&) const = default;
};

enum class Outcome : std::uint8_t {
  kPassed,
  kFailed,
  kTimedOut,
  kSkipped,
  kIgnored,
  kFlaky,
  kLeaked,
  kInfrastructureError,
  kNotRun,
};
inline constexpr std::size_t kOutcomes = 9;
std::string_view outcome_name(Outcome outcome);  // as INTERFACE §3 spells it

// What a framework's adapter makes of a finished job.
struct Verdict {
  Outcome outcome = Outcome::kPassed;
  std::string message;  // the first failure, the reason of a skip, what ended it; may be empty
  std::string file;     // of the first failure; empty if unknown
  int line = 0;
};

// A case that was run twice, to see whether it ends the same way: INTERFACE §2, --audit-….
enum class AuditKind : std::uint8_t {
  kCache,      // an earlier run had answered for it
  kIsolation,  // the second time with Isolation::kStrict
};
struct Audit {
  AuditKind kind = AuditKind::kCache;
  bool agreed = true;
  bool operator==(const Audit&) const = default;
};

// A case of which the run speaks for the last time.
struct CaseResult {
  std::string framework;
  CaseId id;
  int attempt = 1;
  Verdict verdict;
  std::optional<JobResult> job;  // none: it was not run to an end
  std::chrono::nanoseconds queue{0};
  Isolation isolation = Isolation::kDefault;
  std::optional<Audit> audit;
  bool slow = false;  // it was said to be, while it ran
};

}  // namespace maelstrom
