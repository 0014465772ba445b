// The job of one invocation of a test binary.
#pragma once

#include <string>
#include <vector>

#include "core/job.h"
#include "frameworks/framework.h"
#include "session/containers.h"

namespace maelstrom::session {

// The project's own arguments come first, then the adapter's, then those that a person gave after `--`.
Job test_job(const frameworks::Artifact& artifact, const ReadyContainer& container,
             const frameworks::Invocation& invocation, const std::vector<std::string>& extra_arguments);

}  // namespace maelstrom::session
