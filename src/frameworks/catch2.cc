#include "frameworks/catch2.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "frameworks/catch2_judge.h"
#include "frameworks/catch2_listing.h"
#include "frameworks/catch2_spec.h"
#include "frameworks/ending.h"
#include "frameworks/gtest_output.h"
#include "frameworks/option_names.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::string_view kV2Option = "--list-test-names-only";
constexpr std::string_view kV3Option = "--shard-index";
constexpr std::string_view kEvery = "*";  // also what is hidden

bool has_marker(const ElfFacts& facts, std::string_view marker) {
  return std::ranges::find(facts.markers, marker) != facts.markers.end();
}

class Catch2 : public Framework {
 public:
  std::string_view name() const override { return "catch2"; }

  // Source: Catch2 2.13 and 3, makeCommandLineParser.
  bool runs_cases(const std::vector<std::string>& arguments) const override {
    return !has_any(arguments, {"-l", "--list-tests", "--list-test-names-only", "-t", "--list-tags", "--list-reporters",
                                "--list-listeners", "-?", "-h", "--help", "--libidentify"});
  }

  Result<std::vector<ListedCase>> parse_listing(const JobResult& result) const override {
    const Output& output = result.standard_output;
    if (output.truncated()) {
      return fail(ErrorCode::kExhausted, fmt::format("the list of its cases is too long: {} of it were not kept",
                                                     human_bytes(output.dropped)));
    }
    auto cases = listed(without_colours(output.head));
    // Catch2 2 exits with the number of cases; and a leak checker may have the last word over the exit code.
    if (std::holds_alternative<Exited>(result.termination) && !cases.empty()) return cases;
    if (result.termination == Termination(Exited{0})) return cases;
    return invalid(failed_by_ending(result).message + " instead of listing its cases");
  }

  Invocation run_invocation(const ListedCase& one) const override {
    Invocation invocation{.arguments = one.selection, .environment = {}};
    invocation.arguments.insert(invocation.arguments.end(), {"--order", "decl", "--reporter", "console"});
    return invocation;
  }

  Verdict judge(const ListedCase& one, const JobResult& result) const override { return judge_catch2(one, result); }

 private:
  virtual std::vector<ListedCase> listed(std::string_view text) const = 0;
};

class Catch2V2 final : public Catch2 {
 public:
  std::vector<std::string> markers() const override { return {std::string(kV2Option)}; }
  bool recognises(const ElfFacts& facts) const override { return has_marker(facts, kV2Option); }

  // Names alone are exact; their tags stand only in the other list, whose lines are wrapped.
  Invocation list_invocation() const override {
    return {.arguments = {"--list-tests", std::string(kV2Option), "--verbosity", "high", "--order", "decl",
                          std::string(kEvery)},
            .environment = {}};
  }

 private:
  std::vector<ListedCase> listed(std::string_view text) const override {
    std::vector<Catch2Case> cases = parse_catch2_v2_listing(text);
    const Catch2Specs specs(cases);
    std::vector<Catch2Case> separate;
    std::vector<std::string> chosen;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      auto spec = specs.of(i);
      if (!spec) continue;
      chosen.push_back(std::move(*spec));
      separate.push_back(cases[i]);
    }
    std::vector<ListedCase> listed = catch2_listed(separate);
    for (std::size_t i = 0; i < listed.size(); ++i) listed[i].selection = {std::move(chosen[i])};
    return listed;
  }
};

class Catch2V3 final : public Catch2 {
 public:
  std::vector<std::string> markers() const override { return {std::string(kV3Option)}; }
  bool recognises(const ElfFacts& facts) const override {
    return has_marker(facts, kV3Option) || std::ranges::any_of(facts.needed, [](const std::string& library) {
             return library.starts_with("libCatch2") && library.find(".so") != std::string::npos;
           });
  }

  Invocation list_invocation() const override {
    return {.arguments = {"--list-tests", "--reporter", "xml", "--order", "decl", std::string(kEvery)},
            .environment = {}};
  }

 private:
  // A shard of one: no name of whatever characters, and no two of one name, can be mistaken for another.
  std::vector<ListedCase> listed(std::string_view text) const override {
    std::vector<ListedCase> listed = catch2_listed(parse_catch2_v3_listing(text));
    for (std::size_t i = 0; i < listed.size(); ++i) {
      listed[i].selection = {std::string(kEvery), "--shard-count", std::to_string(listed.size()), "--shard-index",
                             std::to_string(i)};
    }
    return listed;
  }
};

}  // namespace

std::unique_ptr<Framework> catch2_v2_framework() { return std::make_unique<Catch2V2>(); }
std::unique_ptr<Framework> catch2_v3_framework() { return std::make_unique<Catch2V3>(); }

}  // namespace maelstrom::frameworks
