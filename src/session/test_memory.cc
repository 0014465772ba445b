#include "session/test_memory.h"

#include <algorithm>
#include <utility>

#include "session/ctest_sources.h"
#include "session/sealed_record.h"
#include "session/test_record.h"

namespace maelstrom::session {
namespace {

// Another one wherever this program makes something else of what CTest says.
constexpr std::string_view kForm = "tests of ctest 7";

Digest question_of(const CmakeBuild& build, const std::vector<std::string>& own) {
  std::string text(kForm);
  const auto add = [&text](std::string_view part) { text.append(1, '\0').append(part); };
  add(build.directory);
  add(build.configuration.value_or(""));
  add(build.configuration ? "asked" : "");
  for (const std::string& directory : own) add(directory);
  return digest_of(text);
}

std::optional<TestRecord> record_in(std::string_view bytes) {
  const auto record = unsealed(bytes);
  if (!record) return std::nullopt;
  auto decoded = TestRecord::decode(*record);
  return decoded ? std::optional(std::move(*decoded)) : std::nullopt;
}

// None if they cannot be read.
std::optional<TestRecord> present(const Host& host, const CtestSources& sources, const TestMemory& memory) {
  TestRecord record;
  for (const std::string& path : sources.files) {
    auto digest = memory.digest_of(path);
    if (!digest) return std::nullopt;
    record.files.emplace(path, std::move(*digest));
  }
  for (const std::string& name : sources.names) record.names.emplace(name, host.exists(name));
  return record;
}

bool is_as_it_was(const Host& host, const TestRecord& record, const TestMemory& memory) {
  return std::ranges::all_of(record.names, [&](const auto& name) { return host.exists(name.first) == name.second; }) &&
         std::ranges::all_of(record.files, [&](const auto& file) {
           const auto digest = memory.digest_of(file.first);
           return digest && *digest == file.second;
         });
}

Result<CtestArtifacts> ask(const Host& host, const CmakeBuild& build, const std::vector<std::string>& own) {
  TRY_ASSIGN(tests, ask_ctest(host, build));
  return ctest_artifacts(tests, own);
}

// What counts when CTest has been asked must be what counted before.
Result<CtestArtifacts> ask_and_remember(const Host& host, const CmakeBuild& build, const std::vector<std::string>& own,
                                        const TestMemory& memory) {
  const auto before = ctest_sources(host, build);
  auto record = before ? present(host, *before, memory) : std::nullopt;
  TRY_ASSIGN(artifacts, ask(host, build, own));
  // What is not built may be at any time.
  if (!record || !artifacts.not_built.empty()) return artifacts;
  if (ctest_sources(host, build) != before || !is_as_it_was(host, *record, memory)) return artifacts;
  record->artifacts = artifacts;
  memory.remember(question_of(build, own), sealed(record->encode()));
  return artifacts;
}

}  // namespace

Result<CtestArtifacts> tests_of(const Host& host, const CmakeBuild& build, const std::vector<std::string>& own,
                                const TestMemory& memory) {
  if (!memory.digest_of || !memory.find || !memory.remember) return ask(host, build, own);
  if (const auto known = memory.find(question_of(build, own))) {
    auto record = record_in(*known);
    if (record && is_as_it_was(host, *record, memory)) return std::move(record->artifacts);
  }
  return ask_and_remember(host, build, own, memory);
}

}  // namespace maelstrom::session
