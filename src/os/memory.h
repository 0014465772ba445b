// How much memory this machine lets its programs use.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace maelstrom::os {

// In bytes: of the machine, or of the control groups that this process is in where they allow less. None if nothing
// tells.
std::optional<std::uint64_t> usable_memory();

// What the control groups allow of `machine` bytes. `groups` is /proc/self/cgroup, `read` gives a file's text, none if
// there is no such file. Source: cgroups(7); Documentation/admin-guide/cgroup-v2.rst, "memory.max", and
// cgroup-v1/memory.rst, "memory.limit_in_bytes".
std::uint64_t allowed_memory(std::uint64_t machine, std::string_view groups,
                             const std::function<std::optional<std::string>(const std::string& path)>& read);

}  // namespace maelstrom::os
