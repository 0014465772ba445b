#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/history_command.h"

namespace maelstrom::cli {

void add_history_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("history", "How test cases ended in earlier runs, and how long they took");
  command->footer(
      "Without a CASE: those that did not always end the same, and how many others there are. A CASE is "
      "ARTIFACT::NAME, a part of it, or a filter; all that it may mean are shown.\n"
      "\n"
      "A character stands for a run, the newest last: . passed, s skipped, ~ flaky, F failed, T timed out, L left "
      "something behind. What an earlier result answered for is no run. Kept are the last 16 runs of a case, and the "
      "durations of the last 3.");
  say_arguments(*command, "[CASE]");
  auto options = std::make_shared<HistoryOptions>();
  command->add_option("CASE", options->test, "The test cases")->type_name("");
  command->add_option("--format", options->format, "json: an object a line")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("--config-file", options->project.config_file, "In place of the project's maelstrom.toml")
      ->type_name("PATH");
  add_state_root_option(*command, options->run.state_root);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_history(*options); }; });
}

}  // namespace maelstrom::cli
