// The machine that a run is started on, as a port: its files and its programs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace maelstrom {

struct HostCommand {
  std::vector<std::string> argv;  // argv[0] is searched in PATH
  std::string working_directory;  // empty: the current one
  bool show_output = false;       // to the person's standard error; else captured
};

struct HostCommandResult {
  int exit_code = 0;  // 128 + n if a signal n ended it
  std::string standard_output;
  std::string standard_error;
};

struct HostEntry {
  std::string name;
  bool directory = false;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual bool exists(const std::string& path) const = 0;  // follows links
  virtual Result<std::string> read_file(const std::string& path) const = 0;
  virtual Result<std::vector<HostEntry>> list(const std::string& directory) const = 0;  // sorted; links followed
  virtual Result<std::int64_t> modified(const std::string& path) const = 0;             // mtime, ns since 1970
  virtual Result<std::string> canonical(const std::string& path) const = 0;             // realpath(3)
  // Errors: the program could not be started; Interrupted if this program was asked to end before the
  // command did, which is ended by the same signal. That it failed is its exit code.
  virtual Result<HostCommandResult> run(const HostCommand& command) const = 0;
};

}  // namespace maelstrom
