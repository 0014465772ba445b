// Runs jobs in containers of this machine, one cell for each slot.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
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
  // What tells two containers apart; a cell keeps a chamber for each that it saw lately.
  struct Surroundings {
    std::vector<Digest> layers;
    std::vector<Mount> mounts;
    bool writable = false;

    explicit Surroundings(const Job& job);
    bool are_of(const Job& job) const;
  };
  struct Slot {
    std::optional<container::Cell> isolated;      // for every job with a network of its own
    std::optional<container::Cell> host_network;  // for Network::kLocal
    std::optional<JobId> job;
    bool job_on_host_network = false;
    bool job_has_terminal = false;  // that nobody has asked for yet
    std::list<Surroundings> known;  // most recent first

    bool knows_those_of(const Job& job) const;
    void remember_those_of(const Job& job);

    std::optional<container::Cell>& cell(bool on_host_network) { return on_host_network ? host_network : isolated; }
    std::optional<container::Cell>& active() { return cell(job_on_host_network); }
  };

  LocalExecutor(store::Store& store, LocalExecutorOptions options);
  container::CellOptions cell_options(bool host_network) const;
  Slot* free_slot(const Job& job);
  Status ensure_cell(Slot& slot);
  Status start_in(Slot& slot, Job job);
  Result<container::ContainerCommand> command_for(Job job);
  Result<std::string> tree_directory(const Digest& digest);
  std::optional<Completion> take_from(Slot& slot);
  Result<JobResult> with_change(Result<JobResult> result, container::Cell& cell);

  store::Store& store_;
  LocalExecutorOptions options_;
  std::vector<Slot> slots_;
  bool proven_ = false;  // that this machine makes containers
  std::unordered_map<Digest, store::Tree> trees_;
  std::deque<Completion> ready_;  // jobs that ended before they ran
};

}  // namespace maelstrom::execute
