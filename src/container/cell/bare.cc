#include "container/cell/bare.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

#include "container/cell/devices.h"
#include "container/cell/identity.h"
#include "container/cell/kernel.h"
#include "container/cell/merge.h"
#include "container/wire.h"

namespace maelstrom::container::cell {
namespace {

// Where the child of fork() keeps them: what become_neutral() leaves open.
constexpr int kFailureFd = kSocketFd;
constexpr int kRootFd = kLayersFd;

struct Node {
  const char* name;
  unsigned major;
  unsigned minor;
};
// Source: Documentation/admin-guide/devices.txt
constexpr Node kNodesOfLinux[] = {{"full", 1, 7}, {"null", 1, 3},    {"random", 1, 8},
                                  {"tty", 5, 0},  {"urandom", 1, 9}, {"zero", 1, 5}};

std::chrono::nanoseconds now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// What stands in for mounts that cannot be made.
struct MakePlaces {
  int root;

  Status operator()(const TmpMount& mount) const {
    return make_directories_at(root, mount.mount_point, 01777, kUnprivilegedUser);
  }
  Status operator()(const DevicesMount& mount) const {
    TRY(make_directories_at(root, "/dev", 0755, 0));
    for (const Device device : mount.devices) {
      const auto number = static_cast<std::size_t>(device);
      if (number == kShmDevice) TRY(make_directories_at(root, "/dev/shm", 01777, kUnprivilegedUser));
      for (const Node& node : kNodesOfLinux) {
        if (device_name(number) == nullptr || std::strcmp(device_name(number), node.name) != 0) continue;
        const std::string path = std::string("dev/") + node.name;
        ::unlinkat(root, path.c_str(), 0);
        if (::mknodat(root, path.c_str(), S_IFCHR | 0666, ::makedev(node.major, node.minor)) != 0) {
          return fail(system_error(errno, "mknod", path));
        }
        ::fchmodat(root, path.c_str(), 0666, 0);
      }
    }
    return {};
  }
  template <typename Other>
  Status operator()(const Other&) const {
    return {};
  }
};

Result<os::Fd> make_root(const ForeignJob& job) {
  char name[] = "root.XXXXXX";
  if (::mkdtemp(name) == nullptr) return fail(system_error(errno, "mkdtemp", "beside the input root"));
  TRY_ASSIGN(root, open_at({AT_FDCWD, name}, O_RDONLY | O_DIRECTORY));
  const unsigned owner = job.command.container.writable_file_system ? kUnprivilegedUser : 0;
  for (const std::string& layer : job.command.layer_directories) {
    TRY_ASSIGN(from, open_at({job.layers.get(), layer.c_str()}, O_RDONLY | O_DIRECTORY));
    TRY(merge_into(from.get(), root.get(), owner));
  }
  ::fchmod(root.get(), 0755);
  for (const Mount& mount : job.command.container.mounts) TRY(std::visit(MakePlaces{root.get()}, mount));
  return root;
}

[[noreturn]] void give_up(const char* step) {
  const std::string text = std::string(step) + ": " + std::strerror(errno);
  static_cast<void>(::write(kFailureFd, text.data(), text.size()));
  ::_exit(kLayersFd);
}

[[noreturn]] void run_child(const ForeignJob& job, int root, int failures) {
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);  // where there is one
  os::Fd high(::fcntl(root, F_DUPFD_CLOEXEC, kRootFd + 1));
  ::dup2(failures, kFailureFd);
  ::dup2(high.get(), kRootFd);
  if (!become_neutral()) give_up("prepare the process");
  if (::fchdir(kRootFd) != 0 || ::chroot(".") != 0) give_up("change the root directory");
  if (::setgroups(0, nullptr) != 0 || ::setresgid(kUnprivilegedGroup, kUnprivilegedGroup, kUnprivilegedGroup) != 0 ||
      ::setresuid(kUnprivilegedUser, kUnprivilegedUser, kUnprivilegedUser) != 0) {
    give_up("become an unprivileged user");
  }
  const ContainerCommand& command = job.command;
  if (::chdir(command.container.working_directory.c_str()) != 0) {
    give_up(("working directory " + command.container.working_directory).c_str());
  }
  std::vector<std::string> variables;
  for (const auto& [name, value] : command.container.environment) variables.push_back(name + "=" + value);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  environ = environment.data();
  std::vector<char*> words{const_cast<char*>(command.program.c_str())};
  for (const std::string& argument : command.arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execvp(words.front(), words.data());
  give_up(("execute " + command.program).c_str());
}

std::string all_of(int fd) {
  std::string text;
  char buffer[512];
  while (true) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR)) return text;
  }
}

std::chrono::microseconds micros(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

Result<ForeignEnd> run_with_files_only(const ForeignJob& job) {
  if (::geteuid() != 0) return fail(ErrorCode::kUnavailable, "only root may change the root directory");
  const auto received = now();
  TRY_ASSIGN(root, make_root(job));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(system_error(errno, "pipe2"));
  const os::Fd failures(ends[0]);
  os::Fd write_end(ends[1]);
  const auto started = now();
  const pid_t pid = ::fork();
  if (pid < 0) return fail(system_error(errno, "fork"));
  if (pid == 0) run_child(job, root.get(), write_end.get());
  write_end.reset();
  ForeignEnd end{.failure = all_of(failures.get())};
  int status = 0;
  rusage usage{};
  while (::wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) continue;
  end.result.setup = started - received;
  end.result.duration = now() - started;
  end.result.usage = {.user_time = micros(usage.ru_utime),
                      .system_time = micros(usage.ru_stime),
                      .max_rss = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
  if (WIFSIGNALED(status)) {
    end.result.termination = Signaled{WTERMSIG(status), false};
  } else {
    end.result.termination = Exited{WEXITSTATUS(status)};
  }
  return end;
}

}  // namespace maelstrom::container::cell
