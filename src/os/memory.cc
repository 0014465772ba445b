#include "os/memory.h"

#include <unistd.h>

#include <algorithm>

#include "base/strings.h"
#include "os/file.h"

namespace maelstrom::os {
namespace {

using ReadText = std::function<std::optional<std::string>(const std::string&)>;

// Of the group `path` and all that it is in. "max", and the huge number of version 1, are no bound.
std::uint64_t least(std::uint64_t most, const std::string& root, std::string path, const std::string& file,
                    const ReadText& read) {
  while (true) {
    const auto text = read(root + path + "/" + file);
    const auto limit = text ? parse_unsigned(trim(*text)) : std::nullopt;
    if (limit) most = std::min(most, *limit);
    if (path.empty() || path == "/") return most;
    path.erase(path.rfind('/'));
  }
}

}  // namespace

std::uint64_t allowed_memory(std::uint64_t machine, std::string_view groups, const ReadText& read) {
  for (const std::string_view line : split(groups, '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() < 3 || !fields[2].starts_with('/')) continue;
    const std::string path(line.substr(static_cast<std::size_t>(fields[2].data() - line.data())));  // may hold a colon
    const auto controllers = split(fields[1], ',');
    if (fields[1].empty()) machine = least(machine, "/sys/fs/cgroup", path, "memory.max", read);
    if (std::ranges::find(controllers, "memory") != controllers.end()) {
      machine = least(machine, "/sys/fs/cgroup/memory", path, "memory.limit_in_bytes", read);
    }
  }
  return machine;
}

std::optional<std::uint64_t> usable_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return std::nullopt;
  const auto machine = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
  const auto groups = read_file("/proc/self/cgroup");
  return allowed_memory(machine, groups ? *groups : std::string(), [](const std::string& path) {
    auto text = read_file(path);
    return text ? std::optional(std::move(*text)) : std::nullopt;
  });
}

}  // namespace maelstrom::os
