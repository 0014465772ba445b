// maelstrom-cell: the process of a slot, started by container::Cell with a socket and the layers.
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>

#include "container/cell/channel.h"
#include "container/cell/filter.h"
#include "container/cell/foreign.h"
#include "container/cell/guard.h"
#include "container/cell/identity.h"
#include "container/cell/job_runner.h"
#include "container/cell/kernel.h"
#include "container/cell/process_limit.h"
#include "container/cell/refusal.h"
#include "container/cell/slot.h"

namespace maelstrom::container::cell {
namespace {

// Only what cannot be done by pid 1 of the slot's pid namespace. Each test gets a uts namespace of its own;
// one here tells whether it may.
Status enter_namespaces(const Options& options, const Circumstances& here) {
  if (const Status dropped = drop_root(options); !dropped) return fail(refusal(SetUp::kOther, dropped.error(), here));
  // A later unshare takes the working directory along into the new mounts, also where the path to it
  // is closed to this user.
  if (::fchdir(kLayersFd) != 0) {
    return fail(refusal(SetUp::kOther, system_error(errno, "enter the directory of the layers"), here));
  }
  ::close(kLayersFd);
  if (const Status entered = enter_slot_user_namespace(); !entered) {
    const bool unshared = entered.error().message().starts_with("unshare");
    return fail(refusal(unshared ? SetUp::kUserNamespace : SetUp::kUserMap, entered.error(), here));
  }
  if (const Status unshared =
          unshare_kind(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS, "CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS");
      !unshared) {
    return fail(refusal(SetUp::kNamespaces, unshared.error(), here));
  }
  return {};
}

// What every test inherits from pid 1 of the slot.
Status harden(const Options& options, JobRunner& runner) {
  TRY(refuse_real_root(runner.stack()));
  // Nobody shares the person's session keyring; the filter denies it to the tests.
  ::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
  TRY(limit_processes(options.process_limit));
  limit_inotify(options.slots);
  TRY(runner.user_namespaces().get(0, 0, runner.stack()));
  TRY(install_filter());
  // The init of a test has this memory, and a test may open /proc/1/mem otherwise.
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return fail(system_error(errno, "prctl", "PR_SET_DUMPABLE"));
  return {};
}

Status say_ready(Channel& channel, const Circumstances& here) {
  const os::Fd self(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
  if (!self)
    return channel.send_error(PacketKind::kRefused, refusal(SetUp::kOther, system_error(errno, "pidfd_open"), here));
  const int fds[] = {self.get()};
  return channel.send(PacketKind::kReady, {}, fds, 1);
}

Status serve(Channel& channel, const Options& options, const Circumstances& here) {
  auto slot = Slot::create(options);
  if (!slot) return channel.send_error(PacketKind::kRefused, refusal(SetUp::kMounts, slot.error(), here));
  const Processors processors = settle_on_processor(options.slot, options.slots);
  const auto runner = std::make_unique<JobRunner>(channel, *slot, processors);
  if (options.passes_output_on) runner->pass_output_on();
  // Every test's peak begins at that of the cell.
  const os::Fd peak(::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC));
  if (const Status hard = harden(options, *runner); !hard) {
    return channel.send_error(PacketKind::kRefused, refusal(SetUp::kOther, hard.error(), here));
  }
  TRY(say_ready(channel, here));
  while (true) {
    TRY_ASSIGN(packet, channel.receive());
    if (packet.kind == PacketKind::kKill) continue;  // its job had just ended
    if (packet.kind == PacketKind::kWithdraw) {      // all had begun
      TRY(channel.send_number(PacketKind::kWithdrawn, 0));
      continue;
    }
    if (packet.kind != PacketKind::kJobs) return internal("unknown packet");
    TRY(runner->run(packet.body));
    if (channel.forget_body()) static_cast<void>(::write(peak.get(), "5", 1));  // source: proc(5), clear_refs
  }
}

// As pid 1 the runner's own child: what starts it only makes the namespaces and ends.
long fork_as_sibling() { return ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr); }

int run() {
  if (::fcntl(kSocketFd, F_GETFD) < 0 || ::fcntl(kLayersFd, F_GETFD) < 0) {
    constexpr std::string_view kMessage = "maelstrom-cell is started by maelstrom, not by hand\n";
    return ::write(STDERR_FILENO, kMessage.data(), kMessage.size()) < 0 ? 3 : 2;
  }
  Channel channel(kSocketFd);
  const auto start = channel.receive();
  if (!start || start->kind != PacketKind::kStart) return 3;
  Reader body(start->body);
  const Options options = Options::read(body);
  const Circumstances here = Circumstances::read();
  Status entered = become_neutral();
  if (entered) entered = enter_namespaces(options, here);
  if (!entered) return channel.send_error(PacketKind::kRefused, entered.error()) ? 0 : 3;
  const long pid = fork_as_sibling();
  if (pid < 0) {
    const Error error = refusal(SetUp::kNamespaces, system_error(errno, "clone"), here);
    return channel.send_error(PacketKind::kRefused, error) ? 0 : 3;
  }
  if (pid > 0) return 0;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // if the runner is gone already, the socket says so
  return serve(channel, options, here) ? 0 : 3;
}

}  // namespace
}  // namespace maelstrom::container::cell

int main(int count, char** words) {
  using namespace maelstrom::container::cell;
  if (count > 2 && std::string_view(words[1]) == "exec") return run_for_engine(words + 2, run);
  return run();
}
