#include "frameworks/gtest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "frameworks/ending.h"
#include "frameworks/gtest_judge.h"
#include "frameworks/gtest_listing.h"
#include "frameworks/gtest_output.h"
#include "frameworks/option_names.h"

namespace maelstrom::frameworks {
namespace {

// In the help text, thus in every program that holds GoogleTest itself.
constexpr std::string_view kHelpText = "This program contains tests written using Google Test. You can use the";
// What TEST() calls: a symbol of every program that takes GoogleTest from a shared library.
constexpr std::string_view kRegistration = "MakeAndRegisterTestInfo";

// What the project's own environment may say of GoogleTest and would hide or divide its results. An
// option would do too, but an older GoogleTest answers one that it does not know with its help.
Environment plain_environment() {
  return {{"GTEST_TOTAL_SHARDS", "1"}, {"GTEST_SHARD_INDEX", "0"}, {"GTEST_BRIEF", "0"}, {"GTEST_OUTPUT", ""}};
}

class GtestFramework final : public Framework {
 public:
  std::string_view name() const override { return "gtest"; }

  std::vector<std::string> markers() const override { return {std::string(kHelpText), std::string(kRegistration)}; }

  bool recognises(const ElfFacts& facts) const override {
    const auto own = markers();
    const bool marked = std::ranges::any_of(
        facts.markers, [&](const std::string& marker) { return std::ranges::find(own, marker) != own.end(); });
    return marked || std::ranges::any_of(facts.needed, [](const std::string& library) {
             return library.starts_with("libgtest") && library.find(".so") != std::string::npos;
           });
  }

  // Source: GoogleTest, ParseGoogleTestFlagsOnlyImpl.
  bool runs_cases(const std::vector<std::string>& arguments) const override {
    return !has_any(arguments, {"--gtest_list_tests", "--help", "-h", "-?", "/?"});
  }

  Invocation list_invocation() const override {
    return {.arguments = {"--gtest_list_tests"}, .environment = plain_environment()};
  }

  Result<std::vector<ListedCase>> parse_listing(const JobResult& result) const override {
    const Output& output = result.standard_output;
    if (output.truncated()) {
      return fail(ErrorCode::kExhausted, fmt::format("the list of its cases is too long: {} of it were not kept",
                                                     human_bytes(output.dropped)));
    }
    auto cases = parse_gtest_listing(without_colours(output.head));
    // A leak checker may have the last word over the exit code; the list is whole all the same.
    if (std::holds_alternative<Exited>(result.termination) && !cases.empty()) return cases;
    if (result.termination == Termination(Exited{0})) return cases;
    return invalid(failed_by_ending(result).message + " instead of listing its cases");
  }

  Invocation run_invocation(const ListedCase& one) const override {
    return {.arguments = {"--gtest_filter=" + gtest_filter(one.name), "--gtest_color=no"},
            .environment = plain_environment()};
  }

  Verdict judge(const ListedCase& one, const JobResult& result) const override { return judge_gtest(one.name, result); }
};

}  // namespace

std::unique_ptr<Framework> gtest_framework() { return std::make_unique<GtestFramework>(); }

std::string gtest_filter(std::string_view case_name) {
  std::string filter(case_name);
  for (char& c : filter) {
    if (c == '*' || c == ':' || c == '-') c = '?';
  }
  return filter;
}

}  // namespace maelstrom::frameworks
