#include "worker/turns.h"

#include <cstdint>
#include <utility>

namespace maelstrom::worker {

namespace {

constexpr int kMemory = 8;                 // actions of which the mean is taken, about
constexpr std::chrono::seconds kQuick(2);  // for so long an action may wait here
// Actions that are shorter than what surrounds them (calls to the engine and to the storage) may stand in line.
constexpr std::chrono::milliseconds kShort(20);

}  // namespace

std::size_t Turns::most_claims() const {
  if (!usual_ || *usual_ > kQuick || clock_.monotonic() - latest_start_ > kQuick) return 0;
  return *usual_ <= kShort ? SIZE_MAX : 1;
}

void Turns::end_waiting() {
  if (lent_ > 0) {
    --lent_;
  } else {
    --waiting_;
    ++free_;
  }
}

void Turns::end_run(std::chrono::nanoseconds ran) {
  usual_ = usual_ ? *usual_ + (ran - *usual_) / kMemory : ran;
  if (lent_ > 0) {
    --lent_;
    ++waiting_;
  } else {
    ++free_;
  }
}

Turn::~Turn() {
  give();
  note_heard();
}

void Turn::note_heard() {
  if (std::exchange(heard_, true)) return;
  {
    const std::lock_guard lock(turns_.mutex_);
    --turns_.unheard_;
  }
  turns_.changed_.notify_all();
}

bool Turn::wait_for_work() {
  if (has_ == Has::kWaits) return true;
  const std::lock_guard lock(turns_.mutex_);
  if (has_ != Has::kNothing || !turns_.has_spare()) return false;
  --turns_.free_;
  ++turns_.waiting_;
  has_ = Has::kWaits;
  return true;
}

bool Turn::claim() {
  if (has_ == Has::kClaim) return true;
  const std::lock_guard lock(turns_.mutex_);
  const bool all_run = turns_.unheard_ == 0 && turns_.free_ == 0 && turns_.waiting_ == 0 && turns_.lent_ == 0;
  if (has_ != Has::kNothing || !all_run || turns_.claims_ >= turns_.most_claims()) return false;
  ++turns_.claims_;
  has_ = Has::kClaim;
  return true;
}

void Turn::reserve() {
  if (has_ != Has::kNothing) return;
  const std::lock_guard lock(turns_.mutex_);
  ++turns_.claims_;
  has_ = Has::kClaim;
}

bool Turn::run(std::chrono::milliseconds patience) {
  if (has_ == Has::kRuns) return true;
  reserve();
  std::unique_lock lock(turns_.mutex_);
  if (has_ == Has::kWaits && turns_.waiting_ > 0) {
    --turns_.waiting_;
    begin();
    return true;
  }
  if (has_ == Has::kWaits) {  // its turn is lent
    --turns_.lent_;
    ++turns_.claims_;
    has_ = Has::kClaim;
  }
  const auto there_is_one = [this] { return turns_.free_ > 0 || turns_.waiting_ > 0; };
  if (!turns_.changed_.wait_for(lock, patience, there_is_one)) return false;
  if (turns_.free_ > 0) {
    --turns_.free_;
  } else {
    --turns_.waiting_;
    ++turns_.lent_;
  }
  --turns_.claims_;
  begin();
  return true;
}

void Turn::begin() {
  has_ = Has::kRuns;
  begun_ = turns_.clock_.monotonic();
  turns_.note_start(begun_);
}

void Turn::give() {
  const Has had = std::exchange(has_, Has::kNothing);
  if (had == Has::kNothing) return;
  {
    const std::lock_guard lock(turns_.mutex_);
    if (had == Has::kClaim) --turns_.claims_;
    if (had == Has::kWaits) turns_.end_waiting();
    if (had == Has::kRuns) turns_.end_run(turns_.clock_.monotonic() - begun_);
  }
  turns_.changed_.notify_all();
}

void Turn::glance(std::chrono::milliseconds patience) {
  std::unique_lock lock(turns_.mutex_);
  turns_.changed_.wait_for(lock, patience, [this] { return turns_.has_spare(); });
}

}  // namespace maelstrom::worker
