#include "frameworks/plain.h"

#include <memory>

namespace maelstrom::frameworks {
namespace {

class PlainFramework final : public Framework {
 public:
  std::string_view name() const override { return "plain"; }
  std::vector<std::string> markers() const override { return {}; }
  bool recognises(const ElfFacts&) const override { return false; }
  bool runs_cases(const std::vector<std::string>&) const override { return true; }
  Invocation list_invocation() const override { return {}; }
  Result<std::vector<ListedCase>> parse_listing(const JobResult&) const override {
    return std::vector<ListedCase>{plain_case({})};
  }
  Invocation run_invocation(const ListedCase& one) const override {
    return {.arguments = one.selection, .environment = {}};
  }
  Verdict judge(const ListedCase& one, const JobResult& result) const override {
    return judge_plain(one.rules ? *one.rules : PlainRules(), result);
  }
};

}  // namespace

const Framework& plain_framework() {
  static const PlainFramework kFramework;
  return kFramework;
}

ListedCase plain_case(const PlainTest& test) {
  return {.name = test.name.empty() ? std::string(kPlainCase) : test.name,
          .tags = test.labels,
          .rules = std::make_shared<const PlainRules>(test.rules)};
}

}  // namespace maelstrom::frameworks
