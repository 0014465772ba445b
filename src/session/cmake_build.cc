#include "session/cmake_build.h"

#include <utility>

namespace maelstrom::session {
namespace {

void add_configuration(std::vector<std::string>& argv, const CmakeBuild& build, const char* option) {
  if (!build.configuration) return;
  argv.emplace_back(option);
  argv.push_back(*build.configuration);
}

}  // namespace

Status configure(const Host& host, const std::string& project, const std::string& directory, Building building) {
  TRY(run_for_build(host,
                    {.argv = {"cmake", "-S", project, "-B", directory}, .show_output = building == Building::kShown},
                    "the project could not be configured"));
  return {};
}

Status build(const Host& host, const CmakeBuild& build, const std::vector<std::string>& targets, std::size_t jobs,
             Building building) {
  HostCommand command{.argv = {"cmake", "--build", build.directory, "-j", std::to_string(jobs)},
                      .show_output = building == Building::kShown};
  add_configuration(command.argv, build, "--config");
  if (!targets.empty()) command.argv.emplace_back("--target");
  command.argv.insert(command.argv.end(), targets.begin(), targets.end());
  TRY(run_for_build(host, std::move(command), "the project could not be built"));
  return {};
}

Result<std::vector<CtestTest>> ask_ctest(const Host& host, const CmakeBuild& build) {
  HostCommand command{.argv = {"ctest", "--show-only=json-v1"}, .working_directory = build.directory};
  add_configuration(command.argv, build, "-C");
  TRY_ASSIGN(result, run_for_build(host, std::move(command), "CTest could not list the tests of " + build.directory));
  return parse_ctest_tests(result.standard_output);
}

}  // namespace maelstrom::session
