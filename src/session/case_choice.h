// Which of the selected cases run, and in which order: --rerun, --partition, --shuffle.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/partition.h"
#include "core/test_case.h"
#include "session/job_loop.h"
#include "session/ports.h"

namespace maelstrom::session {

struct ChoiceRules {
  bool failed_only = false;  // those that failed when they ran last
  std::optional<config::Partition> partition;
  std::string shuffle;  // the seed; empty: in the usual order

  bool is_restricted() const { return failed_only || partition.has_value(); }
};

// Takes cases as they are listed.
class CaseChoice {
 public:
  using Past = std::function<std::optional<PastCase>(const CaseId&)>;

  CaseChoice(ChoiceRules rules, Past past) : rules_(std::move(rules)), past_(std::move(past)) {}

  // Whether a case runs. By time this cannot be told before all are listed: such a run asks decide_all().
  bool takes(const CaseId& id);
  bool waits_for_all() const;

  // Which of `ids` run, in their order. The same on every machine that remembers the same durations.
  std::vector<bool> decide_all(const std::vector<CaseId>& ids) const;

  // `wish` is what the project says of its rank and of how long it takes (0: nothing).
  Priority priority(const CaseId& id, const Priority& wish = {}) const;

 private:
  ChoiceRules rules_;
  Past past_;
  std::map<std::string, std::size_t> listed_;  // how many of an artifact so far
};

}  // namespace maelstrom::session
