#include "container/cell.h"

#include <fcntl.h>

#include <utility>

#include "container/cell_process.h"
#include "container/encoding.h"
#include "container/wire.h"
#include "os/file.h"

namespace maelstrom::container {

struct Cell::State {
  explicit State(CellProcess started) : process(std::move(started)) {}
  State(const State&) = delete;
  // A cell that is still being made can be killed only once its process is known.
  ~State() { static_cast<void>(settle()); }

  Status settle();

  CellProcess process;
  bool being_made = true;
  bool busy = false;
  std::uint64_t output_limit = 0;  // of the job under way
  bool captures = false;           // the job under way
  std::optional<os::Fd> terminal;
  std::optional<os::Fd> changes;
};

Status Cell::State::settle() {
  if (!std::exchange(being_made, false)) return {};
  TRY_ASSIGN(answer, process.await());
  if (answer.kind == PacketKind::kRefused) return fail(decode_error(answer.body));
  if (answer.kind != PacketKind::kReady || answer.fds.size() != 1) return internal("the cell answers nonsense");
  process.settle(std::move(answer.fds.front()));
  return {};
}

Cell::Cell(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cell::Cell(Cell&&) noexcept = default;
Cell& Cell::operator=(Cell&&) noexcept = default;
Cell::~Cell() = default;
void Cell::kill() {
  if (!state_->being_made) state_->process.kill();
}

namespace {

// What no container can have, said before one is made.
Status refuse_sys_of_host_network(const ContainerSettings& container) {
  for (const Mount& mount : container.mounts) {
    if (std::holds_alternative<SysMount>(mount) && container.network == Network::kLocal) {
      return invalid(
          "a sys mount shows the container's own network, so there is none with network = \"local\": take the mount "
          "on " +
          std::get<SysMount>(mount).mount_point + " away, or the network");
    }
  }
  return {};
}

}  // namespace

Result<Cell> Cell::launch(const CellOptions& options) {
  TRY_ASSIGN_IN("the layers", layers, os::open(options.layers_root, O_PATH | O_DIRECTORY));
  TRY_ASSIGN(process, CellProcess::spawn(options.program, layers.get()));
  TRY(process.send(PacketKind::kStart, encode_start(options)));
  return Cell(std::make_unique<State>(std::move(process)));
}

Result<Cell> Cell::start(const CellOptions& options) {
  TRY_ASSIGN(cell, launch(options));
  TRY(cell.ready());
  return cell;
}

Status Cell::ready() { return state_->settle(); }

int Cell::fd() const { return state_->process.fd(); }
bool Cell::busy() const { return state_->busy; }

Result<PackedCommand> pack(const ContainerCommand& command) {
  if (command.layer_directories.empty()) return invalid("a container needs at least one layer");
  TRY(refuse_sys_of_host_network(command.container));
  if (command.capture_changes && !command.container.writable_file_system) {
    return invalid(
        "changes of the file system can be captured only where it is writable: say enable_writable_file_system = true");
  }
  return PackedCommand{encode_command(command), command.output_limit, command.capture_changes};
}

std::string_view PackedCommand::surroundings() const { return Reader(packet).text(); }

Status Cell::run(const ContainerCommand& command) {
  TRY_ASSIGN(packed, pack(command));
  return run(packed);
}

Status Cell::run(const PackedCommand& command) {
  if (state_->busy) return internal("the cell has a job already");
  state_->terminal.reset();
  state_->changes.reset();
  state_->captures = command.captures_changes;
  TRY(state_->process.send(PacketKind::kJob, command.packet));
  state_->busy = true;
  state_->output_limit = command.output_limit;
  return {};
}

Result<std::optional<Result<JobResult>>> Cell::receive() {
  TRY_ASSIGN(packet, state_->process.receive());
  if (!packet) return std::nullopt;
  if (packet->kind == PacketKind::kTerminal && packet->fds.size() == 1) {
    state_->terminal = std::move(packet->fds.front());
    return std::nullopt;
  }
  state_->busy = false;
  if (packet->kind == PacketKind::kFailure) return Result<JobResult>(fail(decode_error(packet->body)));
  if (packet->kind != PacketKind::kResult) return internal("the cell answers nonsense");
  if (state_->captures) {
    if (packet->fds.empty()) return internal("a result of the cell lacks the changes");
    state_->changes = std::move(packet->fds.back());
    packet->fds.pop_back();
  }
  return decode_result(packet->body, packet->fds, state_->output_limit);
}

std::optional<os::Fd> Cell::take_terminal() { return std::exchange(state_->terminal, std::nullopt); }
std::optional<os::Fd> Cell::take_changes() { return std::exchange(state_->changes, std::nullopt); }

Status Cell::kill_job() {
  if (!state_->busy) return {};
  return state_->process.send(PacketKind::kKill, {});
}

}  // namespace maelstrom::container
