#include "container/cell/ipc.h"

#include <sched.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <cerrno>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

// Source: ipc/util.c, ipc_idr_alloc: the low 15 bits of an id run through at least this many
// indices, then the sequence number above them grows by one.
constexpr int kIndexBits = 15;
constexpr int kCycle = 64;

// semctl(2) wants the caller to define it.
union SemaphoreArgument {
  int value;
  struct seminfo* info;
};

int next_id(int id) {
  const int index = id & ((1 << kIndexBits) - 1);
  return index + 1 < kCycle ? id + 1 : ((id >> kIndexBits) + 1) << kIndexBits;
}

}  // namespace

Result<IpcNamespace> IpcNamespace::create() {
  IpcNamespace made;
  TRY(unshare_kind(CLONE_NEWIPC, "CLONE_NEWIPC"));
  TRY_ASSIGN(queues, NewMount::open("mqueue"));
  TRY_ASSIGN(mount, queues.create(0));
  made.queues_ = std::move(mount);
  TRY_ASSIGN(state, DirectoryState::of(made.queues_.get()));
  made.queues_at_first_ = state;
  const std::optional<Ids> ids = draw();
  if (!ids) return fail(system_error(errno, "shmget, semget or msgget"));
  made.last_ = *ids;
  return made;
}

std::optional<IpcNamespace::Ids> IpcNamespace::draw() {
  Ids ids;
  ids.shared_memory = ::shmget(IPC_PRIVATE, 1, 0600);
  if (ids.shared_memory >= 0) ::shmctl(ids.shared_memory, IPC_RMID, nullptr);
  ids.semaphores = ::semget(IPC_PRIVATE, 1, 0600);
  if (ids.semaphores >= 0) ::semctl(ids.semaphores, 0, IPC_RMID);
  ids.messages = ::msgget(IPC_PRIVATE, 0600);
  if (ids.messages >= 0) ::msgctl(ids.messages, IPC_RMID, nullptr);
  if (ids.shared_memory < 0 || ids.semaphores < 0 || ids.messages < 0) return std::nullopt;
  return ids;
}

bool IpcNamespace::is_empty() {
  shm_info shared_memory{};
  struct seminfo semaphores{};
  struct msginfo messages{};
  SemaphoreArgument argument{.info = &semaphores};
  if (::shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&shared_memory)) < 0) return false;
  if (::semctl(0, 0, SEM_INFO, argument) < 0) return false;
  if (::msgctl(0, MSG_INFO, reinterpret_cast<msqid_ds*>(&messages)) < 0) return false;
  return shared_memory.used_ids == 0 && semaphores.semusz == 0 && messages.msgpool == 0;
}

bool IpcNamespace::prove_clean() {
  if (!is_empty() || !queues_at_first_.holds_of(queues_.get())) return false;
  const std::optional<Ids> ids = draw();
  if (!ids) return false;
  const bool expected = ids->shared_memory == next_id(last_.shared_memory) &&
                        ids->semaphores == next_id(last_.semaphores) && ids->messages == next_id(last_.messages);
  last_ = *ids;
  return expected;
}

}  // namespace maelstrom::container::cell
