#include "os/system_host.h"

#include <dirent.h>

#include "os/command.h"
#include "os/file.h"

namespace maelstrom::os {

bool SystemHost::exists(const std::string& path) const { return os::exists(path); }

Result<std::string> SystemHost::read_file(const std::string& path) const { return os::read_file(path); }

Result<std::vector<HostEntry>> SystemHost::list(const std::string& directory) const {
  TRY_ASSIGN(found, list_directory(directory));
  std::vector<HostEntry> entries;
  for (auto& entry : found) {
    const bool is_directory =
        entry.type == DT_DIR || (entry.type == DT_LNK && os::is_directory(directory + "/" + entry.name));
    entries.push_back({std::move(entry.name), is_directory});
  }
  return entries;
}

Result<std::int64_t> SystemHost::modified(const std::string& path) const {
  TRY_ASSIGN(info, os::stat(path));
  return static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
}

Result<std::string> SystemHost::canonical(const std::string& path) const { return real_path(path); }

Result<HostCommandResult> SystemHost::run(const HostCommand& command) const { return run_command(command, wake_); }

}  // namespace maelstrom::os
