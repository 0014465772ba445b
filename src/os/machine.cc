#include "os/machine.h"

#include <sched.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "base/strings.h"
#include "os/file.h"

namespace maelstrom::os {

// Source: proc_cpuinfo(5); the kernel of aarch64 gives numbers in place of a name.
Result<std::string> cpu_model() {
  TRY_ASSIGN(text, read_file("/proc/cpuinfo"));
  std::string numbers;
  for (const std::string_view line : split(text, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      if (!numbers.empty()) return numbers;  // the end of the first processor
      continue;
    }
    const std::string_view name = trim(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "model name") return std::string(value);
    if (name == "CPU implementer" || name == "CPU part") numbers += (numbers.empty() ? "" : " ") + std::string(value);
  }
  return fail(ErrorCode::kNotFound, "/proc/cpuinfo names no model of a processor");
}

std::size_t usable_cores() {
  std::array<cpu_set_t, 64> cores{};  // of as many processors as a kernel can be built for: it cannot fail
  ::sched_getaffinity(0, sizeof cores, cores.data());
  return std::max<std::size_t>(CPU_COUNT_S(sizeof cores, cores.data()), 1);
}

Result<std::string> host_name() {
  utsname name{};
  if (::uname(&name) != 0) return fail(system_error(errno, "uname"));
  return std::string(name.nodename);
}

Result<std::string> kernel_release() {
  utsname name{};
  if (::uname(&name) != 0) return fail(system_error(errno, "uname"));
  return std::string(name.release);
}

}  // namespace maelstrom::os
