#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/init_command.h"
#include "cli/test_command.h"

namespace maelstrom::cli {

void add_test_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("test", "Build a project's tests and run each in its own container");
  command->allow_extras();
  say_arguments(*command, "[-- ARGUMENT...]");
  command->footer(kAboutFilters + std::string(" Everything after -- goes to every test.\n") + kAboutExitCodes);
  auto options = std::make_shared<TestOptions>();
  add_options(*command, options->project);
  command->add_flag("--init", options->init, "Write a maelstrom.toml to start from, and end: maelstrom init");
  command->add_flag("--no-run", options->no_run, "Build what the tests need, and run none");
  command->add_flag("-w,--watch", options->watch, "Run again what a change of the project's files may have changed");
  add_options(*command, options->run);
  add_choice_options(*command, options->run);
  add_remote_options(*command, options->run);
  add_remote_cache_options(*command, options->run);
  add_identity_options(*command, options->run.identity);
  add_audit_options(*command, options->run);
  add_display_options(*command, options->display);
  command->callback([options, &chosen] {
    chosen = [options](const std::vector<std::string>& after_dashes) {
      options->test_arguments = after_dashes;
      return options->init ? run_init(options->project.config_file) : run_test(*options);
    };
  });
}

}  // namespace maelstrom::cli
