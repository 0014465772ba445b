#include "session/cmake_build.h"

#include <utility>

#include "base/strings.h"

namespace maelstrom::session {
namespace {

std::string command_line(const HostCommand& command) {
  std::vector<std::string> words;
  for (const std::string& word : command.argv) words.push_back(shell_quote(word));
  return join(words, " ");
}

Error failure(const HostCommand& command, const HostCommandResult& result, std::string_view what) {
  std::string message =
      std::string(what) + " (exit code " + std::to_string(result.exit_code) + ")\n  " + command_line(command);
  for (const std::string* output : {&result.standard_output, &result.standard_error}) {
    if (const std::string_view text = trim(*output); !text.empty()) message += "\n" + std::string(text);
  }
  return {ErrorCode::kInvalid, std::move(message)};
}

Result<HostCommandResult> run(const Host& host, HostCommand command, std::string_view what) {
  auto result = host.run(command);
  if (!result && result.error().code() == ErrorCode::kNotFound) {
    return invalid(command.argv.front() + " is not installed, or not in PATH");
  }
  if (!result && result.error().code() == ErrorCode::kInterrupted) return fail(std::move(result).error().in(what));
  if (result && result->exit_code != 0) return fail(failure(command, *result, what));
  return result;
}

void add_configuration(std::vector<std::string>& argv, const CmakeBuild& build, const char* option) {
  if (!build.configuration) return;
  argv.emplace_back(option);
  argv.push_back(*build.configuration);
}

}  // namespace

Status configure(const Host& host, const std::string& project, const std::string& directory, Building building) {
  TRY(run(host, {.argv = {"cmake", "-S", project, "-B", directory}, .show_output = building == Building::kShown},
          "the project could not be configured"));
  return {};
}

Status build(const Host& host, const CmakeBuild& build, std::size_t jobs, Building building) {
  HostCommand command{.argv = {"cmake", "--build", build.directory, "-j", std::to_string(jobs)},
                      .show_output = building == Building::kShown};
  add_configuration(command.argv, build, "--config");
  TRY(run(host, std::move(command), "the project could not be built"));
  return {};
}

Result<std::vector<CtestTest>> ask_ctest(const Host& host, const CmakeBuild& build) {
  HostCommand command{.argv = {"ctest", "--show-only=json-v1"}, .working_directory = build.directory};
  add_configuration(command.argv, build, "-C");
  TRY_ASSIGN(result, run(host, std::move(command), "CTest could not list the tests of " + build.directory));
  return parse_ctest_tests(result.standard_output);
}

}  // namespace maelstrom::session
