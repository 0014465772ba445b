// Failures of a test's first steps as sentences.
#pragma once

#include "base/result.h"
#include "container/cell/job_request.h"
#include "container/cell/launch.h"

namespace maelstrom::container::cell {

// `launch.failure` for a person. To be called in the test's mount namespace: it looks at the program.
Error explain(const Launch& launch, const JobRequest& job);

}  // namespace maelstrom::container::cell
