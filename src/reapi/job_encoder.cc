#include "reapi/job_encoder.h"

#include <algorithm>
#include <utility>

#include "core/container_message.h"
#include "core/directory.h"
#include "reapi/action.h"

namespace maelstrom::reapi {
namespace {

// Cases of one artifact come together; a few artifacts run beside each other.
constexpr std::size_t kKnownRoots = 64;

constexpr std::string_view kArchitecture =
#if defined(__x86_64__)
    "x86-64";
#elif defined(__aarch64__)
    "aarch64";
#else
#error "name this architecture as the platform lexicon of the Remote Execution API does"
#endif

}  // namespace

std::string_view fact_name(MachineFact fact) {
  switch (fact) {
    case MachineFact::kCores:
      return "cores";
    case MachineFact::kCpuModel:
      return "cpu-model";
    case MachineFact::kKernel:
      return "kernel";
  }
  return {};
}

std::vector<NamedValue> common_platform() { return {{"ISA", std::string(kArchitecture)}, {"OSFamily", "linux"}}; }

Result<EncodedJob> JobEncoder::encode(const Job& job) {
  Command command;
  command.arguments.reserve(job.arguments.size() + 3);
  command.arguments.emplace_back(kCellPath);
  command.arguments.emplace_back("exec");
  command.arguments.push_back(job.program);
  command.arguments.insert(command.arguments.end(), job.arguments.begin(), job.arguments.end());
  TRY_ASSIGN(platform, platform_of(job));
  EncodedJob encoded{.command = command.encode(), .input_root = root_of(job)};
  encoded.action = Action{.command = digest_of(encoded.command),
                          .input_root = encoded.input_root->digest,
                          .timeout = job.timeout,
                          .salt = std::string(kSalt),
                          .platform = std::move(platform)}
                       .encode();
  encoded.digest = digest_of(encoded.action);
  return encoded;
}

std::shared_ptr<const InputRoot> JobEncoder::root_of(const Job& job) {
  const auto found = std::ranges::find_if(known_, [&](const Known& known) {
    const Surroundings& one = known.surroundings;
    return one.layers == job.layers && one.capture_file_system_changes == job.capture_file_system_changes &&
           one.terminal == job.terminal && one.settings == job.container;
  });
  if (found != known_.end()) {
    known_.splice(known_.begin(), known_, found);
    return found->root;
  }
  known_.push_front({{job.layers, job.container, job.capture_file_system_changes, job.terminal}, make_root(job)});
  if (known_.size() > kKnownRoots) known_.pop_back();
  return known_.front().root;
}

std::shared_ptr<const InputRoot> JobEncoder::make_root(const Job& job) const {
  auto root = std::make_shared<InputRoot>();
  const auto add = [&](std::string blob) {
    const Digest digest = digest_of(blob);
    root->blobs.push_back(std::move(blob));
    return digest;
  };
  Directory layers;
  for (std::size_t i = 0; i < job.layers.size(); ++i) layers.directories.push_back({std::to_string(i), job.layers[i]});
  const Digest container = add(ContainerMessage{.settings = job.container,
                                                .capture_file_system_changes = job.capture_file_system_changes,
                                                .terminal = job.terminal}
                                   .encode());
  Directory own;
  own.files = {{.name = "cell", .digest = cell_, .executable = true}, {.name = "container", .digest = container}};
  Directory top;
  top.directories = {{".maelstrom", add(own.encode())}, {"layers", add(layers.encode())}};
  root->digest = add(top.encode());
  return root;
}

// Sorted by name, as a cluster wants it: capitals stand first.
Result<std::vector<NamedValue>> JobEncoder::platform_of(const Job& job) {
  std::vector<NamedValue> platform = common_;
  for (const MachineFact fact : job.machine_facts) {
    auto known = facts_.find(fact);
    if (known == facts_.end()) {
      TRY_ASSIGN_IN(std::string(fact_name(fact)), value, fact_of_(fact));
      known = facts_.emplace(fact, std::move(value)).first;
    }
    const NamedValue property{std::string(fact_name(fact)), known->second};
    if (std::ranges::find(platform, property) == platform.end()) platform.push_back(property);
  }
  return platform;
}

}  // namespace maelstrom::reapi
