#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/escape_keys.h"
#include "cli/run_command.h"

namespace maelstrom::cli {

void add_run_command(CLI::App& program, Command& chosen) {
  CLI::App* command =
      program.add_subcommand("run", "Run jobs that are declared in JSON or TOML, each in its container");
  command->allow_extras();
  command->prefix_command();
  say_arguments(*command, "[[--] PROGRAM [ARGUMENT...]]");
  command->footer(
      "Standard input is JSON objects, one after the other: jobs, and {\"containers\": {...}}. With --one or --tty, "
      "words "
      "after the options are the program and its arguments in place of the job's own.\n"
      "Exit codes: that of the job that failed first, 1 if a signal or its timeout ended it; 2 usage or configuration, "
      "3 a job could not run. With --one and --tty as the job ends, by its signal too.");
  auto options = std::make_shared<RunJobsOptions>();
  command->add_option("-f,--file", options->file, "Jobs from a file: JSON, or TOML if its name ends in .toml")
      ->type_name("PATH");
  CLI::Option* one = command->add_flag("-1,--one", options->one, "Run the first job only, and end as it does");
  command
      ->add_flag("-t,--tty", options->tty,
                 "Run the first job only, on this terminal; end it by the escape key and ^C, stop by the key and ^Z")
      ->excludes(one);
  command->add_option("--escape-char", options->escape_key, "The escape key of --tty")
      ->type_name("KEY")
      ->default_val(kUsualEscapeKey);
  command->add_option("-c,--config-file", options->config_file, "In place of the user's config.toml")
      ->type_name("PATH");
  command->add_flag("-P,--print-config", options->print_config,
                    "Print every setting that holds and who said it, and end");
  add_machine_options(*command, options->run);
  add_remote_options(*command, options->run);
  add_identity_options(*command, options->run.identity);
  add_color_option(*command, options->color);
  command->callback([options, &chosen] {
    chosen = [options](const std::vector<std::string>& command_line) {
      options->command_line = command_line;
      return run_jobs(*options);
    };
  });
}

}  // namespace maelstrom::cli
