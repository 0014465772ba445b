#include "core/job.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

namespace maelstrom {

std::string Output::text() const {
  if (!truncated()) return head;
  return fmt::format("{}\n[... {} bytes left out ...]\n{}", head, dropped, tail);
}

std::string_view containment_name(Containment containment) {
  return containment == Containment::kContainer ? "container" : "files";
}

std::string signal_name(int signal) {
  const char* name = sigabbrev_np(signal);  // glibc 2.32
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

}  // namespace maelstrom
