// A Buildbarn on this machine, for trying out: its programs, its configuration, its addresses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/cluster_keeper.h"

namespace maelstrom::cli {

struct LocalEngine {
  std::string storage;    // a program
  std::string scheduler;  // likewise
  std::string data;       // a directory
  unsigned port = 0;

  std::string address() const;         // of clients: grpc://127.0.0.1:PORT
  std::string worker_address() const;  // the port behind it
};

// bb_storage and bb_scheduler in `directory`, or in a directory of `path`, as PATH has them.
// Errors: NotFound, with how to get them.
struct EnginePrograms {
  std::string storage;
  std::string scheduler;
};
Result<EnginePrograms> find_engine(const std::optional<std::string>& directory, const std::string& path);

// Writes the configuration, makes the directories, and gives the commands. Errors: Invalid if the path of `data` is too
// long for sockets; of the file system.
Result<std::vector<KeptProgram>> prepare(const LocalEngine& engine);

}  // namespace maelstrom::cli
