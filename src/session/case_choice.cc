#include "session/case_choice.h"

#include <algorithm>
#include <tuple>

#include "session/case_hash.h"

namespace maelstrom::session {
namespace {

using config::Partition;
using std::chrono::nanoseconds;

// Of a case nothing is known of: of the same order as what tests usually take.
constexpr nanoseconds kUnknown = std::chrono::milliseconds(10);

}  // namespace

bool CaseChoice::waits_for_all() const { return rules_.partition && rules_.partition->kind == Partition::Kind::kTime; }

bool CaseChoice::takes(const CaseId& id) {
  if (rules_.failed_only) {
    const auto past = past_(id);
    if (!past || !past->failed) return false;
  }
  if (!rules_.partition || waits_for_all()) return true;
  const auto& [kind, part, of] = *rules_.partition;
  if (kind == Partition::Kind::kHash) return hash_of(id, "") % of == part - 1;
  // Each artifact begins with another part, else the first would get all that have one case.
  const std::size_t begin = hash_of({id.artifact, ""}, "");
  return (begin % of + listed_[id.artifact]++) % of == part - 1;
}

// The longest first, each to the part that has least so far (Graham, 1969: at most 4/3 of the best).
std::vector<bool> CaseChoice::decide_all(const std::vector<CaseId>& ids) const {
  struct Weighed {
    nanoseconds expected;
    const CaseId* id;
    std::size_t at;
  };
  std::vector<Weighed> all;
  all.reserve(ids.size());
  for (std::size_t at = 0; at < ids.size(); ++at) {
    const auto past = past_(ids[at]);
    all.push_back({past && past->expected.count() > 0 ? past->expected : kUnknown, &ids[at], at});
  }
  std::ranges::sort(all, [](const Weighed& a, const Weighed& b) {
    return std::forward_as_tuple(b.expected, *a.id) < std::forward_as_tuple(a.expected, *b.id);
  });
  std::vector<nanoseconds> parts(rules_.partition->of, nanoseconds(0));
  std::vector<bool> taken(ids.size());
  for (const Weighed& one : all) {
    const auto least = std::ranges::min_element(parts);
    *least += one.expected;
    taken[one.at] = least - parts.begin() == rules_.partition->part - 1;
  }
  return taken;
}

Priority CaseChoice::priority(const CaseId& id, const Priority& wish) const {
  if (!rules_.shuffle.empty()) return {.rank = static_cast<int>(hash_of(id, rules_.shuffle) >> 33)};
  const auto past = past_(id);
  Priority priority{.band = !past || past->failed ? Band::kDoubtful : Band::kProven, .rank = wish.rank};
  if (past) priority.expected = past->expected;
  if (wish.expected.count() > 0) priority.expected = wish.expected;
  return priority;
}

}  // namespace maelstrom::session
