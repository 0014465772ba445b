// What the outcomes of a run's cases come to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/test_case.h"

namespace maelstrom::session {

using OutcomeCounts = std::array<std::size_t, kOutcomes>;  // by Outcome

// What a flaky case makes of the run.
enum class FlakyResult : std::uint8_t { kPass, kFail };

bool is_failure(Outcome outcome);
std::size_t failures_of(const OutcomeCounts& counts);

// Of a case that passed at this attempt, but not at first.
Verdict flaky(const Verdict& first, int attempt);

// As INTERFACE §2 gives it: a failed test counts more than a case without a verdict, because a
// second run would not change it.
int exit_code(const OutcomeCounts& counts, FlakyResult flaky = FlakyResult::kPass);

}  // namespace maelstrom::session
