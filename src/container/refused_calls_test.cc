#include "container/refused_calls.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "os/fd.h"

namespace maelstrom::container {
namespace {

constexpr std::uint32_t kSecondArgument = offsetof(seccomp_data, args) + sizeof(std::uint64_t);

std::string answer_of(const std::function<std::string()>& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    return std::string("exception: ") + error.what();
  }
}

}  // namespace

void refuse(const RefusedCall& call) {
  std::vector<sock_filter> rules = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  const auto answer = static_cast<std::uint32_t>(SECCOMP_RET_ERRNO) | call.error;
  if (call.second_argument) {
    rules.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.number, 0, 3));
    rules.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kSecondArgument));
    rules.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, *call.second_argument, 0, 1));
  } else {
    rules.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.number, 0, 1));
  }
  rules.push_back(BPF_STMT(BPF_RET | BPF_K, answer));
  rules.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  sock_fprog program{static_cast<unsigned short>(rules.size()), rules.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    throw std::runtime_error("no seccomp filter can be set");
  }
}

std::string in_child(const std::function<std::string()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  const os::Fd read_end(ends[0]);
  os::Fd write_end(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string answer = answer_of(body);
    const bool whole = ::write(write_end.get(), answer.data(), answer.size()) == static_cast<ssize_t>(answer.size());
    ::_exit(whole ? 0 : 1);
  }
  write_end.reset();
  std::string answer;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(read_end.get(), buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? answer : "the child ended with status " + std::to_string(status) + " after: " + answer;
}

TEST(RefusedCalls, AnswerTheirErrorAndAllOthersGoOn) {
  EXPECT_EQ(in_child([] {
              refuse({SYS_getppid, EXDEV, std::nullopt});
              const bool refused = ::syscall(SYS_getppid) < 0 && errno == EXDEV;
              return std::string(refused && ::syscall(SYS_getpid) > 0 ? "refused" : "not refused");
            }),
            "refused");
  EXPECT_EQ(in_child([] {
              refuse({SYS_dup2, EXDEV, 77});
              const bool refused = ::syscall(SYS_dup2, 1, 77) < 0 && errno == EXDEV;
              return std::string(refused && ::syscall(SYS_dup2, 1, 78) == 78 ? "refused" : "not refused");
            }),
            "refused");
  EXPECT_EQ(in_child([]() -> std::string { throw std::runtime_error("told"); }), "exception: told");
}

}  // namespace maelstrom::container
