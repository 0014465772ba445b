// A whole run over programs in memory.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "session/fakes.h"
#include "session/test_run.h"

namespace maelstrom::session {

// A GoogleTest program in memory: what it lists, and how each of its cases ends.
struct Program {
  std::string listing;
  std::map<std::string, JobResult> cases;
  std::map<std::string, JobResult> again;  // when it runs a second time
  std::uint64_t dropped = 0;               // bytes of the listing that were not kept
};

inline JobResult printed(std::string text, int code = 0) {
  return {.termination = Exited{code}, .standard_output = {.head = std::move(text)}};
}

inline JobResult passed(const std::string& name) {
  return printed("[==========] Running 1 test from 1 test suite.\n[ RUN      ] " + name + "\n[       OK ] " + name +
                 " (0 ms)\n[  PASSED  ] 1 test.\n");
}

inline JobResult failed(const std::string& name) {
  return printed("[==========] Running 1 test from 1 test suite.\n[ RUN      ] " + name +
                     "\na_test.cc:7: Failure\nValue of: x\n[  FAILED  ] " + name + " (0 ms)\n",
                 1);
}

inline std::string argument(const Job& job, const std::string& option) {
  for (const std::string& word : job.arguments) {
    if (word.starts_with(option)) return word.substr(option.size());
  }
  return {};
}

class TestRunTest : public ::testing::Test {
 protected:
  TestRunTest() {
    programs_["/b/a_test"] = {.listing = "S.\n  One\n  Two\n  DISABLED_Three\n",
                              .cases = {{"S.One", passed("S.One")}, {"S.Two", passed("S.Two")}}};
  }

  Result<JobResult> answer(const Job& job) {
    const Program& program = programs_.at(job.program);
    for (const std::string& word : job.arguments) {
      if (word != "--gtest_list_tests") continue;
      JobResult listed = printed(program.listing);
      listed.standard_output.dropped = program.dropped;
      return listed;
    }
    const std::string name = argument(job, "--gtest_filter=");
    if (on_case_) on_case_(name);
    const auto& cases = job.fresh ? program.again : program.cases;
    const auto found = cases.find(name.empty() ? "main" : name);
    if (found == cases.end()) return internal("no such case: " + name);
    return found->second;
  }

  TestBinary binary(const std::string& name) {
    return {.artifact = {.name = name, .program = "/b/" + name, .working_directory = "/b"}};
  }

  Result<RunFinished> run(std::vector<TestBinary> binaries) {
    const Ports ports{
        .executor = executor_,
        .wake = wake_,
        .clock = clock_,
        .observer = observer_,
        .build_layer = [this](const LayerSpec& spec) { return build(spec); },
        .stack_layers = as_they_are,
        .read_elf = [this](const std::string& path, std::span<const std::string> markers) -> Result<ElfFacts> {
          if (!programs_.contains(path)) return fail(ErrorCode::kNotFound, "open " + path);
          ElfFacts facts;
          if (!programs_.at(path).listing.empty()) facts.markers.assign(markers.begin(), markers.end());
          return facts;
        },
        .environment = [](const std::string&) { return std::nullopt; },
        .past = [this](const CaseId& id) -> std::optional<PastCase> {
          const auto found = past_.find(id.name);
          return found == past_.end() ? std::nullopt : std::optional(found->second);
        },
        .remembered = [this](const std::string& artifact) -> std::size_t { return remembered_[artifact]; },
        .tick = tick_,
        .distrust = [this](const Digest& action) { distrusted_.push_back(action); },
        .suites = suites_};
    TestRun test_run(ports, options_);
    return test_run.run(std::move(binaries));
  }

  Result<layers::BuiltLayer> build(const LayerSpec& spec) {
    if (std::holds_alternative<GlobLayer>(spec)) return invalid("glob \"data/**\" matches nothing");
    if (const auto* libraries = std::get_if<SharedLibrariesLayer>(&spec);
        libraries != nullptr && libraries->binaries.front() == "/b/broken_test") {
      return invalid("libgone.so is not found; needed by /b/broken_test");
    }
    return layers::BuiltLayer{.tree = digest_of("layer")};
  }

  void configure(const std::string& toml) {
    config::ParsedConfig parsed = config::parse_config(toml, "maelstrom.toml");
    ASSERT_THAT(parsed.errors, ::testing::IsEmpty());
    options_.rules.config = std::move(parsed.config);
  }

  std::map<std::string, Program> programs_;
  std::map<std::string, PastCase> past_;
  std::map<std::string, std::size_t> remembered_;  // by artifact
  std::vector<Digest> distrusted_;
  std::optional<SuiteMemory> suites_;
  std::function<void(const std::string&)> on_case_;
  std::function<void()> tick_;
  FakeClock clock_;
  FakeWake wake_;
  FakeExecutor executor_{1, [this](const Job& job) { return answer(job); }};
  RecordingObserver observer_;
  RunOptions options_;
};

}  // namespace maelstrom::session
