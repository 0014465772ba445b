#include "execute/remote_executor.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "execute/cacheable.h"
#include "reapi/action.h"
#include "reapi/job_decoder.h"

namespace maelstrom::execute {
namespace {

bool stays_here(const Job& job) { return !job.machine_facts.empty() || !reapi::why_only_at_home(job).empty(); }

// The same job as another action, of which nothing is kept and which nobody else waits for.
Result<reapi::EncodedJob> unshared(reapi::EncodedJob job) {
  TRY_ASSIGN(action, reapi::Action::decode(job.action));
  action.do_not_cache = true;
  job.action = action.encode();
  job.digest = digest_of(job.action);
  return job;
}

}  // namespace

std::size_t RemoteExecutor::slots() const { return ports_.local.slots() + (all_local_ ? 0 : rules_.slots); }

Status RemoteExecutor::start(JobId id, Job job) {
  if (all_local_ || stays_here(job) || is_sooner_here()) {
    ready_.push_back({id, std::move(job)});
    return fill_local();
  }
  auto remote = remote_job(id, job);
  if (!remote) {
    answered_.push_back({id, fail(std::move(remote).error())});
    return {};
  }
  with_engine_.insert_or_assign(id, WithEngine{std::move(job), remote->encoded.digest});
  ports_.engine.start(std::move(*remote));
  return {};
}

Result<RemoteJob> RemoteExecutor::remote_job(JobId id, const Job& job) {
  TRY_ASSIGN(encoded, encoder_.encode(job));
  RemoteJob remote{.id = id,
                   .encoded = std::move(encoded),
                   .layers = job.layers,
                   .output_limit = job.output_limit > 0 ? job.output_limit : rules_.output_limit,
                   .priority = job.priority,
                   .may_stand = job.fresh ? nullptr : job.may_stand};
  // An engine makes one run of actions that are the same at the same time.
  const bool would_be_shared = job.fresh && runs_already(remote.encoded.digest);
  if (rules_.use != CacheUse::kNone && why_never_cached(job).empty() && !would_be_shared) return remote;
  TRY_ASSIGN(own, unshared(std::move(remote.encoded)));
  remote.encoded = std::move(own);
  remote.may_stand = nullptr;
  return remote;
}

bool RemoteExecutor::runs_already(const Digest& action) const {
  return std::ranges::any_of(with_engine_, [&](const auto& one) { return one.second.action == action; });
}

// A slot here is free, and there is none on the cluster for what it has been given already.
bool RemoteExecutor::is_sooner_here() const {
  if (rules_.slots_here != SlotsHere::kForAll || here_.size() + ready_.size() >= ports_.local.slots()) return false;
  return with_engine_.size() > ports_.engine.standing().with_engine.executing;
}

Result<std::optional<Completion>> RemoteExecutor::wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) {
  while (true) {
    TRY(take_answers());
    if (!answered_.empty()) {
      Completion completion = std::move(answered_.front());
      answered_.pop_front();
      return completion;
    }
    // Whoever waits has nothing more to start.
    TRY(take_back());
    TRY_ASSIGN(completion, ports_.local.wait(wake_fd, timeout));
    if (completion) {
      here_.erase(completion->id);
      TRY(fill_local());
      return completion;
    }
    TRY(take_answers());
    if (answered_.empty()) return std::nullopt;
  }
}

Status RemoteExecutor::take_answers() {
  if (all_local_) return {};
  // In this order: what came before the engine was lost counts.
  const auto why = ports_.engine.lost();
  for (Completion& completion : ports_.engine.take()) {
    with_engine_.erase(completion.id);
    answered_.push_back(std::move(completion));
  }
  return why && answered_.empty() ? lost(*why) : Status();
}

Status RemoteExecutor::lost(const Error& why) {
  if (rules_.when_lost == WhenLost::kFail) {
    return fail(Error(why.code(), why.message() + "; with --remote-fallback local everything would run here instead"));
  }
  all_local_ = true;
  ports_.engine.cancel();
  if (rules_.warn) rules_.warn(Error(why).in("everything runs here from now on"));
  std::vector<Waiting> all;
  all.reserve(with_engine_.size());
  for (auto& [id, one] : with_engine_) all.push_back({id, std::move(one.job)});
  with_engine_.clear();
  // In the order in which they came.
  std::ranges::sort(all, {}, &Waiting::id);
  std::ranges::move(all, std::back_inserter(ready_));
  return fill_local();
}

Status RemoteExecutor::fill_local() {
  while (!ready_.empty() && here_.size() < ports_.local.slots()) {
    Waiting next = std::move(ready_.front());
    ready_.pop_front();
    TRY(ports_.local.start(next.id, std::move(next.job)));
    here_.insert(next.id);
  }
  return {};
}

Status RemoteExecutor::take_back() {
  if (rules_.slots_here != SlotsHere::kForAll || all_local_) return {};
  while (here_.size() + ready_.size() < ports_.local.slots()) {
    const auto id = ports_.engine.withdraw();
    if (!id) return {};
    auto taken = with_engine_.extract(*id);
    if (taken.empty()) continue;
    ready_.push_back({*id, std::move(taken.mapped().job)});
    TRY(fill_local());
  }
  return {};
}

void RemoteExecutor::cancel_all() {
  all_local_ = true;
  ports_.engine.cancel();
  with_engine_.clear();
  ready_.clear();
  here_.clear();
  answered_.clear();
  ports_.local.cancel_all();
}

}  // namespace maelstrom::execute
