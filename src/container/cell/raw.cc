#include "container/cell/raw.h"

#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cstdlib>

namespace maelstrom::container::cell {
namespace {

// The child starts on an empty stack, so nothing of the caller's frame may be used there but registers.
#if defined(__x86_64__)
long clone_onto_stack(const clone_args* arguments, void (*entry)(void*), void* argument) {
  long result = SYS_clone3;
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
      : "D"(arguments), "S"(sizeof *arguments), "r"(child_entry), "r"(child_argument)
      : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
long clone_onto_stack(const clone_args* arguments, void (*entry)(void*), void* argument) {
  register long x8 asm("x8") = SYS_clone3;
  register long x0 asm("x0") = raw_word(arguments);
  register long x1 asm("x1") = sizeof *arguments;
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
      : "r"(x8), "r"(x1), "r"(child_entry), "r"(child_argument)
      : "memory");
  return x0;
}
#endif

}  // namespace

void raw_exit(int code) {
  while (true) raw_call(SYS_exit_group, code);
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
  return clone_onto_stack(&arguments, entry, argument);
}

}  // namespace maelstrom::container::cell
