// Runs jobs in containers of this machine, one cell for each slot.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "container/cell.h"
#include "core/executor.h"
#include "store/store.h"

namespace maelstrom::execute {

struct LocalExecutorOptions {
  std::size_t slots = 1;
  std::string cell_program;                        // the path of maelstrom-cell
  std::uint64_t output_limit = UINT64_C(1) << 20;  // bytes kept of each stream of a job that says nothing itself
  std::function<void()> no_containers;             // called before start() says that this machine makes none
  std::size_t cells_of_machine = 0;  // that share its limits, if other executors have some; 0: only these slots'
  std::size_t first_cell = 0;        // the number of the first slot's among them
};

// A slot makes its cell when it is first used, and a new one after a cell has died: that job then
// ends with an error, the next one runs. Trees stay leased as long as the executor lives, unless it is told otherwise.
class LocalExecutor final : public Executor {
 public:
  // Lets the first cell be made while others prepare the first job. Errors: of the cell's program.
  static Result<std::unique_ptr<LocalExecutor>> create(store::Store& store, LocalExecutorOptions options);
  ~LocalExecutor() override;
  LocalExecutor(const LocalExecutor&) = delete;
  LocalExecutor& operator=(const LocalExecutor&) = delete;

  std::size_t slots() const override { return slots_.size(); }
  // More than one for each slot, for users of short jobs: several go to a cell at once.
  std::size_t ahead() const override { return slots_.size() * kAhead; }
  std::vector<JobId> take_begun() override { return std::exchange(begun_, {}); }
  // Waits until it is known whether this machine makes containers, as start() does. Errors: Unavailable, as
  // container::Cell::start gives it.
  Status prove_containers();
  // Also Unavailable, as container::Cell::start gives it, where the first cell could not be made.
  Status start(JobId id, Job job) override;
  Result<std::unique_ptr<Terminal>> terminal(JobId id) override;
  Result<std::optional<Completion>> wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) override;
  void cancel_all() override;
  // Lets go of the trees on which no container of a slot stands. No job is under way.
  void release_unused_trees();

  // Kills all cells without waiting for their ends, which the destructor does, and lets go of the trees: the store may
  // be closed. Nothing may be started any more.
  void retire();

 private:
  // A container that a cell has made lately, and keeps.
  struct Chamber {
    std::string surroundings;  // as PackedCommand has them
    std::vector<Digest> layers;
  };
  // All that is known of a job before it has a slot.
  struct Packed {
    JobId id = 0;
    std::vector<Digest> layers;
    bool on_host_network = false;
    bool has_terminal = false;  // that nobody has asked for yet
    bool alone = false;         // no other job goes to the cell with it
    container::PackedCommand command;
  };
  struct Slot {
    std::optional<container::Cell> isolated;      // for every job with a network of its own
    std::optional<container::Cell> host_network;  // for Network::kLocal
    std::deque<Packed> jobs;                      // that one of them has: the first runs
    bool asked_back = false;                      // its cell, for those that have not begun
    std::list<Chamber> chambers;                  // most recent first

    bool is_free() const { return jobs.empty(); }
    bool has_chamber_for(const Packed& job) const;
    void remember_chamber_of(const Packed& job);

    // That has the jobs, or is to have them. There are some.
    std::optional<container::Cell>& active() { return jobs.front().on_host_network ? host_network : isolated; }
  };

  LocalExecutor(store::Store& store, LocalExecutorOptions options);
  container::CellOptions cell_options(std::size_t slot, bool host_network) const;
  Result<Packed> pack(JobId id, Job job);
  Slot* free_slot(const Packed& job);
  Status ensure_cell(Slot& slot);
  bool begin(Slot& slot, const container::CommandBatch& commands);
  Status begin_in(Slot& slot, const container::CommandBatch& commands);
  container::CommandBatch fetch(Slot& slot);
  std::optional<JobId> begin_next(Slot& slot);
  void put_back(Slot& slot, std::size_t left);
  Result<std::string> tree_directory(const Digest& digest);
  Status watch(int wake_fd, std::optional<std::chrono::milliseconds> timeout);
  void take_from(Slot& slot);
  void end_first(Slot& slot, Result<JobResult> result);
  void lose_cell(Slot& slot, Error why);
  void ask_back();
  void fill_free_slots();
  Result<JobResult> with_change(Result<JobResult> result, const std::optional<os::Fd>& upper);

  // Of short jobs a cell has so many at once, and as many are there when those have ended.
  static constexpr std::size_t kTogether = 8;
  static constexpr std::size_t kAhead = kTogether + kTogether / 2;

  store::Store& store_;
  LocalExecutorOptions options_;
  std::vector<Slot> slots_;
  bool proven_ = false;  // that this machine makes containers
  std::unordered_map<Digest, store::Tree> trees_;
  std::deque<Packed> ahead_;  // jobs that wait for a slot
  std::deque<Completion> ready_;
  std::vector<JobId> begun_;
};

}  // namespace maelstrom::execute
