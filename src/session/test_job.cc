#include "session/test_job.h"

namespace maelstrom::session {

Job test_job(const frameworks::Artifact& artifact, const ReadyContainer& container,
             const frameworks::Invocation& invocation, const std::vector<std::string>& extra_arguments) {
  Job job{.layers = container.layers,
          .container = container.settings,
          .program = artifact.program,
          .arguments = artifact.arguments,
          .timeout = container.timeout,
          .machine_facts = container.platform};
  for (const auto* more : {&invocation.arguments, &extra_arguments}) {
    job.arguments.insert(job.arguments.end(), more->begin(), more->end());
  }
  for (const auto& [name, value] : invocation.environment) job.container.environment[name] = value;
  return job;
}

}  // namespace maelstrom::session
