// Settings of every place that may say them: the command line, the environment, files.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "cli/options.h"
#include "config/setting_sources.h"

namespace maelstrom::cli {

// What the command line says, with paths from the directory `current`.
config::Settings typed_settings(const ProjectOptions& project, const RunOptions& run, const DisplayOptions& display,
                                const std::string& current);

// Who asks, and where.
struct Asking {
  std::string program;  // "test", "run": the middle of MAELSTROM_TEST_SLOTS
  std::string current;  // directory
  config::Lookup environment;
};

// Those of the environment, then those of the user's files, strongest first.
// Errors: Invalid, with everything that is wrong; those of reading a file.
Result<config::Settings> environment_settings(const Asking& asking);
Result<std::vector<config::Settings>> user_settings(const Host& host, const Asking& asking);
// Of the file that --config-file names, in place of the user's files.
Result<config::Settings> settings_of_file(const Host& host, const std::string& path);

// Of a subcommand without a project.
struct MachineSettings {
  std::size_t cores = 1;
  std::uint64_t inline_limit = 0;             // where nobody says one
  std::span<const std::string_view> options;  // of all settings, those that it has
  std::optional<std::string> config_file;     // in place of the user's files
};
// What holds, the defaults included; `typed` is the command line. Errors: as above.
Result<config::Settings> machine_settings(const Host& host, const Asking& asking, config::Settings typed,
                                          const MachineSettings& has);

}  // namespace maelstrom::cli
