#include "container/isolation.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/strings.h"
#include "container/probe/probe.h"

namespace maelstrom::container {
namespace {

using probe::Answer;

constexpr std::chrono::seconds kTimeout{20};
constexpr const char* kMeetingPoint = "/meeting";  // where two jobs and this program take turns

Result<JobResult> await(Cell& cell) {
  while (true) {
    TRY_ASSIGN(result, cell.receive());
    if (result) return std::move(*result);
    pollfd ready{cell.fd(), POLLIN, 0};
    if (::poll(&ready, 1, -1) < 0 && errno != EINTR) return fail(system_error(errno, "poll"));
  }
}

Result<Answer> answer_of(const JobResult& result) {
  const auto* exited = std::get_if<Exited>(&result.termination);
  if (exited == nullptr) return internal("the probe was killed");
  const auto answer = static_cast<Answer>(exited->code);
  switch (answer) {
    case Answer::kDone:
    case Answer::kSeen:
    case Answer::kRefused:
    case Answer::kNotApplicable:
      return answer;
    case Answer::kBroken:
      break;
  }
  return internal("the probe could not do its work: " + result.standard_error.text());
}

struct NamedPart {
  bool expected;
  bool replaced;
  const char* name;
};

// Nothing was to be seen. That a part without a trace was replaced closes nothing, and costs.
IsolationResult judge_unseen(const IsolationPair& pair, const Replaced& replaced) {
  const NamedPart parts[] = {{pair.parts.network, replaced.network, "network"},
                             {pair.parts.ipc, replaced.ipc, "ipc"},
                             {pair.parts.temporary, replaced.temporary, "/tmp"},
                             {pair.parts.root, replaced.root, "root"}};
  std::vector<std::string> needed;
  std::vector<std::string> needless;
  for (const NamedPart& part : parts) {
    if (part.replaced) (part.expected ? needed : needless).emplace_back(part.name);
  }
  IsolationResult result{pair, needed.empty() ? Verdict::kClosed : Verdict::kReplaced, join(needed, ", ")};
  if (!needless.empty()) result.detail += (needed.empty() ? "" : "; ") + ("without need: " + join(needless, ", "));
  return result;
}

Verdict verdict_if_seen(const IsolationPair& pair) {
  return pair.expected == Expected::kOpenByNature ? Verdict::kOpenByNature : Verdict::kOpen;
}

// What an answer alone decides; nothing where it has to be compared with the other job's.
std::optional<IsolationResult> decide(const IsolationPair& pair, Answer answer) {
  if (answer == Answer::kRefused) return IsolationResult{pair, Verdict::kClosed, "refused"};
  if (answer == Answer::kNotApplicable) return IsolationResult{pair, Verdict::kNotApplicable, "not in this kernel"};
  if (answer == Answer::kSeen) return IsolationResult{pair, verdict_if_seen(pair), "seen"};
  return std::nullopt;
}

Status give_away(const std::string& path) {
  if (::geteuid() != 0) return {};
  if (::lchown(path.c_str(), kUnprivilegedUser, kUnprivilegedGroup) != 0)
    return fail(system_error(errno, "chown", path));
  return {};
}

Status make_fifo(const std::string& path) {
  if (::mkfifo(path.c_str(), 0600) != 0) return fail(system_error(errno, "mkfifo", path));
  return give_away(path);
}

// Until the holder is ready (true) or has ended before it was (false).
Result<bool> await_ready(int fifo, const Cell& holder) {
  pollfd items[] = {{fifo, POLLIN, 0}, {holder.fd(), POLLIN, 0}};
  while (::poll(items, std::size(items), -1) < 0) {
    if (errno != EINTR) return fail(system_error(errno, "poll"));
  }
  return (items[0].revents & POLLIN) != 0;
}

}  // namespace

Result<IsolationCheck> IsolationCheck::create(IsolationOptions options) {
  TRY_ASSIGN(directory, os::TemporaryDirectory::create("maelstrom-isolation-"));
  IsolationCheck check(std::move(options), std::move(directory));
  TRY(check.furnish());
  return check;
}

Status IsolationCheck::furnish() const {
  const std::string root = directory_.path() + "/layer";
  std::vector<std::string> made{directory_.path(), root};
  for (const char* name : {"proc", "tmp", "dev", "dev/shm", "layer", "meeting"}) made.push_back(root + "/" + name);
  for (const std::string& path : made) TRY(os::make_directory(path));
  TRY_ASSIGN(program, os::read_file(options_.probe_program));
  TRY(os::replace_file(root + "/probe", program, 0555));
  made.push_back(root + "/probe");
  for (const char* name : {"dev/null", "dev/zero", "layer/file"}) {
    TRY(os::replace_file(root + "/" + name, "of the layer\n", 0644));
    made.push_back(root + "/" + name);
  }
  TRY(make_fifo(root + "/layer/fifo"));
  TRY(os::make_directory(directory_.path() + "/meeting"));
  made.push_back(directory_.path() + "/meeting");
  for (const std::string& path : made) TRY(give_away(path));
  return {};
}

CellOptions IsolationCheck::cell_options(std::size_t slots) const {
  return {.program = options_.cell_program, .layers_root = directory_.path(), .slots = slots};
}

ContainerCommand IsolationCheck::command(std::vector<std::string> arguments) const {
  ContainerCommand command{
      .layer_directories = {"layer"}, .program = "/probe", .arguments = std::move(arguments), .timeout = kTimeout};
  command.container.mounts = {ProcMount{"/proc"}, TmpMount{"/tmp"},
                              DevicesMount{{Device::kNull, Device::kShm, Device::kZero}}};
  command.container.mounts.insert(command.container.mounts.end(), options_.added_mounts.begin(),
                                  options_.added_mounts.end());
  command.container.network = Network::kLoopback;
  command.container.isolation = options_.isolation;
  return command;
}

Result<JobResult> IsolationCheck::run_nothing() const {
  TRY_ASSIGN(cell, Cell::start(cell_options(1)));
  TRY(cell.run(command({"see", "tmp"})));
  return await(cell);
}

IsolationResult IsolationCheck::run(const IsolationPair& pair) const {
  auto result = pair.kind == PairKind::kMeet ? meet(pair) : leave_and_see(pair);
  if (!result) return {pair, Verdict::kBroken, result.error().message()};
  return std::move(*result);
}

Result<IsolationResult> IsolationCheck::leave_and_see(const IsolationPair& pair) const {
  TRY_ASSIGN(cell, Cell::start(cell_options(1)));
  const auto job = [&](const char* verb) {
    ContainerCommand one = command({verb, pair.probe});
    one.container.writable_file_system = true;
    return one;
  };
  TRY(cell.run(job("leave")));
  TRY_ASSIGN_IN("leave", left, await(cell));
  TRY_ASSIGN_IN("leave", left_answer, answer_of(left));
  if (auto decided = decide(pair, left_answer)) return std::move(*decided);
  TRY(cell.run(job("see")));
  TRY_ASSIGN_IN("see", saw, await(cell));
  TRY_ASSIGN_IN("see", saw_answer, answer_of(saw));
  if (auto decided = decide(pair, saw_answer)) return std::move(*decided);
  return judge_unseen(pair, left.replaced);
}

Result<IsolationResult> IsolationCheck::meet(const IsolationPair& pair) const {
  const std::string meeting = directory_.path() + "/meeting";
  for (const char* name : {"/ready", "/go"}) {
    TRY(os::remove_file(meeting + name));
    TRY(make_fifo(meeting + name));
  }
  // Open both ways: then no open of either side waits for the other.
  TRY_ASSIGN(ready, os::open(meeting + "/ready", O_RDWR));
  TRY_ASSIGN(go, os::open(meeting + "/go", O_RDWR));
  TRY_ASSIGN(holder, Cell::start(cell_options(2)));
  TRY_ASSIGN(other, Cell::start(cell_options(2)));
  ContainerCommand hold = command({"hold", pair.probe, "/meeting/ready", "/meeting/go"});
  hold.container.mounts.push_back(BindMount{kMeetingPoint, meeting, false});
  TRY(holder.run(hold));
  TRY_ASSIGN(is_ready, await_ready(ready.get(), holder));
  std::optional<Answer> saw_answer;
  if (is_ready) {
    TRY(other.run(command({"see", pair.probe})));
    TRY_ASSIGN_IN("see", saw, await(other));
    TRY_ASSIGN_IN("see", answer, answer_of(saw));
    saw_answer = answer;
    TRY(os::write_all(go.get(), "g", "the FIFO of a meeting"));
  }
  TRY_ASSIGN_IN("hold", held, await(holder));
  TRY_ASSIGN_IN("hold", held_answer, answer_of(held));
  if (auto decided = decide(pair, held_answer)) return std::move(*decided);
  if (!saw_answer) return internal("the holder ended before it was ready");
  if (auto decided = decide(pair, *saw_answer)) return std::move(*decided);
  return IsolationResult{pair, Verdict::kClosed, {}};
}

}  // namespace maelstrom::container
