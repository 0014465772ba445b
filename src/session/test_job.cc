#include "session/test_job.h"

#include <optional>
#include <utility>

#include "session/project_place.h"

namespace maelstrom::session {
namespace {

// Of what is cut nobody can say what it matches.
constexpr std::uint64_t kDecidingOutput = UINT64_C(64) << 20;

// What is mounted is no part of what one test leaves to another; so /tmp is not.
void share_files(Job& job, const FixtureRoles& roles) {
  if (!roles.has_any()) return;
  job.capture_file_system_changes = !roles.setup.empty();
  std::erase_if(job.container.mounts, [](const Mount& mount) {
    const auto* temporary = std::get_if<TmpMount>(&mount);
    return temporary != nullptr && temporary->mount_point == "/tmp";
  });
}

}  // namespace

Verdict judge_case(const frameworks::Framework& framework, const frameworks::ListedCase& listed,
                   const JobResult& result) {
  Verdict verdict = framework.judge(listed, result);
  if (!result.left_behind || (verdict.outcome != Outcome::kPassed && verdict.outcome != Outcome::kSkipped)) {
    return verdict;
  }
  return {.outcome = Outcome::kLeaked, .message = "it left processes running, which had to be killed"};
}

Job test_job(const frameworks::Artifact& artifact, const ReadyContainer& container,
             const frameworks::Invocation& invocation, const std::vector<std::string>& extra_arguments) {
  std::optional<frameworks::Artifact> moved;
  if (container.place) moved = placed(artifact, container.place);
  const frameworks::Artifact& inside = moved ? *moved : artifact;
  Job job{.layers = container.layers,
          .container = container.settings,
          .program = inside.program,
          .arguments = inside.arguments,
          .timeout = container.timeout,
          .machine_facts = container.platform};
  for (const auto* more : {&invocation.arguments, &extra_arguments}) {
    job.arguments.insert(job.arguments.end(), more->begin(), more->end());
  }
  for (const auto& [name, value] : invocation.environment) job.container.environment[name] = value;
  return job;
}

Job case_job(const TestBinary& binary, const frameworks::ListedCase& listed, const ReadyContainer& container,
             const std::vector<std::string>& extra_arguments) {
  const frameworks::Framework& framework = *binary.framework;
  const bool output_decides = listed.rules && listed.rules->read_the_output();
  Job job = test_job(binary.artifact, container, framework.run_invocation(listed), extra_arguments);
  share_files(job, binary.fixtures);
  if (output_decides) job.output_limit = kDecidingOutput;
  if (container.cache) {
    job.may_stand = [&framework, listed](const JobResult& result) {
      return judge_case(framework, listed, result).outcome == Outcome::kPassed;
    };
  }
  return job;
}

}  // namespace maelstrom::session
