#include "worker/slots.h"

#include <algorithm>
#include <utility>

namespace maelstrom::worker {
namespace {

// As many containers as a slot keeps.
constexpr std::size_t kKnownRoots = 16;
// After so many jobs a slot lets go of the trees that none of its containers stands on.
constexpr std::size_t kJobsBetween = 64;

}  // namespace

Result<std::unique_ptr<Slots>> Slots::create(store::Store& store, const Options& options) {
  std::unique_ptr<Slots> slots(new Slots());  // private constructor
  for (std::size_t i = 0; i < options.count; ++i) {
    TRY_ASSIGN(executor, execute::LocalExecutor::create(store, {.slots = 1,
                                                                .cell_program = options.cell_program,
                                                                .output_limit = options.output_limit,
                                                                .no_containers = options.no_containers,
                                                                .cells_of_machine = options.count,
                                                                .first_cell = i}));
    auto slot = std::make_unique<Slot>();
    slot->executor = std::move(executor);
    slots->all_.push_back(std::move(slot));
  }
  // The others' are being made meanwhile.
  TRY(slots->all_.front()->executor->prove_containers());
  return slots;
}

std::optional<Slots::Lease> Slots::acquire(const Digest& root, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  Slot* slot = nullptr;
  changed_.wait_for(lock, patience, [&] { return (slot = choose(root)) != nullptr; });
  if (slot == nullptr) return std::nullopt;
  slot->busy = true;
  slot->roots.remove(root);
  slot->roots.push_front(root);
  if (slot->roots.size() > kKnownRoots) slot->roots.pop_back();
  return Lease(*this, *slot);
}

Slots::Slot* Slots::choose(const Digest& root) {
  Slot* best = nullptr;
  for (const auto& slot : all_) {
    if (slot->busy) continue;
    if (std::ranges::find(slot->roots, root) != slot->roots.end()) return slot.get();
    // One that knows no container yet loses none.
    if (best == nullptr || slot->roots.size() < best->roots.size()) best = slot.get();
  }
  return best;
}

void Slots::release(Slot& slot) {
  if (++slot.jobs % kJobsBetween == 0) slot.executor->release_unused_trees();
  {
    const std::lock_guard lock(mutex_);
    slot.busy = false;
  }
  changed_.notify_one();
}

std::size_t Slots::busy() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(all_, [](const auto& slot) { return slot->busy; }));
}

Slots::Lease::~Lease() {
  if (slots_ == nullptr) return;
  slot_->executor->cancel_all();
  slots_->release(*slot_);
}

}  // namespace maelstrom::worker
