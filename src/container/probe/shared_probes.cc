#include <fcntl.h>
#include <linux/futex.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "container/probe/descriptors.h"
#include "container/probe/probe.h"

namespace maelstrom::container::probe {
namespace {

constexpr const char* kLayerFile = "/layer/file";
constexpr const char* kLayerFifo = "/layer/fifo";
constexpr const char* kNull = "/dev/null";
constexpr int kManyInstances = 4096;

// What a hold keeps for its check; a program holds one thing.
int held = -1;
pid_t waiter = -1;

Answer hold_lock(const char* path) {
  held = ::open(path, O_RDONLY | O_CLOEXEC);
  return held >= 0 && ::flock(held, LOCK_EX | LOCK_NB) == 0 ? Answer::kDone : failed("flock");
}
Answer see_lock(const char* path) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) return Answer::kDone;
  return errno == EWOULDBLOCK ? Answer::kSeen : failed("flock");
}
Answer hold_layer_lock() { return hold_lock(kLayerFile); }
Answer see_layer_lock() { return see_lock(kLayerFile); }
Answer hold_null_lock() { return hold_lock(kNull); }
Answer see_null_lock() { return see_lock(kNull); }

// The one who watches is told what the other did.
Answer hold_watch(const char* path) {
  held = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (held < 0) return failed("inotify_init1");
  return ::inotify_add_watch(held, path, IN_OPEN | IN_ACCESS) >= 0 ? Answer::kDone : failed("inotify_add_watch");
}
Answer use_file(const char* path) {
  char byte = 0;
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  return fd >= 0 && ::read(fd, &byte, 1) >= 0 ? Answer::kDone : failed(path);
}
Answer check_watch() {
  alignas(inotify_event) char events[4096];
  return seen_if(::read(held, events, sizeof events) > 0);
}
Answer hold_layer_watch() { return hold_watch(kLayerFile); }
Answer use_layer_file() { return use_file(kLayerFile); }
Answer hold_null_watch() { return hold_watch(kNull); }
Answer use_null() { return use_file(kNull); }

Answer hold_fifo() {
  held = ::open(kLayerFifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  return held >= 0 ? Answer::kDone : failed(kLayerFifo);
}
Answer see_fifo() {
  if (::open(kLayerFifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC) >= 0) return Answer::kSeen;
  return errno == ENXIO ? Answer::kDone : failed(kLayerFifo);
}

const void* map_layer_page() {
  const int fd = ::open(kLayerFile, O_RDONLY | O_CLOEXEC);
  const void* page = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
  return page == MAP_FAILED ? nullptr : page;
}

char state_of(pid_t pid) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/stat", static_cast<int>(pid));
  char text[512];
  const char* state = read_text(path, text, sizeof text) ? std::strstr(text, ") ") : nullptr;
  return state == nullptr ? '?' : state[2];
}

// A child sleeps on the first word of the page; this returns when it does.
Answer hold_futex() {
  const auto* page = static_cast<const unsigned*>(map_layer_page());
  if (page == nullptr) return failed("mmap");
  const unsigned word = *page;
  waiter = ::fork();
  if (waiter < 0) return failed("fork");
  if (waiter == 0) ::_exit(::syscall(SYS_futex, page, FUTEX_WAIT, word, nullptr, nullptr, 0) == 0 ? 0 : 1);
  while (state_of(waiter) == 'R') ::usleep(1000);
  return state_of(waiter) == 'S' ? Answer::kDone : Answer::kBroken;
}
Answer see_futex() {
  const void* page = map_layer_page();
  if (page == nullptr) return failed("mmap");
  return seen_if(::syscall(SYS_futex, page, FUTEX_WAKE, 1, nullptr, nullptr, 0) > 0);
}

Answer hold_instances() {
  int made = 0;
  while (made < kManyInstances && ::inotify_init1(IN_CLOEXEC) >= 0) ++made;
  return made > 0 ? Answer::kDone : failed("inotify_init1");
}
Answer see_instances() {
  if (::inotify_init1(IN_CLOEXEC) >= 0) return Answer::kDone;
  return errno == EMFILE ? Answer::kSeen : failed("inotify_init1");
}

constexpr Probe kProbes[] = {
    {"layer-flock", hold_layer_lock, see_layer_lock},
    {"layer-inotify", hold_layer_watch, use_layer_file, check_watch},
    {"layer-fifo", hold_fifo, see_fifo},
    {"layer-futex", hold_futex, see_futex},
    {"null-flock", hold_null_lock, see_null_lock},
    {"null-inotify", hold_null_watch, use_null, check_watch},
    {"inotify-instances", hold_instances, see_instances},
};

}  // namespace

std::span<const Probe> shared_probes() { return kProbes; }

}  // namespace maelstrom::container::probe
