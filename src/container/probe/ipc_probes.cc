#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cerrno>

#include "container/probe/descriptors.h"
#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

constexpr key_t kKey = 0x6d61656c;
constexpr int kManySegments = 200;
// An id is a sequence number times this, plus an index. Source: ipc/util.h of Linux, IPCMNI.
constexpr int kIdsPerSequence = 32768;

Answer made(int id, const char* call) { return id >= 0 ? Answer::kDone : failed(call); }
Answer found(int id, const char* call) {
  if (id >= 0) return Answer::kSeen;
  return errno == ENOENT ? Answer::kDone : failed(call);
}

Answer leave_segment() { return made(::shmget(kKey, 4096, IPC_CREAT | 0600), "shmget"); }
Answer see_segment() { return found(::shmget(kKey, 0, 0), "shmget"); }
Answer leave_semaphore() { return made(::semget(kKey, 1, IPC_CREAT | 0600), "semget"); }
Answer see_semaphore() { return found(::semget(kKey, 0, 0), "semget"); }
Answer leave_queue() { return made(::msgget(kKey, IPC_CREAT | 0600), "msgget"); }
Answer see_queue() { return found(::msgget(kKey, 0), "msgget"); }

int draw_segment_id() {
  const int id = ::shmget(IPC_PRIVATE, 4096, 0600);
  if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
  return id;
}

Answer leave_sequence() {
  for (int count = 0; count < kManySegments; ++count) {
    if (draw_segment_id() < 0) return failed("shmget");
  }
  return Answer::kDone;
}

// The index runs round in 64 places, and the sequence number grows each time: what the slot itself
// draws after each job stays below two rounds. Source: ipc/util.c of Linux, ipc_idr_alloc.
Answer see_sequence() {
  const int id = draw_segment_id();
  if (id < 0) return failed("shmget");
  return seen_if(id / kIdsPerSequence >= 2);
}

constexpr const char* kQueue = "/maelstrom-left";

Answer leave_posix_queue() {
  const mqd_t queue = ::mq_open(kQueue, O_CREAT | O_RDWR | O_CLOEXEC, 0600, nullptr);
  return made(queue, "mq_open");
}
Answer see_posix_queue() { return found(::mq_open(kQueue, O_RDONLY | O_CLOEXEC), "mq_open"); }

Answer leave_limit(const char* path, const char* value) {
  return write_text(path, value) ? Answer::kDone : failed(path);
}

constexpr const char* kMsgmax = "/proc/sys/kernel/msgmax";
Answer leave_msgmax() { return leave_limit(kMsgmax, "4321"); }
Answer see_msgmax() { return seen_if(read_number(kMsgmax) == 4321); }

constexpr const char* kQueueMax = "/proc/sys/fs/mqueue/msg_max";
Answer leave_queue_max() { return leave_limit(kQueueMax, "9"); }
Answer see_queue_max() { return seen_if(read_number(kQueueMax) == 9); }

constexpr Probe kProbes[] = {
    {"sysv-shm", leave_segment, see_segment},
    {"sysv-sem", leave_semaphore, see_semaphore},
    {"sysv-msg", leave_queue, see_queue},
    {"sysv-ids", leave_sequence, see_sequence},
    {"posix-mq", leave_posix_queue, see_posix_queue},
    {"msgmax", leave_msgmax, see_msgmax},
    {"mqueue-limit", leave_queue_max, see_queue_max},
};

}  // namespace

std::span<const Probe> ipc_probes() { return kProbes; }

}  // namespace maelstrom::container::probe
