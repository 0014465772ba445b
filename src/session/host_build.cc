#include "session/host_build.h"

#include <string>
#include <utility>
#include <vector>

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

}  // namespace

Result<HostCommandResult> run_for_build(const Host& host, HostCommand command, std::string_view what) {
  auto result = host.run(command);
  if (!result && result.error().code() == ErrorCode::kNotFound) {
    return invalid(command.argv.front() + " is not installed, or not in PATH");
  }
  if (!result && result.error().code() == ErrorCode::kInterrupted) return fail(std::move(result).error().in(what));
  if (result && result->exit_code != 0) return fail(failure(command, *result, what));
  return result;
}

}  // namespace maelstrom::session
