#include "container/isolation.h"

namespace maelstrom::container {
namespace {

constexpr Replaced kNet{.network = true};
constexpr Replaced kIpc{.ipc = true};
constexpr Replaced kTemporary{.temporary = true};
constexpr Replaced kTemporaryAndSockets{.network = true, .temporary = true};
constexpr Replaced kRoot{.root = true};
constexpr bool kFades = true;
constexpr auto kMeet = PairKind::kMeet;
constexpr auto kNature = Expected::kOpenByNature;

constexpr IsolationPair kPairs[] = {
    {"processes, daemons", "process"},
    {"numbers of processes", "pid-numbers"},
    {"host name", "hostname"},
    {"/proc/sys/kernel/core_pattern", "core-pattern"},
    {"settings of the host in /proc", "host-sysctl"},
    {"memory of the container's init", "init-memory"},
    {"flags and mode of standard streams", "stdio"},
    {"abstract socket of a daemon", "abstract-socket"},
    {"abstract socket in a cycle", "socket-cycle", kNet, kFades},
    {"abstract socket in an io_uring", "socket-in-ring", kNet, kFades},
    {"TCP port in TIME_WAIT", "tcp-time-wait", kNet},
    {"counters of the loopback interface", "loopback-packets", kNet},
    {"settings of the network", "net-sysctl"},
    {"System V shared memory", "sysv-shm", kIpc},
    {"System V semaphores", "sysv-sem", kIpc},
    {"System V message queues", "sysv-msg", kIpc},
    {"sequence of System V ids", "sysv-ids", kIpc},
    {"POSIX message queues", "posix-mq", kIpc},
    {"limit of System V messages", "msgmax"},
    {"limit of POSIX queues", "mqueue-limit"},
    {"user keyring", "user-keyring"},
    {"session keyring", "session-keyring"},
    {"files in /tmp", "tmp", kTemporary},
    {"files in /dev/shm", "dev-shm", kTemporary},
    {"mode of /tmp", "tmp-mode", kTemporary},
    {"file without a name, still held", "held-file", kTemporaryAndSockets, kFades},
    {"file in a writable root", "root-file", kRoot},
    {"layer file, changed", "root-copy-up", kRoot},
    {"layer file, deleted", "root-deletion", kRoot},
    {"mode of /", "root-mode", kRoot},
    {"times of /", "root-times", kRoot},
    {"file made and deleted in /", "root-create-delete", kRoot},
    {"abstract sockets, at once", "abstract-socket", {}, false, kMeet},
    {"TCP ports, at once", "tcp-port", {}, false, kMeet},
    {"System V shared memory, at once", "sysv-shm", {}, false, kMeet},
    {"POSIX message queues, at once", "posix-mq", {}, false, kMeet},
    {"files in /tmp, at once", "tmp", {}, false, kMeet},
    {"processes, at once", "process", {}, false, kMeet},
    {"vsock ports", "vsock", {}, false, kMeet},
    {"keys by their number", "key-serial", {}, false, kMeet},
    {"locks on a layer file", "layer-flock", {}, false, kMeet},
    {"inotify on a layer file", "layer-inotify", {}, false, kMeet},
    {"FIFO in a layer", "layer-fifo", {}, false, kMeet},
    {"inotify instances", "inotify-instances", {}, false, kMeet},
    {"futex on a page of a layer file", "layer-futex", {}, false, kMeet, kNature},
    {"locks on /dev/null", "null-flock", {}, false, kMeet, kNature},
    {"inotify on /dev/null", "null-inotify", {}, false, kMeet, kNature},
};

}  // namespace

std::span<const IsolationPair> isolation_pairs() { return kPairs; }

}  // namespace maelstrom::container
