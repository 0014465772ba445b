#include "container/cell/raw.h"

#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstdlib>

namespace maelstrom::container::cell {
namespace {

// Makes the system call `number`, which clones. The child starts on an empty stack, so nothing of the
// caller's frame may be used there but registers.
#if defined(__x86_64__)
long clone_onto_stack(long number, long a, long b, long c, void (*entry)(void*), void* argument) {
  long result = number;
  register long r10 asm("r10") = 0;
  register long r8 asm("r8") = 0;
  register void (*child_entry)(void*) asm("r12") = entry;
  register void* child_argument asm("r13") = argument;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "mov %%r13, %%rdi\n\t"
      "call *%%r12\n\t"
      "ud2\n"
      "1:"
      : "+a"(result)
      : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(child_entry), "r"(child_argument)
      : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
long clone_onto_stack(long number, long a, long b, long c, void (*entry)(void*), void* argument) {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = 0;
  register long x4 asm("x4") = 0;
  register void (*child_entry)(void*) asm("x20") = entry;
  register void* child_argument asm("x21") = argument;
  asm volatile(
      "svc 0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x0, x21\n\t"
      "blr x20\n\t"
      "brk #1\n"
      "1:"
      : "+r"(x0)
      : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(child_entry), "r"(child_argument)
      : "memory");
  return x0;
}
#endif

}  // namespace

void raw_exit(int code) {
  while (true) raw_call(SYS_exit_group, code);
}

long raw_close_from(int first) {
  const long closed = raw_call(SYS_close_range, first, ~0U, 0);
  // Older kernels, and filters of container engines that do not know the call.
  if (closed != -ENOSYS && closed != -EPERM) return closed;
  rlimit limit{};
  const long known = raw_call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, raw_word(&limit));
  if (known < 0) return known;
  for (long fd = first; fd < static_cast<long>(limit.rlim_cur); ++fd) raw_call(SYS_close, fd);
  return 0;
}

Stack::Stack() : base_(::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
  if (base_ == MAP_FAILED) std::abort();
}

Stack::~Stack() { ::munmap(base_, kSize); }

long raw_clone(const CloneRequest& request, const Stack& stack, void (*entry)(void*), void* argument) {
  clone_args arguments{};
  arguments.flags = request.flags | CLONE_VM;
  arguments.exit_signal = static_cast<std::uint64_t>(request.exit_signal);
  arguments.pidfd = reinterpret_cast<std::uintptr_t>(request.pidfd);
  arguments.stack = reinterpret_cast<std::uintptr_t>(stack.base());
  arguments.stack_size = Stack::kSize;
  const long pid = clone_onto_stack(SYS_clone3, raw_word(&arguments), sizeof arguments, 0, entry, argument);
  if (pid != -ENOSYS) return pid;
  // Source: clone(2); the third argument takes the pidfd, the stack is named by its end.
  const auto flags = static_cast<long>(arguments.flags | arguments.exit_signal);
  const auto stack_end = static_cast<long>(arguments.stack + arguments.stack_size);
  return clone_onto_stack(SYS_clone, flags, stack_end, raw_word(request.pidfd), entry, argument);
}

}  // namespace maelstrom::container::cell
