// How often a case runs in one run, to find out whether it ever fails: --repeat, --repeat-until-fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace maelstrom::session {

struct RepeatRules {
  std::optional<std::uint64_t> times;  // at least 1
  bool until_failure = false;          // without `times`, for ever

  bool asked() const { return until_failure || times; }
};

// The repetitions of one case. The first that does not pass ends them.
class Repetition {
 public:
  // `width`: how many may be under way at once.
  Repetition(const RepeatRules& rules, std::size_t width);

  // Whether another one may begin now; if so it has begun.
  bool begin();
  std::uint64_t begun() const { return begun_; }
  std::uint64_t passed() const { return passed_; }

  // One has passed; gives whether it was the last.
  bool pass();
  // "in repetition 3 of 10", of one that did not pass now.
  std::string failed() const;

 private:
  std::optional<std::uint64_t> times_;
  std::size_t width_;
  std::uint64_t begun_ = 0;
  std::uint64_t passed_ = 0;
};

}  // namespace maelstrom::session
