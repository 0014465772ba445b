#include "session/meson_build.h"

#include <set>
#include <utility>

#include "session/meson_model.h"
#include "session/meson_setup.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

// Meson 1.7 has what only tests depend on no longer in `all`.
constexpr const char* kEverything = "all,meson-test-prereq";
constexpr const char* kTests = "/meson-info/intro-tests.json";
constexpr const char* kTargets = "/meson-info/intro-targets.json";

// As a list that Meson's command line takes, which is one of Python.
std::string quoted(const std::vector<std::string>& files) {
  std::string list;
  for (const std::string& file : files) {
    list += list.empty() ? "['" : ", '";
    for (const char letter : file) {
      if (letter == '\\' || letter == '\'') list += '\\';
      list += letter;
    }
    list += '\'';
  }
  return list + "]";
}

Result<std::vector<CtestTest>> read_tests(const Host& host, const std::string& directory) {
  auto text = host.read_file(directory + kTests);
  if (!text) return invalid("Meson has no list of tests in " + directory + ": " + text.error().message());
  const MesonTargets targets = parse_meson_targets(host.read_file(directory + kTargets).value_or(std::string()));
  return parse_meson_tests(*text, directory, targets);
}

void leave_out_what_is_not_built(const Host& host, CtestArtifacts& found, const AsksFor& asks) {
  const auto is_missing = [&](const TestBinary& binary) {
    return !binary.disabled && !host.exists(binary.artifact.program);
  };
  for (const TestBinary& binary : found.binaries) {
    if (!is_missing(binary) || !asks(binary.artifact.name)) continue;
    found.not_built.push_back(binary.whole.name.empty() ? binary.artifact.name : binary.whole.name);
  }
  std::erase_if(found.binaries, is_missing);
}

}  // namespace

Status configure_with_meson(const Host& host, const std::string& project, const std::string& directory,
                            Building building) {
  TRY(run_for_build(host, {.argv = {"meson", "setup", directory, project}, .show_output = building == Building::kShown},
                    "the project could not be configured"));
  return {};
}

Status build_with_meson(const Host& host, const std::string& directory, const std::vector<std::string>& files,
                        std::size_t jobs, Building building) {
  const std::string targets = "--ninja-args=" + (files.empty() ? kEverything : quoted(files));
  TRY(run_for_build(host,
                    {.argv = {"meson", "compile", "-C", directory, "-j", std::to_string(jobs), targets},
                     .show_output = building == Building::kShown},
                    "the project could not be built"));
  return {};
}

std::vector<std::string> meson_files_asked_for(const Host& host, const std::string& directory,
                                               const std::vector<std::string>& own, const AsksFor& asks) {
  const auto tests = read_tests(host, directory);
  if (!tests) return {};
  std::set<std::string> files;
  bool leaves_some_out = false;
  for (const TestBinary& binary : ctest_artifacts(*tests, own).binaries) {
    if (!asks(binary.artifact.name)) {
      leaves_some_out = true;
      continue;
    }
    for (const std::string& file : binary.artifact.files) {
      if (is_within(file, directory)) files.insert(file.substr(directory.size() + 1));
    }
  }
  if (!leaves_some_out) return {};
  return {files.begin(), files.end()};
}

Result<CtestArtifacts> meson_tests(const Host& host, const std::string& directory, const std::vector<std::string>& own,
                                   const AsksFor& asks, RunObserver& observer) {
  TRY_ASSIGN(tests, read_tests(host, directory));
  if (!tests.empty() && may_have_more(host, directory)) {
    if (Status known = complete_tests(host, directory, tests); !known) {
      if (known.error().code() == ErrorCode::kInterrupted) return fail(std::move(known).error());
      observer.on(
          Notice{Notice::Kind::kWarning, "a test that should_fail counts as any other: " + known.error().message()});
    }
  }
  CtestArtifacts found = ctest_artifacts(tests, own, "Meson");
  leave_out_what_is_not_built(host, found, asks);
  return found;
}

}  // namespace maelstrom::session
