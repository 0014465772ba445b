// A slot: the process that makes containers and proves that they are clean again.
//
// A Cell is the runner's end of a `maelstrom-cell` process. It runs one job at a time, and may have others waiting.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "container/wire.h"
#include "core/container.h"
#include "core/job.h"
#include "core/terminal.h"
#include "os/fd.h"

namespace maelstrom::container {

// The unprivileged user that a program started as root becomes before it makes a container: a
// container of real root could write the host's core_pattern.
inline constexpr std::uint32_t kUnprivilegedUser = 61000;  // in no range that systemd or Debian gives out
inline constexpr std::uint32_t kUnprivilegedGroup = 61000;

struct CellOptions {
  std::string program;        // the path of maelstrom-cell
  std::string layers_root;    // layer directories are relative to it
  std::size_t slots = 1;      // how many cells share this machine: per-user limits are divided by it
  std::size_t slot = 0;       // which of them this is: where there is a processor for each, it stays on its own
  bool host_network = false;  // a cell for jobs with Network::kLocal only; others are refused
  std::uint64_t tmpfs_bytes = UINT64_C(1) << 30;  // each of /tmp, /dev/shm, the writable layer
  std::uint32_t process_limit = 4096;             // processes and threads of one job
  bool passes_output_on = false;  // to the standard output and error of the cell itself; results have none then
};

struct ContainerCommand {
  std::vector<std::string> layer_directories;  // relative to layers_root, bottom first; at least one
  ContainerSettings container;
  std::string program;
  std::vector<std::string> arguments;              // without the program
  std::chrono::milliseconds timeout{0};            // 0 = none
  std::uint64_t output_limit = UINT64_C(1) << 20;  // bytes kept of each stream: half head, half tail
  std::optional<TerminalSize> terminal;            // as Job has it; see take_terminal
  bool capture_changes = false;                    // see take_changes; needs a writable file system
};

// A command as it goes to a cell.
struct PackedCommand {
  std::string packet;
  std::uint64_t output_limit = 0;
  bool captures_changes = false;
  bool has_terminal = false;

  // The layers, mounts and kind of root: of two commands with the same a cell makes one container.
  std::string_view surroundings() const;
};

// Errors: Invalid for what no container can have.
Result<PackedCommand> pack(const ContainerCommand& command);

// Commands that a cell runs one after the other, without waiting for its runner between two of them.
class CommandBatch {
 public:
  // False where it cannot take this one as well: they would be too large for a packet, or one of them has a terminal or
  // changes that are captured, and comes alone.
  bool add(const PackedCommand& command);

 private:
  friend class Cell;
  Writer requests_;
  std::vector<std::uint64_t> output_limits_;
  bool captures_changes_ = false;
  bool has_terminal_ = false;
};

class Cell {
 public:
  // Starts the process and its namespaces. Errors: Unavailable where the kernel forbids a step,
  // as a sentence with the setting that forbids it. The cell dies with the thread that started it.
  static Result<Cell> start(const CellOptions& options);
  // The same without waiting: the cell is being made meanwhile. ready() comes before all other calls, and gives
  // the error of start() as well.
  static Result<Cell> launch(const CellOptions& options);
  // Waits until the cell is made.
  Status ready();

  Cell(Cell&&) noexcept;
  Cell& operator=(Cell&&) noexcept;
  ~Cell();      // kills the cell and all that runs in it, and waits until it is gone
  void kill();  // without waiting: of many cells, all die at once; nothing but the destructor may come after it

  int fd() const;  // readable when receive() has something to do
  bool busy() const;

  // Starts the commands; their ends come from receive(), in the same order. Errors: Internal if the cell is busy or
  // gone.
  Status run(const CommandBatch& commands);
  Status run(const ContainerCommand& command);  // also the errors of pack()

  // Takes in what the cell has to say, without blocking. Gives the result of a job that has ended, until there is none;
  // an error in it means that the container could not be made as declared, as a sentence.
  // An error of receive() itself means that the cell is gone.
  Result<std::optional<Result<JobResult>>> receive();

  // Asks for the commands that have not begun. How many of the last ones that were comes from take_withdrawn(), once:
  // nothing until receive() has met it.
  Status withdraw();
  std::optional<std::size_t> take_withdrawn();

  // The other end of the job's terminal, once: nothing until receive() has met it, which is before the job starts.
  std::optional<os::Fd> take_terminal();

  // What the job that ended last changed of its root, once: the upper directory of its overlay, which nobody else uses
  // any more. Source of the format: Documentation/filesystems/overlayfs.rst, with "userxattr".
  std::optional<os::Fd> take_changes();

  // Kills the job under way; its result still comes, as Signaled{SIGKILL}.
  Status kill_job();

 private:
  struct State;
  explicit Cell(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::container
