#include "session/repetition.h"

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::session {

Repetition::Repetition(const RepeatRules& rules, std::size_t width)
    : times_(rules.times), width_(std::max<std::size_t>(width, 1)) {}

bool Repetition::begin() {
  if (begun_ - passed_ >= width_ || (times_ && begun_ >= *times_)) return false;
  ++begun_;
  return true;
}

bool Repetition::pass() {
  ++passed_;
  return times_ && passed_ >= *times_;
}

std::string Repetition::failed() const {
  std::string text = "in repetition " + human_count(passed_ + 1);
  if (times_) text += " of " + human_count(*times_);
  return text;
}

}  // namespace maelstrom::session
