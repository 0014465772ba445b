// System calls as other kinds of programs on the same kernel make them. On AArch64 there is no way to
// make them from a 64-bit program.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "container/payload/words.h"

namespace payload {
namespace {

#if defined(__x86_64__)

constexpr long kX32Bit = 0x40000000;

// Source: arch/x86/entry/syscalls/syscall_32.tbl.
enum I386 : long { kGetpid = 20, kSocketcall = 102, kAddKey = 286, kRequestKey = 287, kKeyctl = 288, kSocket = 359 };

// As a 32-bit program does. Sets errno.
long i386_call(long number, long a = 0, long b = 0, long c = 0) {
  long result = number;
  asm volatile("int $0x80" : "+a"(result) : "b"(a), "c"(b), "d"(c) : "r8", "r9", "r10", "r11", "memory");
  result = static_cast<std::int32_t>(result);
  if (result >= 0 || result < -4095) return result;
  errno = static_cast<int>(-result);
  return -1;
}

// "CALL": 1 makes a socket and 8 a pair of them; "FAMILY" and the other arguments lie in memory below 4 GiB.
void i386_socketcall(const Arguments& a) {
  void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  const std::uint32_t address = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(memory));
  const std::uint32_t words[] = {static_cast<std::uint32_t>(number(a[1])), 1, 0, address + 64};
  std::memcpy(memory, words, sizeof words);
  say("i386 socketcall " + a[0], i386_call(kSocketcall, number(a[0]), static_cast<long>(address)) >= 0);
}

#endif

}  // namespace

void add_foreign_words(Words& words) {
#if defined(__x86_64__)
  words["i386-getpid"] = [](const Arguments&) { say("i386 getpid", i386_call(kGetpid) == ::getpid()); };
  words["i386-keys"] = [](const Arguments&) {
    say("i386 add_key", i386_call(kAddKey) >= 0);
    say("i386 request_key", i386_call(kRequestKey) >= 0);
    say("i386 keyctl", i386_call(kKeyctl, 0, -3) >= 0);
  };
  words["i386-socket"] = [](const Arguments& a) {
    say("i386 socket " + a[0], i386_call(kSocket, number(a[0]), 1) >= 0);
  };
  words["i386-socketcall"] = i386_socketcall;
  words["x32-keyctl"] = [](const Arguments&) { say("x32 keyctl", ::syscall(SYS_keyctl | kX32Bit, 0, -3, 0) >= 0); };
  words["x32-socket"] = [](const Arguments& a) {
    say("x32 socket " + a[0], ::syscall(SYS_socket | kX32Bit, number(a[0]), 1, 0) >= 0);
  };
#else
  static_cast<void>(words);
#endif
}

}  // namespace payload
