#include "container/encoding.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "container/wire.h"

namespace maelstrom::container {
namespace {

struct MountWriter {
  Writer& body;

  void write(MountKind kind, std::string_view point, std::string_view source = {}, bool read_only = false,
             std::uint32_t devices = 0) const {
    body.number(static_cast<std::uint64_t>(kind));
    body.text(point);
    body.text(source);
    body.number(read_only);
    body.number(devices);
  }
  void operator()(const BindMount& mount) const {
    write(MountKind::kBind, mount.mount_point, mount.local_path, mount.read_only);
  }
  void operator()(const DevicesMount& mount) const {
    std::uint32_t devices = 0;
    for (const Device device : mount.devices) devices |= UINT32_C(1) << static_cast<unsigned>(device);
    write(MountKind::kDevices, "/dev", {}, false, devices);
  }
  void operator()(const DevptsMount& mount) const { write(MountKind::kDevpts, mount.mount_point); }
  void operator()(const MqueueMount& mount) const { write(MountKind::kMqueue, mount.mount_point); }
  void operator()(const ProcMount& mount) const { write(MountKind::kProc, mount.mount_point); }
  void operator()(const SysMount& mount) const { write(MountKind::kSys, mount.mount_point); }
  void operator()(const TmpMount& mount) const { write(MountKind::kTmp, mount.mount_point); }
};

// Comes first and in one piece: it is what a cell knows its chambers by.
std::string encode_surroundings(const ContainerCommand& command) {
  Writer body;
  body.number(command.layer_directories.size());
  for (const std::string& layer : command.layer_directories) body.text(layer);
  body.number(command.container.mounts.size());
  for (const Mount& mount : command.container.mounts) std::visit(MountWriter{body}, mount);
  body.number(command.container.writable_file_system);
  return std::move(body).bytes();
}

Status read_at(int fd, std::uint64_t offset, std::uint64_t size, std::string& bytes) {
  const std::size_t old_size = bytes.size();
  bytes.resize(old_size + size);
  std::size_t done = old_size;
  while (done < bytes.size()) {
    const auto at = static_cast<off_t>(offset + (done - old_size));
    const ssize_t got = ::pread(fd, bytes.data() + done, bytes.size() - done, at);
    if (got <= 0) return fail(system_error(got < 0 ? errno : EIO, "read the output of a job"));
    done += static_cast<std::size_t>(got);
  }
  return {};
}

// The stream as far as the cell kept it: a head of half its limit, and a ring of the last bytes.
struct Spilled {
  int fd;
  std::uint64_t total;
  std::uint64_t limit;

  std::uint64_t head() const { return std::min(total, limit / 2); }
  std::uint64_t ring() const { return limit - limit / 2; }

  // The bytes of the stream from `from` to its end, all of them within the ring.
  Status read_tail(std::uint64_t from, std::string& bytes) const {
    while (from < total) {
      const std::uint64_t in_ring = (from - limit / 2) % ring();
      const std::uint64_t size = std::min(total - from, ring() - in_ring);
      TRY(read_at(fd, limit / 2 + in_ring, size, bytes));
      from += size;
    }
    return {};
  }
};

Result<Output> read_spilled(const Spilled& stream, std::uint64_t output_limit) {
  Output output;
  if (stream.total <= output_limit) {
    TRY(read_at(stream.fd, 0, stream.head(), output.head));
    TRY(stream.read_tail(stream.head(), output.head));
    return output;
  }
  const std::uint64_t tail = output_limit - output_limit / 2;
  TRY(read_at(stream.fd, 0, output_limit / 2, output.head));
  // A small limit may begin its tail before the ring does.
  const std::uint64_t from = stream.total - tail;
  if (from < stream.head()) TRY(read_at(stream.fd, from, stream.head() - from, output.tail));
  TRY(stream.read_tail(std::max(from, stream.head()), output.tail));
  output.dropped = stream.total - output_limit;
  return output;
}

Output cut(std::string_view bytes, std::uint64_t output_limit) {
  if (bytes.size() <= output_limit) return {.head = std::string(bytes)};
  const std::uint64_t tail = output_limit - output_limit / 2;
  return {.head = std::string(bytes.substr(0, output_limit / 2)),
          .tail = std::string(bytes.substr(bytes.size() - tail)),
          .dropped = bytes.size() - output_limit};
}

Termination read_termination(Reader& body) {
  const bool timed_out = body.number() != 0;
  const bool signaled = body.number() != 0;
  const int value = static_cast<int>(body.number());
  const bool core_dumped = body.number() != 0;
  if (timed_out) return TimedOut{};
  if (signaled) return Signaled{value, core_dumped};
  return Exited{value};
}

}  // namespace

std::string encode_start(const CellOptions& options) {
  Writer body;
  body.number(options.slots);
  body.number(options.slot);
  body.number(options.host_network);
  body.number(options.tmpfs_bytes);
  body.number(options.process_limit);
  body.number(kUnprivilegedUser);
  body.number(kUnprivilegedGroup);
  body.number(options.passes_output_on);
  return std::move(body).bytes();
}

std::string encode_command(const ContainerCommand& command) {
  const ContainerSettings& container = command.container;
  Writer body;
  body.text(encode_surroundings(command));
  body.number(static_cast<std::uint64_t>(container.network));
  body.number(container.isolation == Isolation::kStrict);
  body.number(container.pid1);
  body.number(container.user);
  body.number(container.group);
  body.text(container.hostname);
  body.text(container.working_directory);
  body.text(command.program);
  body.number(command.arguments.size());
  for (const std::string& argument : command.arguments) body.text(argument);
  body.number(container.environment.size());
  for (const auto& [name, value] : container.environment) body.variable(name, value);
  body.number(static_cast<std::uint64_t>(std::chrono::nanoseconds(command.timeout).count()));
  const TimeoutSignal signal = container.timeout_signal.value_or(TimeoutSignal{});
  body.number(static_cast<std::uint64_t>(signal.signal));
  body.number(static_cast<std::uint64_t>(signal.grace.count()));
  // One more than it is; 0: none.
  body.number(container.leak_timeout ? static_cast<std::uint64_t>(container.leak_timeout->count()) + 1 : 0);
  body.number(command.output_limit);
  body.number(command.terminal.has_value());
  const TerminalSize size = command.terminal.value_or(TerminalSize{});
  body.number(size.rows);
  body.number(size.columns);
  body.number(command.capture_changes);
  return std::move(body).bytes();
}

Result<JobResult> decode_result(std::string_view bytes, const std::vector<os::Fd>& spilled,
                                std::uint64_t output_limit) {
  Reader body(bytes);
  JobResult result;
  result.termination = read_termination(body);
  result.usage.user_time = std::chrono::microseconds(body.number());
  result.usage.system_time = std::chrono::microseconds(body.number());
  result.usage.max_rss = body.number();
  result.duration = std::chrono::nanoseconds(body.number());
  result.setup = std::chrono::nanoseconds(body.number());
  for (bool* part :
       {&result.replaced.network, &result.replaced.ipc, &result.replaced.temporary, &result.replaced.root}) {
    *part = body.number() != 0;
  }
  result.out_of_memory = body.number() != 0;
  result.left_behind = body.number() != 0;
  std::size_t next = 0;
  for (Output* output : {&result.standard_output, &result.standard_error}) {
    const std::uint64_t total = body.number();
    const std::uint64_t limit = body.number();
    const std::string_view here = body.text();
    if (limit == 0) {
      *output = cut(here, output_limit);
      continue;
    }
    if (next >= spilled.size()) return internal("a result of the cell lacks its output");
    TRY_ASSIGN(read, read_spilled({spilled[next++].get(), total, limit}, output_limit));
    *output = std::move(read);
  }
  if (!body.ok()) return internal("cannot read a result of the cell");
  return result;
}

Error decode_error(std::string_view bytes) {
  Reader body(bytes);
  const auto code = static_cast<ErrorCode>(body.number());
  const int errnum = static_cast<int>(body.number());
  Error error(code, std::string(body.text()));
  error.set_system_errno(errnum);
  return error;
}

}  // namespace maelstrom::container
