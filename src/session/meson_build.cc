#include "session/meson_build.h"

#include <utility>

#include "session/meson_model.h"
#include "session/meson_setup.h"

namespace maelstrom::session {
namespace {

// Meson 1.7 has what only tests depend on no longer in `all`.
constexpr const char* kNinjaTargets = "--ninja-args=all,meson-test-prereq";
constexpr const char* kTests = "/meson-info/intro-tests.json";
constexpr const char* kTargets = "/meson-info/intro-targets.json";

}  // namespace

Status configure_with_meson(const Host& host, const std::string& project, const std::string& directory,
                            Building building) {
  TRY(run_for_build(host, {.argv = {"meson", "setup", directory, project}, .show_output = building == Building::kShown},
                    "the project could not be configured"));
  return {};
}

Status build_with_meson(const Host& host, const std::string& directory, std::size_t jobs, Building building) {
  TRY(run_for_build(host,
                    {.argv = {"meson", "compile", "-C", directory, "-j", std::to_string(jobs), kNinjaTargets},
                     .show_output = building == Building::kShown},
                    "the project could not be built"));
  return {};
}

Result<CtestArtifacts> meson_tests(const Host& host, const std::string& directory, const std::vector<std::string>& own,
                                   RunObserver& observer) {
  auto text = host.read_file(directory + kTests);
  if (!text) return invalid("Meson has no list of tests in " + directory + ": " + text.error().message());
  const MesonTargets targets = parse_meson_targets(host.read_file(directory + kTargets).value_or(std::string()));
  TRY_ASSIGN(tests, parse_meson_tests(*text, directory, targets));
  if (!tests.empty() && may_have_more(host, directory)) {
    if (Status known = complete_tests(host, directory, tests); !known) {
      if (known.error().code() == ErrorCode::kInterrupted) return fail(std::move(known).error());
      observer.on(
          Notice{Notice::Kind::kWarning, "a test that should_fail counts as any other: " + known.error().message()});
    }
  }
  for (CtestTest& test : tests) {
    if (!test.command.empty() && !host.exists(test.command.front())) test.command.clear();  // not built
  }
  return ctest_artifacts(tests, own, "Meson");
}

}  // namespace maelstrom::session
