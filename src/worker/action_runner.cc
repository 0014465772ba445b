#include "worker/action_runner.h"

#include <future>
#include <utility>

#include "execute/cacheable.h"
#include "reapi/action.h"
#include "reapi/action_result.h"
#include "reapi/job_decoder.h"

namespace maelstrom::worker {
namespace {

using reapi::Stage;
using std::chrono::milliseconds;

// As often the engine is asked whether the action is wanted still.
constexpr milliseconds kGlance(1000);
constexpr JobId kOnlyJob = 1;

bool has_passed(const JobResult& result) {
  return result.termination == Termination(Exited{0}) && !result.out_of_memory;
}

// Of a job that passed the client decides itself whether that says something.
bool may_be_kept(Job job, const JobResult& result) {
  job.may_stand = has_passed;
  return execute::why_never_cached(job).empty() && has_passed(result);
}

// That a container lacks something is no reason for the worker to end; another one may do better.
reapi::RemoteStatus status_of_container(const Error& error) {
  reapi::RemoteStatus status = status_of(error);
  if (status.code == reapi::RpcCode::kResourceExhausted) status.code = reapi::RpcCode::kUnavailable;
  return status;
}

reapi::RemoteStatus status_of_result(const JobResult& result) {
  if (!std::holds_alternative<TimedOut>(result.termination)) return {};
  return {.code = reapi::RpcCode::kDeadlineExceeded, .message = "the job ran out of its time", .missing = {}};
}

}  // namespace

std::optional<std::string> ActionRunner::run(const reapi::Assignment& assignment, Watch& watch) {
  Tally& tally = ports_.tally;
  reapi::ExecutionTimes times{.worker = rules_.worker, .queued = assignment.queued, .worker_start = now()};
  times.fetch_start = times.worker_start;
  auto prepared = prepare(assignment, watch);
  if (!prepared) {
    ++tally.cancelled;
    return std::nullopt;
  }
  if (!*prepared) return refused(std::move(*prepared).error());
  times.fetch_completed = now();
  auto result = execute(**prepared, watch, times);
  if (!result) {
    ++tally.cancelled;
    return std::nullopt;
  }
  if (!*result) return refused(std::move(*result).error());
  watch.end_turn();
  tally.run_nanoseconds += static_cast<std::uint64_t>((*result)->duration.count());
  ++(has_passed(**result) ? tally.passed : tally.failed);
  return respond(assignment, **prepared, **result, std::move(times));
}

ActionRunner::Watched<ActionRunner::Prepared> ActionRunner::prepare(const reapi::Assignment& assignment, Watch& watch) {
  auto prepared = decode(assignment);
  if (!prepared) return prepared;
  if (auto held = ports_.inputs.held(prepared->job.layers)) {
    prepared->trees = std::move(*held);
    return prepared;
  }
  auto trees = fetch(*prepared->storage->reader, prepared->job.layers, watch);
  if (!trees) return std::nullopt;
  if (!*trees) return Attempt<Prepared>(give_up(std::move(*trees).error()));
  prepared->trees = std::move(**trees);
  return prepared;
}

Attempt<ActionRunner::Prepared> ActionRunner::decode(const reapi::Assignment& assignment) {
  if (!assignment.sha256) return give_up(status_of({ErrorCode::kInvalid, "this worker knows SHA-256 only"}));
  auto storage = ports_.storage.of(joined_instance(rules_.instance_prefix, assignment.instance_suffix));
  if (!storage) return give_up(status_of(storage.error()));
  const auto action = reapi::Action::decode(assignment.action);
  if (!action) return give_up(status_of(action.error()));

  // What is missing has no place in an Error.
  std::optional<reapi::RemoteStatus> trouble;
  const auto get = [&](const Digest& digest) -> Result<std::string> {
    auto bytes = message(*(*storage)->reader, digest);
    if (bytes) return std::move(*bytes);
    trouble = std::move(bytes).error();
    return fail(ErrorCode::kUnavailable, trouble->message);
  };
  auto description = reapi::describe(assignment.digest, assignment.action, get);
  if (trouble) return give_up(*trouble);
  if (!description) {
    return give_up(status_of(Error(description.error()).in("this worker runs the actions of Maelstrom only")));
  }
  auto job = reapi::decode_job(std::move(*description));
  if (!job) return give_up(status_of(job.error()));
  if (const std::string reason = reapi::why_only_at_home(*job); !reason.empty()) {
    return give_up(
        status_of({ErrorCode::kInvalid, "a job that runs on the machine of who started it only: it " + reason}));
  }
  return Prepared{.job = std::move(*job),
                  .root = action->input_root,
                  .do_not_cache = action->do_not_cache,
                  .trees = {},
                  .storage = std::move(*storage)};
}

Attempt<std::string> ActionRunner::message(const BlobReader& reader, const Digest& digest) {
  constexpr std::uint64_t kLargest = UINT64_C(4) << 20;
  if (digest.size > kLargest) {
    return give_up(
        status_of({ErrorCode::kInvalid, "a message of more than 4 MiB in an action: " + digest.to_string()}));
  }
  if (auto known = ports_.messages.find(digest)) return std::move(*known);
  auto read = reader.read({digest}, [] { return true; });
  if (!read) return give_up(status_of(read.error()));
  if (read->found.empty()) return give_up(missing_blobs({digest}));
  ports_.messages.put(digest, read->found.front().bytes);
  return std::move(read->found.front().bytes);
}

// Takes as long as it takes, on a thread of its own.
ActionRunner::Watched<HeldTrees> ActionRunner::fetch(const BlobReader& reader, const std::vector<Digest>& trees,
                                                     Watch& watch) {
  std::atomic<bool> wanted = true;
  auto fetched = std::async(std::launch::async,
                            [&] { return ports_.inputs.fetch(reader, trees, [&wanted] { return wanted.load(); }); });
  while (fetched.wait_for(kGlance) != std::future_status::ready) {
    if (wanted && !watch.go_on(Stage::kFetchingInputs)) wanted = false;
  }
  auto held = fetched.get();
  if (!wanted) return std::nullopt;
  return held;
}

std::optional<Slots::Lease> ActionRunner::slot_for(const Digest& root, Watch& watch) {
  do {
    if (!watch.take_turn(kGlance)) continue;
    if (auto slot = ports_.slots.acquire(root, kGlance)) return slot;
  } while (watch.go_on(Stage::kFetchingInputs));
  return std::nullopt;
}

ActionRunner::Watched<JobResult> ActionRunner::execute(const Prepared& prepared, Watch& watch,
                                                       reapi::ExecutionTimes& times) {
  const std::optional<Slots::Lease> slot = slot_for(prepared.root, watch);
  if (!slot) return std::nullopt;
  times.execution_start = now();
  Executor& executor = slot->executor();
  if (const Status started = executor.start(kOnlyJob, prepared.job); !started) {
    return Attempt<JobResult>(give_up(status_of_container(started.error())));
  }
  while (true) {
    auto completion = executor.wait(-1, kGlance);
    if (!completion) return Attempt<JobResult>(give_up(status_of_container(completion.error())));
    if (!*completion) {
      if (!watch.go_on(Stage::kRunning)) return std::nullopt;
      continue;
    }
    auto& result = (*completion)->result;
    if (!result) return Attempt<JobResult>(give_up(status_of_container(result.error())));
    return Attempt<JobResult>(std::move(*result));
  }
}

std::string ActionRunner::refused(reapi::RemoteStatus status) {
  ++ports_.tally.refused;
  if (status.code == reapi::RpcCode::kResourceExhausted) {
    ports_.life.drain_for(Error(ErrorCode::kExhausted, status.message).in("no room for the inputs of an action"));
    status.code = reapi::RpcCode::kUnavailable;  // another worker may have room
  }
  return reapi::encode_execute_response({}, status);
}

std::string ActionRunner::respond(const reapi::Assignment& assignment, const Prepared& prepared,
                                  const JobResult& result, reapi::ExecutionTimes times) {
  const auto refused = [&](const Error& error) {
    return reapi::encode_execute_response({}, status_of(Error(error).in("the outputs were not stored")));
  };
  std::vector<reapi::BlobBytes> blobs;
  auto record = reapi::encode_result(result, {.id = assignment.invocation, .time = ports_.clock.wall()},
                                     [&blobs](std::string_view output) -> Result<Digest> {
                                       blobs.push_back({digest_of(output), std::string(output)});
                                       return blobs.back().digest;
                                     });
  if (!record) return refused(record.error());
  const reapi::RemoteCache& cache = *prepared.storage->cache;
  if (const Status put = cache.put(blobs); !put) return refused(put.error());
  times.worker_completed = now();
  *record += reapi::encode_execution_times(times);
  if (!prepared.do_not_cache && cache.results_may_be_written() && may_be_kept(prepared.job, result)) {
    // A result that is not kept costs a later run its time, and this one nothing.
    if (cache.put_result(assignment.digest, *record)) ++ports_.tally.results_kept;
  }
  return reapi::encode_execute_response(*record, status_of_result(result));
}

reapi::Seconds ActionRunner::now() const {
  const auto since = ports_.clock.wall().time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  return {.seconds = seconds.count(),
          .nanoseconds = static_cast<std::uint32_t>(std::chrono::nanoseconds(since - seconds).count())};
}

}  // namespace maelstrom::worker
