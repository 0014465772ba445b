// From actions back to jobs: the other direction of job_encoder.h, for a machine that did not make the action and has
// no reason to trust who did.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "core/job.h"
#include "reapi/action_description.h"

namespace maelstrom::reapi {

inline constexpr std::size_t kMostLayers = 400;  // an overlay of Linux takes 500

// The job that was encoded, but for what is no part of an action: how much of its output is kept, and which results may
// stand.
// Errors: Invalid for what no job is: without a program or a layer, another version's salt, a negative timeout, a path
// that is not absolute, bytes that no system call takes.
Result<Job> decode_job(ActionDescription action);

// Why a machine that does not belong to who made `job` cannot run it, as the end of a sentence that begins with "it";
// empty if it can.
std::string why_only_at_home(const Job& job);

}  // namespace maelstrom::reapi
