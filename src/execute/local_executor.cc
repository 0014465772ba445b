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
    container::CommandBatch commands;
    commands.add(packed->command);
    slot->jobs.push_back(std::move(*packed));
    begin(*slot, commands);
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
  const bool on_host_network = command.container.network == Network::kLocal;
  return Packed{.id = id,
                .layers = std::move(job.layers),
                .on_host_network = on_host_network,
                .has_terminal = job.terminal.has_value(),
                .alone = on_host_network,
                .command = std::move(packed)};
}

LocalExecutor::Slot* LocalExecutor::free_slot(const Packed& job) {
  Slot* best = nullptr;
  for (Slot& slot : slots_) {
    if (!slot.is_free()) continue;
    if (slot.has_chamber_for(job)) return &slot;
    if (best == nullptr) best = &slot;
  }
  return best;
}

Status LocalExecutor::ensure_cell(Slot& slot) {
  if (slot.active()) return {};
  const auto number = static_cast<std::size_t>(&slot - slots_.data());
  TRY_ASSIGN(started, container::Cell::start(cell_options(number, slot.jobs.front().on_host_network)));
  slot.active() = std::move(started);
  slot.chambers.clear();
  return {};
}

// False if it could not: the completion of the first of the slot's jobs says why.
bool LocalExecutor::begin(Slot& slot, const container::CommandBatch& commands) {
  slot.asked_back = false;
  Status begun = begin_in(slot, commands);
  if (begun) return true;
  ready_.push_back({slot.jobs.front().id, fail(std::move(begun).error())});
  slot.jobs.pop_front();
  put_back(slot, 0);
  return false;
}

Status LocalExecutor::begin_in(Slot& slot, const container::CommandBatch& commands) {
  TRY(ensure_cell(slot));
  for (const Packed& job : slot.jobs) slot.remember_chamber_of(job);
  if (slot.active()->run(commands)) return {};
  slot.active().reset();  // it died between two jobs, for which these are not at fault
  TRY(ensure_cell(slot));
  return slot.active()->run(commands);
}

// The first of those that wait, and what goes to the cell with it: no more than a slot's share.
container::CommandBatch LocalExecutor::fetch(Slot& slot) {
  const std::size_t share = std::clamp<std::size_t>(ahead_.size() / slots_.size(), 1, kTogether);
  container::CommandBatch commands;
  while (!ahead_.empty() && slot.jobs.size() < share) {
    Packed& next = ahead_.front();
    if (!slot.is_free() && (next.alone || slot.jobs.front().alone)) break;
    if (!commands.add(next.command)) break;
    slot.jobs.push_back(std::move(next));
    ahead_.pop_front();
  }
  return commands;
}

// The slot is free: the first of those that wait and can has it.
std::optional<JobId> LocalExecutor::begin_next(Slot& slot) {
  while (!ahead_.empty()) {
    const container::CommandBatch commands = fetch(slot);
    const JobId first = slot.jobs.front().id;
    if (begin(slot, commands)) return first;
  }
  return std::nullopt;
}

// All but so many of the slot's jobs are the next of those that wait again.
void LocalExecutor::put_back(Slot& slot, std::size_t left) {
  while (slot.jobs.size() > left) {
    ahead_.push_front(std::move(slot.jobs.back()));
    slot.jobs.pop_back();
  }
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
  const auto has_it = [id](const Slot& slot) { return !slot.is_free() && slot.jobs.front().id == id; };
  const auto slot = std::ranges::find_if(slots_, has_it);
  if (slot == slots_.end()) return invalid("job " + std::to_string(id) + " is not under way");
  if (!std::exchange(slot->jobs.front().has_terminal, false)) {
    return invalid("job " + std::to_string(id) + " has no terminal");
  }
  while (true) {
    take_from(*slot);
    if (!has_it(*slot)) return invalid("job " + std::to_string(id) + " ended before it had a terminal");
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
  if (ready_.empty()) {
    ask_back();
    TRY(watch(wake_fd, timeout));
  }
  if (ready_.empty()) return std::nullopt;
  Completion completion = std::move(ready_.front());
  ready_.pop_front();
  return completion;
}

// Until a job has ended or begun, or what wait() is for otherwise.
Status LocalExecutor::watch(int wake_fd, std::optional<std::chrono::milliseconds> timeout) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<pollfd> watched;
  watched.reserve(slots_.size() + 1);
  while (ready_.empty() && begun_.empty()) {
    watched.assign(1, {wake_fd, POLLIN, 0});  // poll(2) passes over a negative descriptor
    for (Slot& slot : slots_) watched.push_back({slot.is_free() ? -1 : slot.active()->fd(), POLLIN, 0});
    const int count = ::poll(watched.data(), watched.size(), poll_timeout(timeout, begin));
    if (count < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
    if (count < 0) continue;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (watched[i + 1].revents != 0) take_from(slots_[i]);
    }
    fill_free_slots();
    if (count == 0 || watched[0].revents != 0) break;
  }
  return {};
}

// Takes in what the slot's cell says: ends go to ready_.
void LocalExecutor::take_from(Slot& slot) {
  while (!slot.is_free()) {
    auto received = slot.active()->receive();
    if (!received) return lose_cell(slot, std::move(received).error());
    if (!*received) break;
    end_first(slot, std::move(**received));
  }
  if (slot.is_free()) return;
  if (const auto withdrawn = slot.active()->take_withdrawn()) put_back(slot, slot.jobs.size() - *withdrawn);
}

void LocalExecutor::end_first(Slot& slot, Result<JobResult> result) {
  const JobId id = slot.jobs.front().id;
  const std::optional<os::Fd> upper = slot.active()->take_changes();
  slot.jobs.pop_front();
  // The next one need not wait for what is done with the result.
  const std::optional<JobId> next = slot.is_free() ? begin_next(slot) : std::optional(slot.jobs.front().id);
  ready_.push_back({id, with_change(std::move(result), upper), next});
}

// Of several jobs some may have ended that the cell did not tell any more, and which was at fault is seen when each has
// a cell to itself.
void LocalExecutor::lose_cell(Slot& slot, Error why) {
  slot.active().reset();
  const JobId first = slot.jobs.front().id;
  if (slot.jobs.size() == 1) {
    slot.jobs.clear();
    const std::optional<JobId> next = begin_next(slot);
    ready_.push_back({first, fail(std::move(why)), next});
    return;
  }
  for (Packed& job : slot.jobs) job.alone = true;
  put_back(slot, 0);
  const std::optional<JobId> next = begin_next(slot);
  if (next && *next != first) begun_.push_back(*next);
}

// A slot with nothing to do takes what waits behind a job that may be a long one.
void LocalExecutor::ask_back() {
  if (!ahead_.empty() || std::ranges::none_of(slots_, &Slot::is_free)) return;
  for (Slot& slot : slots_) {
    if (slot.jobs.size() > 1 && !slot.asked_back) slot.asked_back = slot.active()->withdraw().has_value();
  }
}

void LocalExecutor::fill_free_slots() {
  for (Slot& slot : slots_) {
    if (ahead_.empty()) return;
    if (!slot.is_free()) continue;
    if (const auto begun = begin_next(slot)) begun_.push_back(*begun);
  }
}

void LocalExecutor::cancel_all() {
  for (Slot& slot : slots_) {
    if (!slot.is_free()) slot.active()->kill();
  }
  for (Slot& slot : slots_) {
    if (slot.is_free()) continue;
    slot.active().reset();
    slot.jobs.clear();
  }
  ahead_.clear();
  ready_.clear();
  begun_.clear();
}

}  // namespace maelstrom::execute
