#include "frameworks/plain.h"

#include "frameworks/ending.h"

namespace maelstrom::frameworks {
namespace {

class PlainFramework final : public Framework {
 public:
  std::string_view name() const override { return "plain"; }
  std::vector<std::string> markers() const override { return {}; }
  bool recognises(const ElfFacts&) const override { return false; }
  Invocation list_invocation() const override { return {}; }
  Result<std::vector<ListedCase>> parse_listing(const JobResult&) const override {
    return std::vector<ListedCase>{{.name = std::string(kPlainCase)}};
  }
  Invocation run_invocation(const ListedCase&) const override { return {}; }
  Verdict judge(const ListedCase&, const JobResult& result) const override {
    if (result.termination == Termination(Exited{0})) return {};
    return failed_by_ending(result);
  }
};

}  // namespace

const Framework& plain_framework() {
  static const PlainFramework kFramework;
  return kFramework;
}

}  // namespace maelstrom::frameworks
