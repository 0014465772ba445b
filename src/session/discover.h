// From a project to its test binaries: CMake's or Meson's build directory and list of tests, or names given by a
// person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/host.h"
#include "base/result.h"
#include "core/run_observer.h"
#include "session/chosen_targets.h"
#include "session/host_build.h"
#include "session/test_binary.h"
#include "session/test_memory.h"

namespace maelstrom::session {

struct DiscoverOptions {
  std::string project;                         // absolute
  std::optional<std::string> build_directory;  // absolute; none: find it
  std::optional<std::string> configuration;    // "Debug", of a build directory with several; none: its default
  Building building = Building::kQuiet;
  std::vector<std::string> artifacts;       // absolute paths; if there are any, CMake is not asked
  std::vector<std::string> artifact_globs;  // relative to the project; the same holds
  std::size_t jobs = 1;                     // of the build
  TestMemory memory;
  AsksFor asks;  // what else there is need not be built; empty: everything is
};

struct Discovered {
  std::optional<std::string> build_directory;  // absolute; none: binaries were named, and no directory
  std::vector<TestBinary> binaries;
  enum class How : std::uint8_t {
    kTaken,  // as they were
    kBuilt,
  } how = How::kTaken;
};

// Builds what is to be tested and finds it. Says on `observer` what takes long.
// Errors: Invalid if the project cannot be configured or built (with the build's output), if
// nothing says what its tests are, or if a binary that was named is not there; Interrupted as of Host::run.
Result<Discovered> discover(const Host& host, const Clock& clock, const DiscoverOptions& options,
                            RunObserver& observer);

}  // namespace maelstrom::session
