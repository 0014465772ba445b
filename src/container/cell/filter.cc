// Source: seccomp(2); the numbers of 32-bit programs are from the kernel's
// arch/x86/entry/syscalls/syscall_32.tbl and arch/arm/tools/syscall.tbl.
#include "container/cell/filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/net.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
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

// What 32-bit programs call by, on the same kernel.
#if defined(__x86_64__)
constexpr std::uint32_t kForeign = AUDIT_ARCH_I386;
constexpr Numbers kForeignNumbers{286, 287, 288, 359};
constexpr std::optional<std::uint32_t> kSocketCall = 102;
#else
constexpr std::uint32_t kForeign = AUDIT_ARCH_ARM;
constexpr Numbers kForeignNumbers{309, 310, 311, 281};
constexpr std::optional<std::uint32_t> kSocketCall;
#endif

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

// socketcall(2) takes the family in memory, where no filter sees it: it makes no sockets.
Program socket_call_rules(std::uint32_t socket_call) {
  Program program;
  load(program, kNumber);
  unless(program, socket_call, 5);
  load(program, kFirstArgument);
  for (const std::uint32_t makes_sockets : {SYS_SOCKET, SYS_SOCKETPAIR}) {
    unless(program, makes_sockets, 1);
    answer_errno(program, ENOSYS);
  }
  return program;
}

void append_for(Program& program, std::uint32_t architecture, const Program& body) {
  load(program, kArchitecture);
  unless(program, architecture, static_cast<std::uint8_t>(body.size()));
  program.insert(program.end(), body.begin(), body.end());
}

}  // namespace

Status install_filter() {
  Program program;
  append_for(program, kNative, rules(kNativeNumbers));
  Program foreign = kSocketCall ? socket_call_rules(*kSocketCall) : Program{};
  const Program also = rules(kForeignNumbers);
  foreign.insert(foreign.end(), also.begin(), also.end());
  append_for(program, kForeign, foreign);
  answer_errno(program, ENOSYS);  // no other is known
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail(system_error(errno, "prctl", "PR_SET_NO_NEW_PRIVS"));
  // Source: seccomp(2); without SPEC_ALLOW older kernels slow the whole process down.
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) != 0) {
    return fail(system_error(errno, "seccomp"));
  }
  return {};
}

}  // namespace maelstrom::container::cell
