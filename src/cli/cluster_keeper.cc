#include "cli/cluster_keeper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iterator>
#include <optional>
#include <utility>

#include "os/child.h"
#include "os/file.h"
#include "os/wake.h"

namespace maelstrom::cli {
namespace {

constexpr std::chrono::seconds kGrace(5);
// What the keeper is told.
constexpr char kStartWorkers = 'w';
constexpr char kGoOn = 'g';
constexpr std::size_t kLastWords = 2000;  // bytes of a log

struct Running {
  std::string name;
  os::Child child;
};

// What there is to wait for, in this order: a signal, whoever started this, the programs.
class Keeping {
 public:
  Keeping(const KeptCluster& cluster, os::Fd socket, Wake& wake)
      : cluster_(cluster), socket_(std::move(socket)), wake_(wake) {}

  Status start();
  // Why it is over; empty: somebody wanted it.
  std::string attend();
  void stop();
  void tell(const std::string& why);

 private:
  Status start(const std::vector<KeptProgram>& programs, std::vector<Running>& running);
  std::string log_of(const std::string& name) const { return cluster_.data + "/log/" + name; }
  // Why it is over, if it is: whoever started this may be gone before it said that this may go on.
  std::optional<std::string> listen();
  std::optional<std::string> ended(const std::vector<pollfd>& items);
  std::string last_words(Running& running) const;
  static void end(std::vector<Running>& running);

  const KeptCluster& cluster_;
  os::Fd socket_;
  Wake& wake_;
  std::vector<Running> engine_;
  std::vector<Running> workers_;
};

Status Keeping::start(const std::vector<KeptProgram>& programs, std::vector<Running>& running) {
  for (const KeptProgram& program : programs) {
    TRY_ASSIGN(child, os::Child::start(program.argv, log_of(program.name)));
    running.push_back({program.name, std::move(child)});
  }
  return {};
}

Status Keeping::start() {
  TRY(cluster_.place.write({.keeper = ::getpid(), .address = cluster_.address, .ended = ""}));
  return start(cluster_.engine, engine_);
}

std::optional<std::string> Keeping::listen() {
  char said = 0;
  const ssize_t got = ::read(socket_.get(), &said, 1);
  if (got == 1 && said == kStartWorkers) {
    const Status started = start(cluster_.workers, workers_);
    return started ? std::nullopt : std::optional(started.error().message());
  }
  socket_.reset();
  return got == 1 && said == kGoOn ? std::nullopt : std::optional<std::string>("");
}

std::string Keeping::last_words(Running& running) const {
  const int code = running.child.wait();
  const std::string log = os::read_file(log_of(running.name)).value_or("");
  return fmt::format("{} has ended with exit code {}; {} ends:\n{}", running.name, code, log_of(running.name),
                     log.substr(log.size() - std::min(log.size(), kLastWords)));
}

std::optional<std::string> Keeping::ended(const std::vector<pollfd>& items) {
  auto item = items.begin() + 2;
  for (std::vector<Running>* const running : {&engine_, &workers_}) {
    for (Running& one : *running) {
      if ((item++)->revents != 0) return last_words(one);
    }
  }
  return std::nullopt;
}

std::string Keeping::attend() {
  while (!wake_.ending_signal()) {
    std::vector<pollfd> items = {{wake_.fd(), POLLIN, 0}, {socket_.get(), POLLIN, 0}};
    for (const std::vector<Running>* const running : {&engine_, &workers_}) {
      for (const Running& one : *running) items.push_back({one.child.end_fd(), POLLIN, 0});
    }
    if (::poll(items.data(), items.size(), -1) < 0) continue;
    if (auto why = ended(items)) return *why;
    if (items[1].revents != 0) {
      if (const auto why = listen()) return *why;
    }
    wake_.clear();
  }
  return "";
}

void Keeping::end(std::vector<Running>& running) {
  // A worker that is told twice waits for none of its tests.
  for (int times = 0; times < 2; ++times) {
    for (const Running& one : running) one.child.signal(SIGTERM);
    const auto patience = std::chrono::steady_clock::now() + kGrace;
    for (const Running& one : running) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience - std::chrono::steady_clock::now());
      pollfd item{one.child.end_fd(), POLLIN, 0};
      ::poll(&item, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    }
  }
  running.clear();  // kills what is still there
}

void Keeping::stop() {
  end(workers_);
  end(engine_);
}

void Keeping::tell(const std::string& why) {
  if (!socket_ || why.empty()) return;
  const ssize_t sent = ::send(socket_.get(), why.data(), why.size(), MSG_NOSIGNAL);
  static_cast<void>(sent);  // whoever started this may be gone
}

// Nothing of the terminal, nor of whoever waits for the end of its pipes.
Status leave(const std::string& log) {
  ::setsid();
  TRY_ASSIGN(nothing, os::open("/dev/null", O_RDWR));
  TRY_ASSIGN(file, os::open(log, O_WRONLY | O_CREAT | O_APPEND, 0644));
  ::dup2(nothing.get(), STDIN_FILENO);
  ::dup2(file.get(), STDOUT_FILENO);
  ::dup2(file.get(), STDERR_FILENO);
  return ::chdir("/") == 0 ? Status() : fail(system_error(errno, "chdir", "/"));
}

Status keep(const KeptCluster& cluster, os::Fd socket) {
  TRY(leave(cluster.data + "/log/keeper"));
  TRY_ASSIGN(wake, os::SystemWake::create());
  Keeping keeping(cluster, std::move(socket), *wake);
  const Status started = keeping.start();
  const std::string why = started ? keeping.attend() : started.error().message();
  keeping.tell(why);
  keeping.stop();
  if (!why.empty()) {
    // The logs stay with it.
    return cluster.place.write({.keeper = 0, .address = cluster.address, .ended = why});
  }
  if (cluster.afterwards == DataAfterwards::kGoes) TRY(os::remove_tree(cluster.data));
  return cluster.place.forget();
}

}  // namespace

Result<ClusterKeeper> ClusterKeeper::start(const KeptCluster& cluster, os::Fd lock) {
  TRY(cluster.place.forget());
  TRY(os::make_directories(cluster.data + "/log"));
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(system_error(errno, "socketpair"));
  os::Fd here(ends[0]);
  os::Fd there(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return fail(system_error(errno, "fork"));
  if (pid > 0) return ClusterKeeper(pid, std::move(here));
  here.reset();
  const Status kept = keep(cluster, std::move(there));
  lock.reset();
  ::_exit(kept ? 0 : 1);
}

ClusterKeeper::~ClusterKeeper() {
  if (pid_ < 0) return;
  socket_.reset();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

Error ClusterKeeper::failure() {
  std::string why(2 * kLastWords, '\0');
  const ssize_t got = ::recv(socket_.get(), why.data(), why.size(), 0);
  why.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return {ErrorCode::kUnavailable, why.empty() ? "the cluster has ended" : why};
}

void ClusterKeeper::say(char word) {
  const ssize_t sent = ::send(socket_.get(), &word, 1, MSG_NOSIGNAL);
  static_cast<void>(sent);  // if it has ended, that is written down
}

void ClusterKeeper::start_workers() { say(kStartWorkers); }

void ClusterKeeper::let_go() {
  say(kGoOn);
  pid_ = -1;
}

}  // namespace maelstrom::cli
