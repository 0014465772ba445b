// The job of one invocation of a test binary.
#pragma once

#include <string>
#include <vector>

#include "core/job.h"
#include "frameworks/framework.h"
#include "session/containers.h"
#include "session/test_binary.h"

namespace maelstrom::session {

// The program and the project's own arguments as they are inside; these come first, then the adapter's, then those that
// a person gave after `--`.
Job test_job(const frameworks::Artifact& artifact, const ReadyContainer& container,
             const frameworks::Invocation& invocation, const std::vector<std::string>& extra_arguments);

// As the framework judges it; and what would have passed or is skipped has leaked if it left something behind.
Verdict judge_case(const frameworks::Framework& framework, const frameworks::ListedCase& listed,
                   const JobResult& result);

// The job that runs one case. A result may stand for a later run if the case passed, and its container may be cached.
Job case_job(const TestBinary& binary, const frameworks::ListedCase& listed, const ReadyContainer& container,
             const std::vector<std::string>& extra_arguments);

}  // namespace maelstrom::session
