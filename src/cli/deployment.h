// A cluster for others to set up: manifests, the engine's configuration, certificates, and how to size it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace maelstrom::cli {

enum class DeploymentKind : std::uint8_t { kKubernetes, kCompose, kSystemd };

struct Deployment {
  DeploymentKind kind = DeploymentKind::kKubernetes;
  std::size_t workers = 2;
  std::size_t slots = 4;  // of each worker
  std::size_t shards = 2;
  std::uint64_t storage = UINT64_C(64) << 30;  // of each shard, bytes of its disk
  std::uint64_t cache = UINT64_C(32) << 30;    // of each worker
  std::uint64_t memory = UINT64_C(1) << 30;    // of each slot
  std::string name_space = "maelstrom";        // of Kubernetes
  std::string image;                           // of a worker
  std::string host = "localhost";              // what others call the engine's machine
  std::string programs = "/usr/local/bin";     // where services find them
};

struct DeployedFile {
  std::string path;  // below a directory of its own
  std::string content;
  bool executable = false;
};

// README.md says what to do with them. Errors: Invalid for sizes that make no store.
Result<std::vector<DeployedFile>> files_of(const Deployment& deployment);

}  // namespace maelstrom::cli
