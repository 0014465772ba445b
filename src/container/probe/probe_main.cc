// maelstrom-probe leave|see NAME
// maelstrom-probe hold NAME READY GO: leaves, writes a byte to the FIFO READY, waits for one on GO.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

const Probe* find(std::string_view name) {
  for (const auto& probes :
       {process_probes(), network_probes(), ipc_probes(), key_probes(), file_probes(), shared_probes()}) {
    for (const Probe& probe : probes) {
      if (name == probe.name) return &probe;
    }
  }
  return nullptr;
}

// A trace that its own maker does not see proves nothing when another does not see it either.
Answer leave(const Probe& probe) {
  if (probe.leave == nullptr) return Answer::kDone;
  const Answer left = probe.leave();
  if (left != Answer::kDone || probe.check_held != nullptr) return left;
  if (probe.see() == Answer::kSeen) return Answer::kDone;
  std::fprintf(stderr, "%s: its own trace is not to be seen\n", probe.name);
  return Answer::kBroken;
}

Answer hold(const Probe& probe, const char* ready, const char* go) {
  const Answer left = probe.leave();
  const int ready_fd = ::open(ready, O_WRONLY | O_CLOEXEC);
  if (ready_fd < 0 || ::write(ready_fd, "r", 1) != 1) return failed(ready);
  if (left != Answer::kDone) return left;
  char byte = 0;
  const int go_fd = ::open(go, O_RDONLY | O_CLOEXEC);
  if (go_fd < 0 || ::read(go_fd, &byte, 1) != 1) return failed(go);
  return probe.check_held == nullptr ? Answer::kDone : probe.check_held();
}

Answer run(int argc, char** argv) {
  const std::string_view verb = argc > 2 ? argv[1] : "";
  const Probe* probe = argc > 2 ? find(argv[2]) : nullptr;
  if (probe == nullptr) {
    std::fputs("usage: maelstrom-probe leave|see NAME | hold NAME READY GO\n", stderr);
    return Answer::kBroken;
  }
  if (verb == "leave") return leave(*probe);
  if (verb == "see") return probe->see();
  if (verb == "hold" && argc == 5 && probe->leave != nullptr) return hold(*probe, argv[3], argv[4]);
  return Answer::kBroken;
}

}  // namespace

Answer failed(const char* call) {
  const int error = errno;
  switch (error) {
    case EPERM:
    case EACCES:
    case EROFS:
    case ENOSYS:
    case EAFNOSUPPORT:
      return Answer::kRefused;
    default:
      std::fprintf(stderr, "%s: %s\n", call, std::strerror(error));
      return Answer::kBroken;
  }
}

Answer seen_if(bool seen) { return seen ? Answer::kSeen : Answer::kDone; }

}  // namespace maelstrom::container::probe

int main(int argc, char** argv) { return static_cast<int>(maelstrom::container::probe::run(argc, argv)); }
