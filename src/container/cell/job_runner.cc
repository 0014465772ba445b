#include "container/cell/job_runner.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "container/cell/explain.h"
#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

using std::chrono::nanoseconds;

// A test that exhausts the memory takes longer than this; shorter ones need not pay for the count.
constexpr nanoseconds kRememberMemoryKillsAfter = std::chrono::milliseconds(20);
// How long an init may take to end its test before it is killed itself, and the figures with it.
constexpr nanoseconds kKillPatience = std::chrono::seconds(2);

nanoseconds since_boot(const timespec& time) { return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec); }

nanoseconds now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return since_boot(time);
}

std::uint64_t microseconds(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_usec);
}

// The paths that execvp(3) would try.
void program_paths(const JobRequest& job, std::vector<std::string>& paths) {
  paths.clear();
  if (job.program.find('/') != std::string_view::npos) {
    paths.emplace_back(job.program);
    return;
  }
  std::string_view left = job.variable("PATH", "/bin:/usr/bin");
  while (true) {
    const std::size_t colon = left.find(':');
    const std::string_view directory = left.substr(0, colon);
    paths.push_back(std::string(directory) + (directory.empty() ? "" : "/") + std::string(job.program));
    if (colon == std::string_view::npos) return;
    left.remove_prefix(colon + 1);
  }
}

void mount_points(const Surroundings& surroundings, MountKind kind, std::vector<const char*>& points) {
  points.clear();
  for (const MountRequest& mount : surroundings.mounts) {
    if (mount.kind == kind) points.push_back(mount.point.data());
  }
  points.push_back(nullptr);
}

// At the end of its time a job is killed once, and its init a while later.
struct Deadlines {
  nanoseconds memory_kills;
  nanoseconds timeout;
  nanoseconds next() const { return std::min(memory_kills, timeout); }
};

timespec remaining(nanoseconds until) {
  const nanoseconds left = std::max(until - now(), nanoseconds(0));
  return {static_cast<time_t>(left.count() / 1'000'000'000), static_cast<long>(left.count() % 1'000'000'000)};
}

}  // namespace

void JobRunner::pass_output_on() {
  output_.pass_on_to(STDOUT_FILENO);
  error_.pass_on_to(STDERR_FILENO);
}

Result<Launched> JobRunner::launch(const JobRequest& job, const Chamber& chamber) {
  launch_ = {};
  TRY_ASSIGN(user_namespace, user_namespaces_.get(job.user, job.group, test_stack_));
  TRY_ASSIGN(input, open_at({slot_.base().devices.get(), "null"}, O_RDONLY));
  TRY(output_.open(job.output_limit));
  TRY(error_.open(job.output_limit));
  program_paths(job, program_paths_);
  programs_.clear();
  for (const std::string& path : program_paths_) programs_.push_back(path.c_str());
  programs_.push_back(nullptr);
  constexpr MountKind kKinds[] = {MountKind::kProc, MountKind::kSys, MountKind::kMqueue};
  for (int i = 0; i < 3; ++i) mount_points(chamber.surroundings(), kKinds[i], points_[i]);

  os::Fd terminal;
  if (job.terminal) {
    TRY_ASSIGN(ours, hand_out_terminal(job, chamber));
    terminal = std::move(ours);
  }
  launch_.terminal = job.terminal;
  launch_.standard_input = terminal ? terminal.get() : input.get();
  launch_.standard_output = terminal ? terminal.get() : output_.write_end();
  launch_.standard_error = terminal ? terminal.get() : error_.write_end();
  launch_.user_namespace = user_namespace;
  launch_.hostname = job.hostname.data();
  launch_.hostname_size = job.hostname.size();
  launch_.proc_points = points_[0].data();
  launch_.sys_points = points_[1].data();
  launch_.mqueue_points = points_[2].data();
  launch_.strict = job.strict;
  launch_.strict_network = job.network != NetworkKind::kHost;
  launch_.strict_loopback = job.network == NetworkKind::kLoopback;
  launch_.pid1 = job.pid1;
  launch_.processors = &processors_;
  launch_.leak_timeout = job.leak_timeout;
  launch_.timeout_signal = job.timeout_signal;
  launch_.timeout_grace = job.timeout_grace;
  launch_.working_directory = job.working_directory.data();
  launch_.programs = programs_.data();
  launch_.argv = job.argv.data();
  launch_.environment = job.environment.data();
  launch_.init_stack = &init_stack_;
  launch_.test_stack = &test_stack_;
  auto launched = start(launch_);
  output_.close_write_end();
  error_.close_write_end();
  return launched;
}

Result<os::Fd> JobRunner::hand_out_terminal(const JobRequest& job, const Chamber& chamber) {
  os::Fd own;
  if (!chamber.terminals()) {
    TRY_ASSIGN_IN("the test's terminal", devpts, create_devpts());
    own = std::move(devpts);
  }
  const int devpts = own ? own.get() : *chamber.terminals();
  TRY_ASSIGN_IN("the test's terminal", pair, PseudoTerminal::open(devpts, job.window));
  const int fds[] = {pair.person.get()};
  TRY(channel_.send(PacketKind::kTerminal, {}, fds, 1));
  return std::move(pair.test);
}

Status JobRunner::kill(const Launched& launched, bool pid1) const {
  if (::syscall(SYS_pidfd_send_signal, launched.pidfd.get(), pid1 ? SIGKILL : SIGTERM, nullptr, 0) != 0 &&
      errno != ESRCH) {
    return fail(system_error(errno, "pidfd_send_signal"));
  }
  return {};
}

Result<bool> JobRunner::obey() {
  TRY_ASSIGN(order, channel_.receive_order());
  if (order == PacketKind::kKill) return true;
  if (order != PacketKind::kWithdraw) return internal("the runner sent a job while another was under way");
  TRY(channel_.send_number(PacketKind::kWithdrawn, waiting_.size()));
  waiting_.clear();
  return false;
}

Result<JobRunner::End> JobRunner::attend(const Launched& launched, const JobRequest& job) {
  Ending ending;
  const nanoseconds start = now();
  Deadlines deadlines{start + kRememberMemoryKillsAfter,
                      job.timeout.count() > 0 ? start + job.timeout : nanoseconds::max()};
  while (true) {
    pollfd watched[] = {{launched.pidfd.get(), POLLIN, 0},
                        {output_.read_end(), POLLIN, 0},
                        {error_.read_end(), POLLIN, 0},
                        {channel_.fd(), POLLIN, 0}};
    const nanoseconds next = std::min(deadlines.next(), ends_.due());
    const bool forever = next == nanoseconds::max();
    const timespec wait = forever ? timespec{} : remaining(next);
    const int ready = ::ppoll(watched, std::size(watched), forever ? nullptr : &wait, nullptr);
    if (ready < 0 && errno != EINTR) return fail(system_error(errno, "ppoll"));
    if (watched[0].revents != 0) return ending.how;
    if (watched[1].revents != 0) output_.take();
    if (watched[2].revents != 0) error_.take();
    if (watched[3].revents != 0) {
      TRY_ASSIGN(is_to_end, obey());
      if (is_to_end && !ending.killed) ending.how = End::kKilled;
      if (is_to_end) deadlines.timeout = nanoseconds(0);
    }
    const nanoseconds time = now();
    if (time >= ends_.due()) TRY(ends_.tell());
    if (time >= deadlines.memory_kills) {
      memory_kills_.remember();
      deadlines.memory_kills = nanoseconds::max();
    }
    if (time < deadlines.timeout) continue;
    TRY_ASSIGN(patience, end_in_time(launched, job, ending));
    deadlines.timeout = patience ? time + *patience : nanoseconds::max();
  }
}

Result<std::optional<nanoseconds>> JobRunner::end_in_time(const Launched& launched, const JobRequest& job,
                                                          Ending& ending) {
  // It has ended; what it left has a time of its own, which its init keeps.
  const bool outlived = job.leak_timeout >= 0 && launch_.reaped;
  if (outlived && ending.how == End::kByItself) return std::nullopt;
  if (ending.how == End::kByItself) ending.how = End::kTimeout;
  launch_.timed_out = ending.how == End::kTimeout;
  // The second time its init does not answer: then it goes as well.
  const bool again = std::exchange(ending.killed, true);
  TRY(kill(launched, job.pid1 || again));
  return kKillPatience + (launch_.timed_out && !again ? nanoseconds(job.timeout_grace) : nanoseconds(0));
}

Status JobRunner::answer(End end, int init_status, const Findings& findings, int changes) {
  const int status = launch_.reaped ? launch_.status : init_status;
  Writer body;
  body.number(end == End::kTimeout);
  const bool signaled = end == End::kKilled || WIFSIGNALED(status);
  const int signal = end == End::kKilled ? SIGKILL : WTERMSIG(status);
  body.number(signaled);
  body.number(static_cast<std::uint64_t>(signaled ? signal : WEXITSTATUS(status)));
  body.number(signaled && end == End::kByItself && WCOREDUMP(status));
  body.number(microseconds(launch_.usage.ru_utime));
  body.number(microseconds(launch_.usage.ru_stime));
  body.number(static_cast<std::uint64_t>(launch_.usage.ru_maxrss) * 1024);
  body.number(static_cast<std::uint64_t>((since_boot(launch_.ended) - since_boot(launch_.started)).count()));
  body.number(static_cast<std::uint64_t>((since_boot(launch_.started) - since_boot(received_)).count()));
  for (const bool part : {findings.network, findings.ipc, findings.temporary, findings.root}) body.number(part);
  body.number(end == End::kByItself && signaled && signal == SIGKILL && memory_kills_.grew());
  body.number(launch_.left_behind);
  int fds[kMaxFds];
  std::size_t fd_count = 0;
  for (const Capture* capture : {&output_, &error_}) {
    const bool spilled = capture->spilled_fd() >= 0;
    body.number(capture->total());
    body.number(spilled ? capture->limit() : 0);
    body.text(capture->inline_bytes());
    if (spilled) fds[fd_count++] = capture->spilled_fd();
  }
  if (changes >= 0) fds[fd_count++] = changes;
  const nanoseconds time = now();
  TRY(ends_.add({.body = body.bytes()}, time));
  const bool passed = end == End::kByItself && !signaled && WEXITSTATUS(status) == 0;
  return !passed || fd_count > 0 || time >= ends_.due() ? ends_.tell(fds, fd_count) : Status();
}

Status JobRunner::answer_failure(const Error& error) {
  TRY(ends_.add({.failed = true, .body = encode_error(error)}, now()));
  return ends_.tell();
}

Status JobRunner::run(std::string_view jobs) {
  Reader body(jobs);
  while (!body.empty() && body.ok()) waiting_.push_back(body.text());
  if (!body.ok()) return internal("the cell cannot read its jobs");
  Status ran;
  while (ran && !waiting_.empty()) {
    const std::string_view request = waiting_.front();
    waiting_.pop_front();
    ran = run_one(request);
  }
  const Status told = ends_.tell();  // also where the slot is lost
  return ran ? told : ran;
}

Status JobRunner::run_one(std::string_view request) {
  ::clock_gettime(CLOCK_MONOTONIC, &received_);
  TRY_ASSIGN(job, JobRequest::read(request));
  auto chamber = slot_.enter(job.surroundings, job.network, job.wants_fresh_chamber());
  if (!chamber) return answer_failure(chamber.error());
  auto launched = launch(job, **chamber);
  if (!launched) return answer_failure(launched.error());
  TRY_ASSIGN(end, attend(*launched, job));
  int status = 0;
  rusage usage{};
  if (::wait4(launched->pid, &status, 0, &usage) < 0) return fail(system_error(errno, "wait4"));
  if (!launch_.reaped) {
    launch_.usage = usage;
    ::clock_gettime(CLOCK_MONOTONIC, &launch_.ended);
  }
  output_.finish();
  error_.finish();
  const Findings findings = slot_.inspect();
  if (launch_.failure.step != Step::kNone) {
    TRY(answer_failure(explain(launch_, job)));
  } else {
    TRY(answer(end, status, findings, job.capture_changes ? (*chamber)->upper() : -1));
  }
  return slot_.replace(findings);
}

}  // namespace maelstrom::container::cell
