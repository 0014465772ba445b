#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/output_command.h"

namespace maelstrom::cli {

void add_output_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("output", "What a test case wrote when it ran last, whole");
  command->footer(
      "A CASE is ARTIFACT::NAME, a unique part of it, or a filter that selects exactly one. Its standard output goes "
      "to standard output, its standard error to standard error.");
  say_arguments(*command, "CASE");
  auto options = std::make_shared<OutputOptions>();
  command->add_option("CASE", options->test, "The test case")->type_name("")->required();
  command->add_option("--stream", options->stream, "One of them alone (default: both)")
      ->type_name("both|stdout|stderr")
      ->check(CLI::IsMember({"both", "stdout", "stderr"}));
  command->add_option("--config-file", options->project.config_file, "In place of the project's maelstrom.toml")
      ->type_name("PATH");
  add_cache_root_option(*command, options->run.cache_root);
  add_state_root_option(*command, options->run.state_root);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_output(*options); }; });
}

}  // namespace maelstrom::cli
