// System calls without the C library: for code that runs in a process that shares the cell's memory.
//
// Such a process has the cell's thread-local storage, errno among it, while the cell runs on.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace maelstrom::container::cell {

// Gives the kernel's answer: -errno on failure.
#if defined(__x86_64__)
inline long raw_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
  long result = number;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  asm volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
inline long raw_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#else
#error "the cell knows x86-64 and AArch64"
#endif

template <typename T>
long raw_word(T* pointer) {
  return static_cast<long>(reinterpret_cast<std::uintptr_t>(pointer));
}

[[noreturn]] void raw_exit(int code);

// Closes every descriptor from `first` on; where close_range(2) is kept away, all below the soft limit.
// Gives 0 or -errno.
long raw_close_from(int first);

// A stack for one process that shares the cell's memory.
class Stack {
 public:
  static constexpr std::size_t kSize = 64 << 10;
  Stack();  // ends the program when there is no memory: it is made once, at the start
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  ~Stack();
  void* base() const { return base_; }

 private:
  void* base_;
};

struct CloneRequest {
  std::uint64_t flags = 0;  // CLONE_VM is added
  int exit_signal = 0;
  int* pidfd = nullptr;  // with CLONE_PIDFD
};

// clone3(2) into `entry(argument)` on `stack`, in the same memory; `entry` must only make raw calls
// and must not return. Where a filter keeps clone3 away, clone(2). Gives the pid or -errno.
long raw_clone(const CloneRequest& request, const Stack& stack, void (*entry)(void*), void* argument);

}  // namespace maelstrom::container::cell
