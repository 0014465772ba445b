#include "execute/remote_attempts.h"

#include <algorithm>

namespace maelstrom::execute {
namespace {

using reapi::RpcCode;

enum class Hope : std::uint8_t { kGood, kDoubtful, kNone, kStranger };

Hope hope_of(RpcCode code) {
  switch (code) {
    case RpcCode::kUnavailable:
    case RpcCode::kAborted:
    case RpcCode::kResourceExhausted:
    case RpcCode::kDeadlineExceeded:
    // Of another invocation that ran the same action and was given up; it is not ours.
    case RpcCode::kCancelled:
      return Hope::kGood;
    // Of a blob that was lost, a scheduler that forgot, a worker that broke down.
    case RpcCode::kFailedPrecondition:
    case RpcCode::kNotFound:
    case RpcCode::kInternal:
    case RpcCode::kUnknown:
    case RpcCode::kDataLoss:
      return Hope::kDoubtful;
    case RpcCode::kPermissionDenied:
    case RpcCode::kUnauthenticated:
      return Hope::kStranger;
    default:
      return Hope::kNone;
  }
}

}  // namespace

Verdict Attempts::judge(const RetryRules& rules, const reapi::Refusal& refusal, Whose whose) {
  const Hope hope = hope_of(refusal.failure.code);
  if (hope == Hope::kStranger) return Verdict::kLost;
  if (hope == Hope::kNone) return Verdict::kNoMore;
  ++failures_;
  if (hope == Hope::kDoubtful) ++doubtful_;
  if (failures_ < rules.attempts && doubtful_ < rules.doubtful) return Verdict::kAgain;
  // Where calls fail for so long, or no worker is there, it is the same for every job.
  const bool all =
      hope == Hope::kGood || (refusal.failure.code == RpcCode::kFailedPrecondition && refusal.missing.empty());
  return whose == Whose::kCall && all ? Verdict::kLost : Verdict::kNoMore;
}

std::chrono::milliseconds Attempts::delay(const RetryRules& rules, JobId id) const {
  auto delay = rules.first;
  for (int i = 1; i < failures_ && delay < rules.longest; ++i) delay *= 2;
  delay = std::min(delay, rules.longest);
  // Between a half and the whole of it, as the numbers fall: Knuth's multiplicative hash.
  const std::uint32_t mixed =
      (static_cast<std::uint32_t>(id) * 64U + static_cast<std::uint32_t>(failures_)) * 2654435761U;
  return delay / 2 + delay / 2 * (mixed >> 22) / 1024;
}

}  // namespace maelstrom::execute
