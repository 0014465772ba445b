#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>

#include "container/payload/words.h"

namespace payload {
namespace {

constexpr key_t kKey = 0x6d61656c;

}  // namespace

void add_ipc_words(Words& words) {
  words["shmget"] = [](const Arguments&) { say("shmget", ::shmget(kKey, 4096, IPC_CREAT | IPC_EXCL | 0600) >= 0); };
  words["shm-find"] = [](const Arguments&) { say("shm-find", ::shmget(kKey, 0, 0) >= 0); };
  words["shm-pass"] = [](const Arguments&) {  // made and removed again
    const int id = ::shmget(kKey, 4096, IPC_CREAT | IPC_EXCL | 0600);
    say("shm-pass", id >= 0 && ::shmctl(id, IPC_RMID, nullptr) == 0);
  };
  words["semget"] = [](const Arguments&) { say("semget", ::semget(kKey, 1, IPC_CREAT | IPC_EXCL | 0600) >= 0); };
  words["sem-find"] = [](const Arguments&) { say("sem-find", ::semget(kKey, 0, 0) >= 0); };
  words["msgget"] = [](const Arguments&) { say("msgget", ::msgget(kKey, IPC_CREAT | IPC_EXCL | 0600) >= 0); };
  words["msg-find"] = [](const Arguments&) { say("msg-find", ::msgget(kKey, 0) >= 0); };
  words["mq"] = [](const Arguments&) {
    say("mq", ::mq_open("/left", O_CREAT | O_EXCL | O_RDWR, 0600, nullptr) != static_cast<mqd_t>(-1));
  };
  words["mq-find"] = [](const Arguments&) { say("mq-find", ::mq_open("/left", O_RDWR) != static_cast<mqd_t>(-1)); };
  words["keyctl"] = [](const Arguments&) { say("keyctl", ::syscall(SYS_keyctl, 0, -3, 0) >= 0); };
}

}  // namespace payload
