#include "container/cell/foreign.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "container/cell.h"
#include "container/cell/bare.h"
#include "container/cell/kernel.h"
#include "container/cell_process.h"
#include "container/encoding.h"
#include "core/container_message.h"
#include "core/job_facts.h"
#include "core/wire.h"

namespace maelstrom::container::cell {
namespace {

constexpr const char* kContainerFile = ".maelstrom/container";
constexpr const char* kLayers = "layers";
constexpr int kSignalBase = 128;

Result<std::string> content(const char* path) {
  TRY_ASSIGN(fd, open_at({AT_FDCWD, path}, O_RDONLY));
  std::string bytes;
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno != EINTR) return fail(system_error(errno, "read", path));
    if (got == 0) return bytes;
    if (got > 0) bytes.append(buffer, static_cast<std::size_t>(got));
  }
}

// "0", "1" and so on, as many as there are.
std::vector<std::string> layer_names(int layers) {
  std::vector<std::string> names;
  while (::faccessat(layers, std::to_string(names.size()).c_str(), F_OK, 0) == 0) {
    names.push_back(std::to_string(names.size()));
  }
  return names;
}

Result<ForeignJob> read_job(char** command) {
  ForeignJob job;
  TRY_ASSIGN_IN("the input root", layers, open_at({AT_FDCWD, kLayers}, O_PATH | O_DIRECTORY));
  job.layers = std::move(layers);
  TRY_ASSIGN_IN("the input root", bytes, content(kContainerFile));
  TRY_ASSIGN(message, ContainerMessage::decode(bytes));
  job.command.container = std::move(message.settings);
  job.command.layer_directories = layer_names(job.layers.get());
  job.command.program = *command;
  for (char** argument = command + 1; *argument != nullptr; ++argument) job.command.arguments.emplace_back(*argument);
  if (job.command.layer_directories.empty()) return invalid("the input root has no layers");
  return job;
}

// Errors: why no container can be made here; what went wrong with the job itself is its failure.
Result<ForeignEnd> run_in_container(const ForeignJob& job, int (*serve)()) {
  TRY_ASSIGN(process, CellProcess::fork(job.layers.get(), serve));
  CellOptions options;
  options.passes_output_on = true;
  TRY(process.send(PacketKind::kStart, encode_start(options)));
  TRY_ASSIGN(made, process.await());
  if (made.kind == PacketKind::kRefused) return fail(decode_error(made.body));
  if (made.kind != PacketKind::kReady || made.fds.size() != 1) return internal("the cell answers nonsense");
  process.settle(std::move(made.fds.front()));
  Writer jobs;
  jobs.text(encode_command(job.command));
  TRY(process.send(PacketKind::kJobs, jobs.bytes()));
  TRY_ASSIGN(answer, process.await());
  Reader ends(answer.body);
  const JobEnd end = JobEnd::read(ends);
  if (answer.kind != PacketKind::kEnds || !ends.ok()) return internal("the cell answers nonsense");
  if (end.failed) return ForeignEnd{.failure = decode_error(end.body).message()};
  TRY_ASSIGN(result, decode_result(end.body, answer.fds, job.command.output_limit));
  return ForeignEnd{.result = std::move(result)};
}

// Where there is none, with less.
ForeignEnd run_somehow(const ForeignJob& job, int (*serve)()) {
  auto ended = run_in_container(job, serve);
  if (ended) return std::move(*ended);
  const std::string why = ended.error().message();
  auto bare = run_with_files_only(job);
  if (!bare) return {.failure = why + "; nor can it be run with its own files alone: " + bare.error().message()};
  bare->result.containment = Containment::kFiles;
  bare->result.why_no_more = why;
  return std::move(*bare);
}

std::string encode_facts(const ForeignEnd& end) {
  const JobResult& result = end.result;
  wire::Writer out;
  const auto number = [&](JobFact fact, std::uint64_t value) { out.number(static_cast<int>(fact), value); };
  if (const auto* signaled = std::get_if<Signaled>(&result.termination)) {
    number(JobFact::kSignal, static_cast<std::uint64_t>(signaled->signal));
    number(JobFact::kCoreDumped, signaled->core_dumped ? 1 : 0);
  }
  number(JobFact::kOutOfMemory, result.out_of_memory ? 1 : 0);
  number(JobFact::kLeftBehind, result.left_behind ? 1 : 0);
  number(JobFact::kUserTime, static_cast<std::uint64_t>(result.usage.user_time.count()));
  number(JobFact::kSystemTime, static_cast<std::uint64_t>(result.usage.system_time.count()));
  number(JobFact::kMaxRss, result.usage.max_rss);
  number(JobFact::kDuration, static_cast<std::uint64_t>(result.duration.count()));
  number(JobFact::kSetup, static_cast<std::uint64_t>(result.setup.count()));
  number(JobFact::kContainment, static_cast<std::uint64_t>(result.containment));
  out.text(static_cast<int>(JobFact::kWhyNoMore), result.why_no_more);
  out.text(static_cast<int>(JobFact::kFailure), end.failure);
  return out.take();
}

void report(const ForeignEnd& end) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(kReportBegin);
  for (const char c : encode_facts(end)) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  text += '\n';
  for (std::string_view left = text; !left.empty();) {
    const ssize_t written = ::write(STDERR_FILENO, left.data(), left.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
  }
}

int exit_code(const ForeignEnd& end) {
  if (!end.failure.empty()) return kNotRun;
  if (const auto* signaled = std::get_if<Signaled>(&end.result.termination)) return kSignalBase + signaled->signal;
  const auto* exited = std::get_if<Exited>(&end.result.termination);
  return exited != nullptr ? exited->code : kNotRun;
}

}  // namespace

int run_for_engine(char** command, int (*serve)()) {
  const auto job = read_job(command);
  const ForeignEnd end = job ? run_somehow(*job, serve) : ForeignEnd{.failure = job.error().message()};
  report(end);
  return exit_code(end);
}

}  // namespace maelstrom::container::cell
