#include "execute/cached_executor.h"

#include <algorithm>
#include <utility>

#include "execute/cacheable.h"
#include "execute/output_limit.h"
#include "reapi/action_result.h"

namespace maelstrom::execute {
namespace {

// Of what is kept, as much as is to be handed out.
void show(JobResult& result, std::uint64_t limit) {
  if (limit == 0) return;
  for (Output* output : {&result.standard_output, &result.standard_error}) {
    const std::uint64_t dropped = output->dropped;
    keep_within(*output, limit);
    output->more_is_kept = output->dropped > dropped;
  }
}

}  // namespace

Status CachedExecutor::start(JobId id, Job job) {
  auto encoded = encoder_.encode(job);
  if (!encoded) {
    // Without a name it can be neither found nor kept, but it can run.
    if (rules_.warn) rules_.warn(Error(encoded.error()).in("not cached"));
    return ports_.inner.start(id, std::move(job));
  }
  const Digest action = encoded->digest;
  if (rules_.seen) rules_.seen(std::move(*encoded));
  const bool cacheable = why_never_cached(job).empty();
  if (cacheable && rules_.use == CacheUse::kFull && !job.fresh) {
    if (auto known = answer(job, action)) {
      answered_.push_back({id, std::move(*known)});
      return {};
    }
  }
  if (rules_.use == CacheUse::kRefresh) job.fresh = true;  // for whoever else may know an answer
  UnderWay under_way{action, cacheable ? job.may_stand : nullptr, shown_output(job)};
  if (keeps() && under_way.shown_output > 0) job.output_limit = std::max(under_way.shown_output, rules_.kept_output);
  TRY(ports_.inner.start(id, std::move(job)));
  under_way_.insert_or_assign(id, std::move(under_way));
  return {};
}

std::optional<JobResult> CachedExecutor::answer(const Job& job, const Digest& action) {
  if (ports_.results == nullptr) return std::nullopt;
  auto known = look_up(job, action);
  if (known) return std::move(*known);
  give_up(known.error());
  return std::nullopt;
}

Result<std::optional<JobResult>> CachedExecutor::look_up(const Job& job, const Digest& action) {
  TRY_ASSIGN(known, ports_.results->find(action));
  if (!known || known->standing != store::Standing::kAnswer) return std::nullopt;
  auto result = reapi::decode_result(known->record, [this](const Digest& blob) { return ports_.store.get(blob); });
  if (!result) {
    // Its output is gone, or a later version wrote it: the job runs again.
    TRY(ports_.results->forget(action));
    return std::nullopt;
  }
  if (!job.may_stand(*result)) return std::nullopt;
  result->action = action;
  show(*result, shown_output(job));
  return std::move(*result);
}

Result<std::optional<Completion>> CachedExecutor::wait(int wake_fd, std::optional<std::chrono::milliseconds> timeout) {
  if (!answered_.empty()) {
    Completion completion = std::move(answered_.front());
    answered_.pop_front();
    return completion;
  }
  if (ports_.results != nullptr) {
    if (Status rested = ports_.results->rest(); !rested) give_up(rested.error());
  }
  TRY_ASSIGN(completion, ports_.inner.wait(wake_fd, timeout));
  if (!completion) return std::nullopt;
  return finished(std::move(*completion));
}

Completion CachedExecutor::finished(Completion completion) {
  const auto job = under_way_.extract(completion.id);
  if (job.empty() || !completion.result) return completion;
  completion.result->action = job.mapped().action;
  if (!keeps()) return completion;
  if (Status kept = keep(job.mapped(), *completion.result); !kept) give_up(kept.error());
  show(*completion.result, job.mapped().shown_output);
  return completion;
}

Status CachedExecutor::keep(const UnderWay& job, const JobResult& result) {
  // What another machine ran keeps the name of its run.
  const EarlierRun run = result.cached.value_or(EarlierRun{rules_.run, ports_.clock.wall()});
  TRY_ASSIGN(record,
             reapi::encode_result(result, run, [this](std::string_view output) { return ports_.store.put(output); }));
  const bool whole = result.containment == Containment::kContainer;
  const bool stands = whole && job.may_stand && job.may_stand(result);
  const auto standing = stands ? store::Standing::kAnswer : store::Standing::kShown;
  return ports_.results->remember(job.action, {std::move(record), standing});
}

void CachedExecutor::distrust(const Digest& action) {
  if (ports_.results == nullptr) return;
  if (const Status forgotten = ports_.results->forget(action); !forgotten) give_up(forgotten.error());
}

void CachedExecutor::give_up(const Error& error) {
  ports_.results = nullptr;
  if (rules_.warn) rules_.warn(error);
}

void CachedExecutor::cancel_all() {
  answered_.clear();
  under_way_.clear();
  ports_.inner.cancel_all();
}

}  // namespace maelstrom::execute
