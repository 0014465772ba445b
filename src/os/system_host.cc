#include "os/system_host.h"

#include <dirent.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "os/file.h"

namespace maelstrom::os {
namespace {

struct Pipe {
  Fd read;
  Fd write;
  static Result<Pipe> create() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail(system_error(errno, "pipe2"));
    return Pipe{Fd(ends[0]), Fd(ends[1])};
  }
};

// posix_spawn(3)'s two descriptions of the child, destroyed in the right order.
struct SpawnPlan {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

Result<pid_t> spawn(const HostCommand& command, int standard_output, int standard_error) {
  SpawnPlan plan;
  posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&plan.actions, standard_output, 1);
  posix_spawn_file_actions_adddup2(&plan.actions, standard_error, 2);
  if (!command.working_directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&plan.actions, command.working_directory.c_str());
  }
  std::vector<char*> argv;
  argv.reserve(command.argv.size() + 1);
  for (const auto& argument : command.argv) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &plan.actions, &plan.attributes, argv.data(), environ);
  if (error != 0) return fail(system_error(error, "run", command.argv[0]));
  return pid;
}

// Reads both pipes until both ends are closed.
Status drain(const Pipe& out, const Pipe& err, HostCommandResult& result) {
  std::array<pollfd, 2> items = {pollfd{out.read.get(), POLLIN, 0}, pollfd{err.read.get(), POLLIN, 0}};
  std::array<std::string*, 2> streams = {&result.standard_output, &result.standard_error};
  std::array<char, 65536> buffer{};
  while (items[0].fd >= 0 || items[1].fd >= 0) {
    if (::poll(items.data(), items.size(), -1) < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].fd < 0 || items[i].revents == 0) continue;
      const ssize_t got = ::read(items[i].fd, buffer.data(), buffer.size());
      if (got > 0) streams[i]->append(buffer.data(), static_cast<std::size_t>(got));
      if (got == 0 || (got < 0 && errno != EINTR)) items[i].fd = -1;
    }
  }
  return {};
}

Result<int> wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return fail(system_error(errno, "waitpid"));
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

bool SystemHost::exists(const std::string& path) const { return os::exists(path); }

Result<std::string> SystemHost::read_file(const std::string& path) const { return os::read_file(path); }

Result<std::vector<HostEntry>> SystemHost::list(const std::string& directory) const {
  TRY_ASSIGN(found, list_directory(directory));
  std::vector<HostEntry> entries;
  for (auto& entry : found) {
    const bool is_directory =
        entry.type == DT_DIR || (entry.type == DT_LNK && os::is_directory(directory + "/" + entry.name));
    entries.push_back({std::move(entry.name), is_directory});
  }
  return entries;
}

Result<std::int64_t> SystemHost::modified(const std::string& path) const {
  TRY_ASSIGN(info, os::stat(path));
  return static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
}

Result<std::string> SystemHost::canonical(const std::string& path) const { return real_path(path); }

Result<HostCommandResult> SystemHost::run(const HostCommand& command) const {
  HostCommandResult result;
  if (command.show_output) {
    TRY_ASSIGN(pid, spawn(command, STDERR_FILENO, STDERR_FILENO));
    TRY_ASSIGN(code, wait_for(pid));
    result.exit_code = code;
    return result;
  }
  TRY_ASSIGN(out, Pipe::create());
  TRY_ASSIGN(err, Pipe::create());
  TRY_ASSIGN(pid, spawn(command, out.write.get(), err.write.get()));
  out.write.reset();
  err.write.reset();
  const Status drained = drain(out, err, result);
  TRY_ASSIGN(code, wait_for(pid));
  TRY(drained);
  result.exit_code = code;
  return result;
}

}  // namespace maelstrom::os
