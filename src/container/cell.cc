#include "container/cell.h"

#include <fcntl.h>

#include <deque>
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
  Status take(CellProcess::Packet packet);
  Status take_ends(CellProcess::Packet packet);
  Status take_withdrawn(std::string_view body);

  CellProcess process;
  bool being_made = true;
  std::deque<std::uint64_t> output_limits;  // of the jobs that have not ended
  bool captures = false;                    // the job under way
  std::deque<Result<JobResult>> ended;
  std::optional<std::size_t> withdrawn;
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

Status Cell::State::take(CellProcess::Packet packet) {
  if (packet.kind == PacketKind::kEnds) return take_ends(std::move(packet));
  if (packet.kind == PacketKind::kWithdrawn) return take_withdrawn(packet.body);
  if (packet.kind != PacketKind::kTerminal || packet.fds.size() != 1) return internal("the cell answers nonsense");
  terminal = std::move(packet.fds.front());
  return {};
}

Status Cell::State::take_ends(CellProcess::Packet packet) {
  if (captures && !packet.fds.empty()) {
    changes = std::move(packet.fds.back());
    packet.fds.pop_back();
  }
  Reader ends(packet.body);
  while (!ends.empty()) {
    const JobEnd end = JobEnd::read(ends);
    if (!ends.ok() || output_limits.empty()) return internal("the cell answers nonsense");
    const std::uint64_t output_limit = output_limits.front();
    output_limits.pop_front();
    if (end.failed) {
      ended.emplace_back(fail(decode_error(end.body)));
    } else if (captures && !changes) {
      return internal("a result of the cell lacks the changes");
    } else {
      ended.push_back(
          decode_result(end.body, ends.empty() ? std::move(packet.fds) : std::vector<os::Fd>(), output_limit));
    }
  }
  return {};
}

Status Cell::State::take_withdrawn(std::string_view body) {
  Reader count(body);
  withdrawn = count.number();
  if (!count.ok() || *withdrawn > output_limits.size()) return internal("the cell answers nonsense");
  output_limits.resize(output_limits.size() - *withdrawn);
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

constexpr std::size_t kBesidesRequest = 16;  // more than a text has beside its bytes

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
bool Cell::busy() const { return !state_->output_limits.empty() || !state_->ended.empty(); }

Result<PackedCommand> pack(const ContainerCommand& command) {
  if (command.layer_directories.empty()) return invalid("a container needs at least one layer");
  TRY(refuse_sys_of_host_network(command.container));
  if (command.capture_changes && !command.container.writable_file_system) {
    return invalid(
        "changes of the file system can be captured only where it is writable: say enable_writable_file_system = true");
  }
  return PackedCommand{encode_command(command), command.output_limit, command.capture_changes,
                       command.terminal.has_value()};
}

std::string_view PackedCommand::surroundings() const { return Reader(packet).text(); }

bool CommandBatch::add(const PackedCommand& command) {
  const bool is_first = output_limits_.empty();
  const bool comes_alone = captures_changes_ || has_terminal_ || command.captures_changes || command.has_terminal;
  const std::size_t size = requests_.bytes().size() + command.packet.size() + kBesidesRequest;
  if (!is_first && (comes_alone || size > kPacketLimit)) return false;
  requests_.text(command.packet);
  output_limits_.push_back(command.output_limit);
  captures_changes_ = command.captures_changes;
  has_terminal_ = command.has_terminal;
  return true;
}

Status Cell::run(const ContainerCommand& command) {
  TRY_ASSIGN(packed, pack(command));
  CommandBatch alone;
  alone.add(packed);
  return run(alone);
}

Status Cell::run(const CommandBatch& commands) {
  if (busy()) return internal("the cell has a job already");
  state_->terminal.reset();
  state_->changes.reset();
  state_->withdrawn.reset();
  state_->captures = commands.captures_changes_;
  TRY(state_->process.send(PacketKind::kJobs, commands.requests_.bytes()));
  state_->output_limits.assign(commands.output_limits_.begin(), commands.output_limits_.end());
  return {};
}

Result<std::optional<Result<JobResult>>> Cell::receive() {
  if (state_->ended.empty()) {
    TRY_ASSIGN(packet, state_->process.receive());
    if (packet) TRY(state_->take(std::move(*packet)));
  }
  if (state_->ended.empty()) return std::nullopt;
  Result<JobResult> result = std::move(state_->ended.front());
  state_->ended.pop_front();
  return std::optional(std::move(result));
}

Status Cell::withdraw() { return state_->process.send(PacketKind::kWithdraw, {}); }
std::optional<std::size_t> Cell::take_withdrawn() { return std::exchange(state_->withdrawn, std::nullopt); }

std::optional<os::Fd> Cell::take_terminal() { return std::exchange(state_->terminal, std::nullopt); }
std::optional<os::Fd> Cell::take_changes() { return std::exchange(state_->changes, std::nullopt); }

Status Cell::kill_job() {
  if (state_->output_limits.empty()) return {};
  return state_->process.send(PacketKind::kKill, {});
}

}  // namespace maelstrom::container
