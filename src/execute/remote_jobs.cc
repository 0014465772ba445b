#include "execute/remote_jobs.h"

#include <utility>

#include "execute/output_limit.h"
#include "reapi/action_result.h"
#include "reapi/operation_end.h"

namespace maelstrom::execute {
namespace {

constexpr std::size_t kStartingThreads = 12;
constexpr std::size_t kEndingThreads = 6;
// For the engine to end what is under way.
constexpr std::chrono::milliseconds kEnding(3000);

using reapi::RpcCode;

}  // namespace

struct RemoteJobs::UnderWay {
  RemoteJob job;
  Attempts attempts;
  bool looked_up = false;
  std::uint64_t epoch = 0;  // in which its inputs were found to be there
  std::string operation;    // that goes on although its stream was lost
};

RemoteJobs::Engine::Engine(EngineConnections made, const store::Store& store, const RemoteJobsRules& rules)
    : connections(std::move(made)),
      uploads(connections.storage->blobs(), store, rules.cell),
      executions(*connections.control, rules.run) {}

// What is still followed tells the executions of its end.
RemoteJobs::Engine::~Engine() { connections.control.reset(); }

RemoteJobs::RemoteJobs(Connect connect, const store::Store& store, RemoteJobsRules rules,
                       std::function<void()> answered)
    : connect_(std::move(connect)),
      store_(store),
      rules_(std::move(rules)),
      answered_(std::move(answered)),
      starting_(kStartingThreads),
      ending_(kEndingThreads) {
  starting_.add([this] { static_cast<void>(engine()); });
}

RemoteJobs::~RemoteJobs() { cancel(); }

void RemoteJobs::start(RemoteJob job) {
  auto under_way = std::make_shared<UnderWay>(UnderWay{.job = std::move(job)});
  under_way->looked_up = !under_way->job.may_stand;
  {
    const std::lock_guard lock(mutex_);
    ++under_way_;
  }
  starting_.add([this, under_way] { run(under_way); });
}

std::vector<Completion> RemoteJobs::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(completions_, {});
}

RemoteStanding RemoteJobs::standing() const {
  const std::lock_guard lock(mutex_);
  if (cancelled_ || lost_ || !engine_) return {.jobs = cancelled_ || lost_ ? 0 : under_way_};
  return {under_way_, engine_->executions.counts(), engine_->uploads.progress()};
}

std::optional<Error> RemoteJobs::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

// What ends after it was withdrawn finds that noted: both happen under the lock.
std::optional<JobId> RemoteJobs::withdraw() {
  const std::lock_guard lock(mutex_);
  if (cancelled_ || lost_ || !engine_) return std::nullopt;
  const auto withdrawn = engine_->executions.withdraw();
  if (!withdrawn) return std::nullopt;
  withdrawn_.insert(withdrawn->number);
  --under_way_;
  ending_.add([engine = engine_.get(), operation = withdrawn->operation] {
    reapi::end_operations(*engine->connections.control, "", {operation}, kEnding);
  });
  return withdrawn->number;
}

// Nothing may start any more when the engine is asked what is to end there.
void RemoteJobs::cancel() {
  Engine* engine = nullptr;
  bool greeted = false;
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    completions_.clear();
    engine = engine_.get();
    greeted = greeted_;
  }
  if (engine != nullptr) {
    engine->connections.storage->cancel();
    if (!greeted) engine->connections.control->rpc().cancel_all();
  }
  starting_.stop();
  if (engine != nullptr) engine->executions.cancel_all(kEnding);
  ending_.stop();
}

Result<RemoteJobs::Engine*> RemoteJobs::engine() {
  const std::lock_guard connecting(connecting_);
  if (!connected_) {
    connected_ = connect();
    if (!*connected_) lose(connected_->error());
  }
  TRY(*connected_);
  return engine_.get();
}

Status RemoteJobs::connect() {
  TRY_ASSIGN(connections, connect_());
  auto made = std::make_unique<Engine>(std::move(connections), store_, rules_);
  const EngineConnections& to = made->connections;
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return fail(ErrorCode::kInterrupted, "cancelled");
    engine_ = std::move(made);
  }
  TRY(to.control->greet());
  TRY(to.storage->greet());
  if (!to.control->capabilities().executes) {
    return fail(ErrorCode::kUnavailable, "it keeps results and runs nothing: name it with --remote-cache");
  }
  const std::lock_guard lock(mutex_);
  greeted_ = true;
  return {};
}

void RemoteJobs::run(const Job& job) {
  if (const Status advanced = advance(job); !advanced) failed(job, advanced.error());
}

Status RemoteJobs::advance(const Job& job) {
  TRY_ASSIGN(engine, this->engine());
  const auto end = [this, job](reapi::ExecutionEnd end) {
    ending_.add([this, job, end = std::move(end)] { ended(job, end); });
  };
  if (!job->operation.empty()) {
    engine->executions.resume(job->job.id, std::exchange(job->operation, {}), end);
    return {};
  }
  if (!std::exchange(job->looked_up, true)) {
    if (auto known = look_up(*engine, *job)) {
      answer(job, std::move(*known));
      return {};
    }
  }
  job->epoch = engine->uploads.epoch();
  TRY_ASSIGN(there, engine->uploads.provide(job->job.encoded, job->job.layers,
                                            [this, job] { starting_.add([this, job] { run(job); }); }));
  if (there) engine->executions.start(job->job.id, job->job.encoded.digest, job->job.priority, end);
  return {};
}

// What cannot be found, or read, runs; the scheduler itself does not look.
std::optional<JobResult> RemoteJobs::look_up(const Engine& engine, const UnderWay& job) const {
  const auto record = engine.connections.storage->find(job.job.encoded.digest);
  if (!record || !*record) return std::nullopt;
  auto result = decoded(engine, job, **record);
  if (!result || !check(*result) || !job.job.may_stand(*result)) return std::nullopt;
  return std::move(*result);
}

void RemoteJobs::ended(const Job& job, const reapi::ExecutionEnd& end) {
  {
    const std::lock_guard lock(mutex_);
    if (withdrawn_.contains(job->job.id)) return;
  }
  if (end.response) return responded(job, *end.response);
  // Of an operation that nobody knows any more there is nothing to wait for.
  if (end.failure.code != RpcCode::kNotFound) job->operation = end.operation;
  refused(job, reapi::refusal_of(end.failure), Whose::kCall);
}

void RemoteJobs::responded(const Job& job, const reapi::ExecuteResponse& response) {
  if (response.refusal && response.refusal->failure.code != RpcCode::kDeadlineExceeded) {
    reapi::Refusal refusal = *response.refusal;
    if (!response.message.empty()) refusal.failure.message += "; " + response.message;
    return refused(job, refusal, Whose::kAction);
  }
  if (!response.refusal && !response.result) {
    return answer(job, internal(rules_.server + " gave neither a result nor a reason"));
  }
  take_result(job, response.result.value_or(""), response.refusal.has_value());
}

void RemoteJobs::take_result(const Job& job, const std::string& record, bool timed_out) {
  auto result = decoded(*engine_, *job, record);
  if (!result) {
    // Its output was lost on the way.
    return refused(job, {{RpcCode::kDataLoss, result.error().message()}, {}}, Whose::kAction);
  }
  result->cached.reset();
  if (timed_out) {
    // The cell was killed before it could say anything.
    result->termination = TimedOut{};
    result->not_run.clear();
  }
  if (const Status sound = check(*result); !sound) return answer(job, fail(sound.error()));
  answer(job, std::move(*result));
}

// Whether the job was run as it was declared, or as little so as is accepted.
Status RemoteJobs::check(const JobResult& result) const {
  if (!result.not_run.empty()) {
    return fail(ErrorCode::kUnavailable, "not run by " + rules_.server + ": " + result.not_run);
  }
  if (result.containment <= rules_.accepted) return {};
  const std::string reached(containment_name(result.containment));
  return fail(ErrorCode::kUnavailable, "no container can be made on " + result.worker + ": " + result.why_no_more +
                                           "; it ran with " + reached + " of its own only, which --accept-isolation " +
                                           reached + " accepts");
}

Result<JobResult> RemoteJobs::decoded(const Engine& engine, const UnderWay& job, const std::string& record) const {
  const reapi::RemoteCache& storage = *engine.connections.storage;
  TRY_ASSIGN(result, reapi::decode_result(record, [&](const Digest& blob) { return storage.get(blob); }));
  keep_within(result.standard_output, job.job.output_limit);
  keep_within(result.standard_error, job.job.output_limit);
  if (result.worker.empty()) result.worker = rules_.server;
  return result;
}

void RemoteJobs::failed(const Job& job, const Error& error) {
  switch (error.code()) {
    case ErrorCode::kInterrupted:
      return;
    case ErrorCode::kUnavailable:
    case ErrorCode::kDenied: {
      const bool denied = error.code() == ErrorCode::kDenied;
      const reapi::Refusal refusal{{denied ? RpcCode::kPermissionDenied : RpcCode::kUnavailable, error.message()}, {}};
      return go_on(job, job->attempts.judge(rules_.retries, refusal, Whose::kCall), error);
    }
    default:
      return answer(job, fail(error));
  }
}

void RemoteJobs::refused(const Job& job, const reapi::Refusal& refusal, Whose whose) {
  if (refusal.failure.code == RpcCode::kFailedPrecondition) engine_->uploads.end_epoch(job->epoch);
  go_on(job, job->attempts.judge(rules_.retries, refusal, whose),
        Error(ErrorCode::kUnavailable, to_string(refusal.failure)));
}

void RemoteJobs::go_on(const Job& job, Verdict verdict, const Error& why) {
  switch (verdict) {
    case Verdict::kAgain:
      return starting_.add_in(job->attempts.delay(rules_.retries, job->job.id), [this, job] { run(job); });
    case Verdict::kNoMore:
      return answer(job, fail(Error(why).in("not run by " + rules_.server)));
    case Verdict::kLost:
      return lose(why);
  }
}

void RemoteJobs::answer(const Job& job, Result<JobResult> result) {
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return;
    --under_way_;
    completions_.push_back({job->job.id, std::move(result)});
  }
  answered_();
}

void RemoteJobs::lose(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_ || lost_ || error.code() == ErrorCode::kInterrupted) return;
    lost_ = Error(error).in(rules_.server);
  }
  answered_();
}

}  // namespace maelstrom::execute
