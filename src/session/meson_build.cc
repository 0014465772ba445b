#include "session/meson_build.h"

#include <utility>

#include "session/meson_model.h"

namespace maelstrom::session {
namespace {

constexpr const char* kTests = "/meson-info/intro-tests.json";

}  // namespace

Status configure_with_meson(const Host& host, const std::string& project, const std::string& directory,
                            Building building) {
  TRY(run_for_build(host, {.argv = {"meson", "setup", directory, project}, .show_output = building == Building::kShown},
                    "the project could not be configured"));
  return {};
}

Status build_with_meson(const Host& host, const std::string& directory, std::size_t jobs, Building building) {
  TRY(run_for_build(host,
                    {.argv = {"meson", "compile", "-C", directory, "-j", std::to_string(jobs)},
                     .show_output = building == Building::kShown},
                    "the project could not be built"));
  return {};
}

Result<CtestArtifacts> meson_tests(const Host& host, const std::string& directory,
                                   const std::vector<std::string>& own) {
  auto text = host.read_file(directory + kTests);
  if (!text) return invalid("Meson has no list of tests in " + directory + ": " + text.error().message());
  TRY_ASSIGN(tests, parse_meson_tests(*text, directory));
  for (CtestTest& test : tests) {
    if (!test.command.empty() && !host.exists(test.command.front())) test.command.clear();  // not built
  }
  return ctest_artifacts(tests, own, "Meson");
}

}  // namespace maelstrom::session
