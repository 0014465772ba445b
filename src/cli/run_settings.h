// How jobs run: the command line over the project's file over the defaults.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/directories.h"
#include "cli/options.h"
#include "config/config.h"
#include "session/containers.h"

namespace maelstrom::cli {

struct RunSettings {
  std::size_t slots = 1;
  std::string cache_root;                         // absolute
  std::string state_root;                         // absolute
  std::uint64_t cache_size = UINT64_C(20) << 30;  // bytes
  session::Overrides defaults;                    // what the file says for all tests
  session::Overrides forced;                      // what the command line says
};

// Where a relative path starts.
struct Places {
  std::string current;  // of the command line
  std::string project;  // of the file
};

// Errors: Invalid where no directory can be told.
Result<RunSettings> resolve(const RunOptions& typed, const config::Settings& file, const Places& places,
                            const Lookup& environment, std::size_t cores);

// auto, always or never.
std::string color_of(const std::optional<std::string>& typed, const config::Settings& file);

}  // namespace maelstrom::cli
