#include "frameworks/doctest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "frameworks/doctest_judge.h"
#include "frameworks/doctest_listing.h"
#include "frameworks/ending.h"
#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {
namespace {

// With their prefix doctest's options are taken also where a project has switched the short ones off.
constexpr std::string_view kList = "dt-list-test-cases";
constexpr std::string_view kFirst = "--dt-first=";

// The order is that of the source, and also what is skipped counts: so the number of a case is its own.
std::vector<std::string> in_order() { return {"--dt-no-skip=true", "--dt-order-by=file"}; }

// Source: doctest 2.4, Context::parseArgs: an option stands with its prefix or without, and may be given a value.
bool does_something_else(std::string_view argument) {
  if (!argument.starts_with('-')) return false;
  argument.remove_prefix(argument.starts_with("--") ? 2 : 1);
  if (argument.starts_with("dt-")) argument.remove_prefix(3);
  static constexpr std::array<std::string_view, 13> kOptions = {"?",
                                                                "h",
                                                                "help",
                                                                "v",
                                                                "version",
                                                                "c",
                                                                "count",
                                                                "ltc",
                                                                "list-test-cases",
                                                                "lts",
                                                                "list-test-suites",
                                                                "lr",
                                                                "list-reporters"};
  return std::ranges::find(kOptions, argument.substr(0, argument.find('='))) != kOptions.end();
}

class Doctest final : public Framework {
 public:
  std::string_view name() const override { return "doctest"; }
  std::vector<std::string> markers() const override { return {std::string(kList)}; }
  bool recognises(const ElfFacts& facts) const override {
    return std::ranges::find(facts.markers, kList) != facts.markers.end();
  }

  bool runs_cases(const std::vector<std::string>& arguments) const override {
    return std::ranges::none_of(arguments, does_something_else);
  }

  Invocation list_invocation() const override {
    Invocation invocation{.arguments = in_order(), .environment = {}};
    invocation.arguments.insert(invocation.arguments.end(),
                                {"--" + std::string(kList), "--dt-reporters=xml", "--dt-quiet=false"});
    return invocation;
  }

  Result<std::vector<ListedCase>> parse_listing(const JobResult& result) const override {
    const Output& output = result.standard_output;
    if (output.truncated()) {
      return fail(ErrorCode::kExhausted, fmt::format("the list of its cases is too long: {} of it were not kept",
                                                     human_bytes(output.dropped)));
    }
    TRY_ASSIGN(cases, parse_doctest_listing(output.head));
    // A program may go on after the list as it does without tests: doctest leaves that to its main.
    if (cases.empty() && result.termination != Termination(Exited{0})) {
      return invalid(failed_by_ending(result).message + " instead of listing its cases");
    }
    std::vector<ListedCase> listed = doctest_listed(cases);
    // A range of one: no name of whatever characters, and no two of one name, can be mistaken for another.
    for (std::size_t i = 0; i < listed.size(); ++i) {
      listed[i].selection = {fmt::format("{}{}", kFirst, i + 1), fmt::format("--dt-last={}", i + 1)};
    }
    return listed;
  }

  Invocation run_invocation(const ListedCase& one) const override {
    Invocation invocation{.arguments = in_order(), .environment = {}};
    auto& arguments = invocation.arguments;
    arguments.insert(arguments.end(), one.selection.begin(), one.selection.end());
    arguments.insert(arguments.end(), {"--dt-reporters=console", "--dt-quiet=false", "--dt-minimal=false"});
    return invocation;
  }

  Verdict judge(const ListedCase& one, const JobResult& result) const override {
    const std::string_view first = one.selection.empty() ? std::string_view() : one.selection.front();
    const auto number = first.starts_with(kFirst) ? parse_unsigned(first.substr(kFirst.size())) : std::nullopt;
    return judge_doctest(number.value_or(1), result);
  }
};

}  // namespace

std::unique_ptr<Framework> doctest_framework() { return std::make_unique<Doctest>(); }

}  // namespace maelstrom::frameworks
