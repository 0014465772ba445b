#include "execute/local_executor.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <unordered_set>
#include <utility>

#include "execute/change_import.h"
#include "execute/pty_terminal.h"

namespace maelstrom::execute {
namespace {

// As many as a cell keeps.
constexpr std::size_t kChambers = 16;

// What is left of `timeout`, as poll(2) takes it.
int poll_timeout(std::optional<std::chrono::milliseconds> timeout, std::chrono::steady_clock::time_point begin) {
  if (!timeout) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(begin + *timeout - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
}

}  // namespace

LocalExecutor::LocalExecutor(store::Store& store, LocalExecutorOptions options)
    : store_(store), options_(std::move(options)), slots_(std::max<std::size_t>(options_.slots, 1)) {}

Result<std::unique_ptr<LocalExecutor>> LocalExecutor::create(store::Store& store, LocalExecutorOptions options) {
  std::unique_ptr<LocalExecutor> executor(new LocalExecutor(store, std::move(options)));  // private constructor
  TRY_ASSIGN(cell, container::Cell::launch(executor->cell_options(0, false)));
  executor->slots_.front().isolated = std::move(cell);
  return executor;
}

LocalExecutor::~LocalExecutor() { retire(); }

// The end of a cell takes the kernel a millisecond: not one after the other.
void LocalExecutor::retire() {
  trees_.clear();
  for (Slot& slot : slots_) {
    if (slot.isolated) slot.isolated->kill();
    if (slot.host_network) slot.host_network->kill();
  }
}

container::CellOptions LocalExecutor::cell_options(std::size_t slot, bool host_network) const {
  return {.program = options_.cell_program,
          .layers_root = store_.trees_root(),
          .slots = std::max(slots_.size(), options_.cells_of_machine),
          .slot = options_.first_cell + slot,
          .host_network = host_network};
}

bool LocalExecutor::Slot::has_chamber_for(const Packed& job) const {
  return std::ranges::find(chambers, job.command.surroundings(), &Chamber::surroundings) != chambers.end();
}

void LocalExecutor::Slot::remember_chamber_of(const Packed& job) {
  const auto found = std::ranges::find(chambers, job.command.surroundings(), &Chamber::surroundings);
  if (found != chambers.end()) {
    chambers.splice(chambers.begin(), chambers, found);
    return;
  }
  chambers.push_front({std::string(job.command.surroundings()), job.layers});
  if (chambers.size() > kChambers) chambers.pop_back();
}

// Where none can be made no job is at fault: it is the end of the run.
Status LocalExecutor::prove_containers() {
  if (proven_) return {};
  if (auto& first = slots_.front().isolated) {
    Status ready = first->ready();
    if (!ready && ready.error().code() == ErrorCode::kUnavailable) {
      if (options_.no_containers) options_.no_containers();
      return ready;
    }
    if (!ready) first.reset();  // it was killed; the job gets a new one
  }
  proven_ = true;
  return {};
}

Status LocalExecutor::start(JobId id, Job job) {
  TRY(prove_containers());
  auto packed = pack(id, std::move(job));
  if (!packed) {
    ready_.push_back({id, fail(std::move(packed).error())});
    return {};
  }
  if (Slot* slot = free_slot(*packed)) {
    begin(*slot, *packed);
    return {};
  }
  if (ahead_.size() >= ahead()) return fail(ErrorCode::kExhausted, "no slot is free");
  ahead_.push_back(std::move(*packed));
  return {};
}

Result<LocalExecutor::Packed> LocalExecutor::pack(JobId id, Job job) {
  container::ContainerCommand command{.container = std::move(job.container),
                                      .program = std::move(job.program),
                                      .arguments = std::move(job.arguments),
                                      .timeout = job.timeout,
                                      .output_limit = job.output_limit > 0 ? job.output_limit : options_.output_limit,
                                      .terminal = job.terminal,
                                      .capture_changes = job.capture_file_system_changes};
  command.layer_directories.reserve(job.layers.size());
  for (const Digest& layer : job.layers) {
    TRY_ASSIGN(directory, tree_directory(layer));
    command.layer_directories.push_back(std::move(directory));
  }
  TRY_ASSIGN(packed, container::pack(command));
  return Packed{.id = id,
                .layers = std::move(job.layers),
                .on_host_network = command.container.network == Network::kLocal,
                .has_terminal = job.terminal.has_value(),
                .command = std::move(packed)};
}

LocalExecutor::Slot* LocalExecutor::free_slot(const Packed& job) {
  Slot* best = nullptr;
  for (Slot& slot : slots_) {
    if (slot.job) continue;
    if (slot.has_chamber_for(job)) return &slot;
    if (best == nullptr) best = &slot;
  }
  return best;
}

Status LocalExecutor::ensure_cell(Slot& slot) {
  if (slot.active()) return {};
  const auto number = static_cast<std::size_t>(&slot - slots_.data());
  TRY_ASSIGN(started, container::Cell::start(cell_options(number, slot.job_on_host_network)));
  slot.active() = std::move(started);
  slot.chambers.clear();
  return {};
}

// False if it could not: its completion says why.
bool LocalExecutor::begin(Slot& slot, const Packed& job) {
  slot.job_on_host_network = job.on_host_network;
  if (Status begun = begin_in(slot, job); !begun) {
    ready_.push_back({job.id, fail(std::move(begun).error())});
    return false;
  }
  slot.job = job.id;
  slot.job_has_terminal = job.has_terminal;
  return true;
}

Status LocalExecutor::begin_in(Slot& slot, const Packed& job) {
  TRY(ensure_cell(slot));
  slot.remember_chamber_of(job);
  if (slot.active()->run(job.command)) return {};
  slot.active().reset();  // it died between two jobs, for which this one is not at fault
  TRY(ensure_cell(slot));
  return slot.active()->run(job.command);
}

// The slot is free: the first of those that wait and can has it.
std::optional<JobId> LocalExecutor::begin_next(Slot& slot) {
  while (!ahead_.empty()) {
    const Packed next = std::move(ahead_.front());
    ahead_.pop_front();
    if (begin(slot, next)) return next.id;
  }
  return std::nullopt;
}

Result<std::string> LocalExecutor::tree_directory(const Digest& digest) {
  auto known = trees_.find(digest);
  if (known == trees_.end()) {
    TRY_ASSIGN(tree, store_.tree(digest));
    known = trees_.emplace(digest, std::move(tree)).first;
  }
  return known->second.relative_path();
}

void LocalExecutor::release_unused_trees() {
  std::unordered_set<Digest> used;
  for (const Slot& slot : slots_) {
    // What a cell of the host's network keeps may be older than what the slot knows.
    if (slot.host_network) return;
    for (const Chamber& one : slot.chambers) used.insert(one.layers.begin(), one.layers.end());
  }
  std::erase_if(trees_, [&used](const auto& tree) { return !used.contains(tree.first); });
}

Result<std::unique_ptr<Terminal>> LocalExecutor::terminal(JobId id) {
  const auto slot = std::ranges::find_if(slots_, [id](const Slot& one) { return one.job == id; });
  if (slot == slots_.end()) return invalid("job " + std::to_string(id) + " is not under way");
  if (!std::exchange(slot->job_has_terminal, false)) return invalid("job " + std::to_string(id) + " has no terminal");
  while (true) {
    if (std::optional<Completion> completion = take_from(*slot)) {
      ready_.push_back(std::move(*completion));
      return invalid("job " + std::to_string(id) + " ended before it had a terminal");
    }
    if (std::optional<os::Fd> fd = slot->active()->take_terminal()) return PtyTerminal::create(std::move(*fd));
    pollfd watched{slot->active()->fd(), POLLIN, 0};
    if (::poll(&watched, 1, -1) < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
  }
}

Result<JobResult> LocalExecutor::with_change(Result<JobResult> result, const std::optional<os::Fd>& upper) {
  if (!result || !upper) return result;
  TRY_ASSIGN_IN("the changes of the file system", change, import_change(store_, upper->get()));
  result->change = change;
  return result;
}

Result<std::optional<Completion>> LocalExecutor::wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) {
  if (!ready_.empty()) {
    Completion completion = std::move(ready_.front());
    ready_.pop_front();
    return completion;
  }
  std::vector<pollfd> watched;
  std::vector<Slot*> watched_slots;
  watched.reserve(slots_.size() + 1);
  watched_slots.reserve(slots_.size());
  watched.push_back({wake_fd, POLLIN, 0});  // poll(2) passes over a negative descriptor
  for (Slot& slot : slots_) {
    if (!slot.job) continue;
    watched.push_back({slot.active()->fd(), POLLIN, 0});
    watched_slots.push_back(&slot);
  }
  const auto begin = std::chrono::steady_clock::now();
  while (true) {
    const int count = ::poll(watched.data(), watched.size(), poll_timeout(timeout, begin));
    if (count < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
    if (count < 0) continue;
    for (std::size_t i = 0; i < watched_slots.size(); ++i) {
      if (watched[i + 1].revents == 0) continue;
      if (std::optional<Completion> completion = take_from(*watched_slots[i])) return completion;
    }
    if (count == 0 || watched[0].revents != 0) return std::nullopt;
  }
}

std::optional<Completion> LocalExecutor::take_from(Slot& slot) {
  auto received = slot.active()->receive();
  if (received && !*received) return std::nullopt;  // more output, no end yet
  const JobId id = *std::exchange(slot.job, std::nullopt);
  if (!received) {
    slot.active().reset();
    const std::optional<JobId> begun = begin_next(slot);
    return Completion{id, fail(std::move(received).error()), begun};
  }
  const std::optional<os::Fd> upper = slot.active()->take_changes();
  const std::optional<JobId> begun = begin_next(slot);  // it need not wait for what is done with the result
  return Completion{id, with_change(std::move(**received), upper), begun};
}

void LocalExecutor::cancel_all() {
  for (Slot& slot : slots_) {
    if (slot.job) slot.active()->kill();
  }
  for (Slot& slot : slots_) {
    if (std::exchange(slot.job, std::nullopt)) slot.active().reset();
  }
  ahead_.clear();
  ready_.clear();
}

}  // namespace maelstrom::execute
