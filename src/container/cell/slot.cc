#include "container/cell/slot.h"

#include <sched.h>

#include <utility>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

constexpr std::size_t kChambers = 16;
constexpr int kTestsOfChamber = 64;

}  // namespace

Result<Slot> Slot::create(const Options& options) {
  Slot slot;
  slot.options_ = options;
  TRY_ASSIGN(ipc, IpcNamespace::create());
  slot.ipc_ = std::move(ipc);
  if (!options.host_network) {
    TRY(NetworkNamespace::enter_new());
    slot.in_unused_network_ = true;
  }
  TRY_ASSIGN(base, BaseRoom::create());
  slot.base_ = std::move(base);
  return slot;
}

Generations Slot::generations() const {
  Generations generations{.network = network_, .ipc_number = ipc_number_};
  if (network_ != NetworkKind::kHost) generations.network_number = networks_[static_cast<int>(network_)].number;
  return generations;
}

Status Slot::enter_network(NetworkKind kind) {
  const bool on_host = kind == NetworkKind::kHost;
  if (on_host != options_.host_network) {
    return internal("this cell has " +
                    std::string(options_.host_network ? "only the host's network" : "no host network"));
  }
  if (on_host) return {};
  Network& network = networks_[static_cast<int>(kind)];
  if (!network.name_space) {
    network_ = NetworkKind::kHost;  // none of ours, should this fail
    if (!std::exchange(in_unused_network_, false)) TRY(NetworkNamespace::enter_new());
    TRY_ASSIGN(made, NetworkNamespace::of_caller(kind, base_.proc.get()));
    network.name_space = std::move(made);
    ++network.number;
  } else if (network_ != kind) {
    TRY(cell::enter(network.name_space->fd(), CLONE_NEWNET, "the slot's network"));
  }
  network_ = kind;
  return {};
}

Status Slot::leave_chamber() {
  if (!in_chamber_) return {};
  in_chamber_ = false;
  return cell::enter(base_.tiny.get(), CLONE_NEWNS, "the slot's mounts");
}

void Slot::forget_current_chamber() {
  static_cast<void>(leave_chamber());  // what fails here fails again in the next enter()
  chambers_.pop_front();
}

Result<const Chamber*> Slot::enter(std::string_view surroundings, NetworkKind network, bool only_once) {
  TRY(enter_network(network));
  const Generations now = generations();
  for (auto kept = chambers_.begin(); !only_once && kept != chambers_.end(); ++kept) {
    if (!kept->chamber.fits(surroundings, now)) continue;
    const bool is_current = in_chamber_ && kept == chambers_.begin();
    chambers_.splice(chambers_.begin(), chambers_, kept);
    if (!is_current) TRY(cell::enter(kept->chamber.mount_namespace(), CLONE_NEWNS, "a chamber"));
    in_chamber_ = true;
    ++kept->tests;
    return &kept->chamber;
  }
  in_chamber_ = true;  // somewhere on the way to it, whatever happens
  auto made = Chamber::create(surroundings, {base_, now, options_.tmpfs_bytes});
  if (!made) {
    TRY(leave_chamber());
    return fail(std::move(made).error());
  }
  chambers_.push_front({std::move(*made), 1, only_once});
  if (chambers_.size() > kChambers) chambers_.pop_back();
  return &chambers_.front().chamber;
}

Findings Slot::inspect() {
  Findings findings;
  const Kept& current = chambers_.front();
  if (network_ != NetworkKind::kHost) findings.network = !networks_[static_cast<int>(network_)].name_space->is_clean();
  findings.ipc = !ipc_.prove_clean();
  const Dirt dirt = current.chamber.inspect();
  findings.temporary = dirt == Dirt::kTemporary;
  findings.root = dirt == Dirt::kRoot;
  return findings;
}

Status Slot::replace(const Findings& findings) {
  Kept& current = chambers_.front();
  const bool worn = current.only_once || current.tests >= kTestsOfChamber;
  if (worn || findings.root || (findings.temporary && !current.chamber.renew_temporary(options_.tmpfs_bytes))) {
    forget_current_chamber();
  }
  if (findings.network) {
    networks_[static_cast<int>(network_)].name_space.reset();
    // Leaves it, so that the kernel can free it.
    TRY(enter_network(network_));
  }
  if (findings.ipc) {
    TRY_ASSIGN(ipc, IpcNamespace::create());
    ipc_ = std::move(ipc);
    ++ipc_number_;
  }
  return {};
}

}  // namespace maelstrom::container::cell
