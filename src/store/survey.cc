#include "store/survey.h"

#include <algorithm>
#include <map>

#include "store/eviction.h"
#include "store/layout.h"

namespace maelstrom::store {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 24 * 3600;

class Counting {
 public:
  explicit Counting(std::int64_t now) : now_(now) {
    survey_.ages = {kDay, 7 * kDay, 30 * kDay};
    survey_.used.resize(survey_.ages.size() + 1);
  }

  void add(StoreSurvey::Share& share, std::uint64_t bytes, std::int64_t used) {
    ++share.count;
    share.bytes += bytes;
    survey_.bytes += bytes;
    std::size_t age = 0;
    while (age < survey_.ages.size() && used < now_ - survey_.ages[age] * kSecond) ++age;
    survey_.used[age] += bytes;
    survey_.oldest_use = std::min(survey_.oldest_use.value_or(used), used);
  }

  StoreSurvey take() { return std::move(survey_); }

 private:
  const std::int64_t now_;
  StoreSurvey survey_;
};

// "images" of "/root/memos/images/ab/abcd…".
std::string kind_of(const Inventory::Memo& memo, const Layout& layout) {
  const std::size_t begin = layout.memos().size() + 1;
  return memo.path.substr(begin, memo.path.find('/', begin) - begin);
}

}  // namespace

Result<StoreSurvey> survey(const Layout& layout, std::int64_t now) {
  TRY_ASSIGN(inventory, Inventory::take(layout));
  Counting counting(now);
  StoreSurvey::Share in_trees{.what = "files of trees"};
  StoreSurvey::Share copies{.what = "files of trees, with another mode or time"};
  StoreSurvey::Share others{.what = "outputs, directories, files of no tree"};
  std::map<std::string, StoreSurvey::Share> memos;
  for (const auto& [inode, content] : inventory.contents) {
    StoreSurvey::Share& share = content.copy ? copies : content.links > 1 ? in_trees : others;
    counting.add(share, content.digest.size, content.used);
  }
  for (const Inventory::Memo& memo : inventory.memos) {
    const std::string kind = kind_of(memo, layout);
    counting.add(memos.try_emplace(kind, StoreSurvey::Share{.what = "memos: " + kind}).first->second, memo.bytes,
                 memo.used);
  }
  StoreSurvey found = counting.take();
  found.shares = {in_trees, copies, others};
  for (auto& [kind, share] : memos) found.shares.push_back(std::move(share));
  found.trees = inventory.trees.size();
  return found;
}

}  // namespace maelstrom::store
