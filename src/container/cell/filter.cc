// Source: seccomp(2); the numbers of i386 are from arch/x86/entry/syscalls/syscall_32.tbl.
#include "container/cell/filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace maelstrom::container::cell {
namespace {

constexpr std::uint32_t kNumber = offsetof(seccomp_data, nr);
constexpr std::uint32_t kArchitecture = offsetof(seccomp_data, arch);
constexpr std::uint32_t kFirstArgument = offsetof(seccomp_data, args);  // its low half: both machines are little-endian

#if defined(__x86_64__)
constexpr std::uint32_t kNative = AUDIT_ARCH_X86_64;
constexpr std::uint32_t kX32Bit = 0x40000000;
#else
constexpr std::uint32_t kNative = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t kX32Bit = 0;
#endif

struct Numbers {
  std::uint32_t add_key, request_key, keyctl, socket;
};
constexpr Numbers kNativeNumbers{SYS_add_key, SYS_request_key, SYS_keyctl, SYS_socket};
// socketcall(2) passes its arguments in memory, where no filter sees them; it stays open.
constexpr Numbers kI386Numbers{286, 287, 288, 359};

using Program = std::vector<sock_filter>;

void answer(Program& program, std::uint32_t action) { program.push_back(BPF_STMT(BPF_RET | BPF_K, action)); }
void answer_errno(Program& program, std::uint32_t errnum) { answer(program, SECCOMP_RET_ERRNO | errnum); }
void load(Program& program, std::uint32_t offset) { program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)); }

// Passes over the next `count` instructions unless the loaded word is `value`.
void unless(Program& program, std::uint32_t value, std::uint8_t count) {
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count));
}

Program rules(const Numbers& numbers) {
  Program program;
  load(program, kNumber);
  if (kX32Bit != 0) program.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~kX32Bit));
  for (const std::uint32_t key_call : {numbers.add_key, numbers.request_key, numbers.keyctl}) {
    unless(program, key_call, 1);
    answer_errno(program, ENOSYS);
  }
  constexpr std::uint32_t kFamilies[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
  unless(program, numbers.socket, static_cast<std::uint8_t>(2 + 2 * std::size(kFamilies)));
  load(program, kFirstArgument);
  for (const std::uint32_t family : kFamilies) {
    unless(program, family, 1);
    answer(program, SECCOMP_RET_ALLOW);
  }
  answer_errno(program, EAFNOSUPPORT);
  answer(program, SECCOMP_RET_ALLOW);
  return program;
}

void append_for(Program& program, std::uint32_t architecture, const Numbers& numbers) {
  const Program body = rules(numbers);
  load(program, kArchitecture);
  unless(program, architecture, static_cast<std::uint8_t>(body.size()));
  program.insert(program.end(), body.begin(), body.end());
}

}  // namespace

Status install_filter() {
  Program program;
  append_for(program, kNative, kNativeNumbers);
#if defined(__x86_64__)
  append_for(program, AUDIT_ARCH_I386, kI386Numbers);
#endif
  answer(program, SECCOMP_RET_ALLOW);
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail(system_error(errno, "prctl", "PR_SET_NO_NEW_PRIVS"));
  // Source: seccomp(2); without SPEC_ALLOW older kernels slow the whole process down.
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) != 0) {
    return fail(system_error(errno, "seccomp"));
  }
  return {};
}

}  // namespace maelstrom::container::cell
