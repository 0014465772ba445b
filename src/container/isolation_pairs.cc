#include "container/isolation.h"

namespace maelstrom::container {
namespace {

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
    {"abstract socket in a cycle", "socket-cycle"},
    {"abstract socket in an io_uring", "socket-in-ring"},
    {"TCP port in TIME_WAIT", "tcp-time-wait"},
    {"counters of the loopback interface", "loopback-packets"},
    {"settings of the network", "net-sysctl"},
    {"System V shared memory", "sysv-shm"},
    {"System V semaphores", "sysv-sem"},
    {"System V message queues", "sysv-msg"},
    {"sequence of System V ids", "sysv-ids"},
    {"POSIX message queues", "posix-mq"},
    {"limit of System V messages", "msgmax"},
    {"limit of POSIX queues", "mqueue-limit"},
    {"user keyring", "user-keyring"},
    {"session keyring", "session-keyring"},
    {"files in /tmp", "tmp"},
    {"files in /dev/shm", "dev-shm"},
    {"mode of /tmp", "tmp-mode"},
    {"file without a name, still held", "held-file"},
    {"file in a writable root", "root-file"},
    {"layer file, changed", "root-copy-up"},
    {"layer file, deleted", "root-deletion"},
    {"mode of /", "root-mode"},
    {"times of /", "root-times"},
    {"file made and deleted in /", "root-create-delete"},
    {"abstract sockets, at once", "abstract-socket", kMeet},
    {"TCP ports, at once", "tcp-port", kMeet},
    {"System V shared memory, at once", "sysv-shm", kMeet},
    {"POSIX message queues, at once", "posix-mq", kMeet},
    {"files in /tmp, at once", "tmp", kMeet},
    {"processes, at once", "process", kMeet},
    {"vsock ports", "vsock", kMeet},
    {"keys by their number", "key-serial", kMeet},
    {"locks on a layer file", "layer-flock", kMeet},
    {"inotify on a layer file", "layer-inotify", kMeet},
    {"FIFO in a layer", "layer-fifo", kMeet},
    {"inotify instances", "inotify-instances", kMeet},
    {"futex on a page of a layer file", "layer-futex", kMeet, kNature},
    {"locks on /dev/null", "null-flock", kMeet, kNature},
    {"inotify on /dev/null", "null-inotify", kMeet, kNature},
};

}  // namespace

std::span<const IsolationPair> isolation_pairs() { return kPairs; }

}  // namespace maelstrom::container
