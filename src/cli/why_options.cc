#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/why_command.h"

namespace maelstrom::cli {
namespace {

void add_format(CLI::App& command, std::string& format, bool& all) {
  command.add_option("--format", format, "json: one object")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  command.add_flag("-v,--verbose", all, "Every input that differs, not only the first");
}

}  // namespace

void add_why_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("why", "Whether a test case runs again, and which input makes it");
  command->allow_extras();
  command->footer(
      "A CASE is ARTIFACT::NAME, a unique part of it, or a filter that selects exactly one. What is given to the\n"
      "test (after --), --timeout and --isolation count as in `maelstrom test`.");
  say_arguments(*command, "CASE [-- ARGUMENT...]");
  auto options = std::make_shared<WhyOptions>();
  command->add_option("CASE", options->test, "The test case")->type_name("")->required();
  add_format(*command, options->format, options->all_differences);
  add_options(*command, options->project);
  add_options(*command, options->run);
  add_color_option(*command, options->color);
  command->callback([options, &chosen] {
    chosen = [options](const std::vector<std::string>& after_dashes) {
      options->test_arguments = after_dashes;
      return run_why(*options);
    };
  });
}

void add_diff_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("diff", "The inputs in which two actions differ");
  command->allow_extras();
  command->footer("An ACTION is its digest, as reports have it, or what one begins with, if only one does.");
  say_arguments(*command, "ACTION ACTION");
  auto options = std::make_shared<DiffOptions>();
  command->add_option("BEFORE", options->before, "An action")->type_name("")->required();
  command->add_option("AFTER", options->after, "Another one")->type_name("")->required();
  add_format(*command, options->format, options->all_differences);
  add_cache_root_option(*command, options->run.cache_root);
  add_state_root_option(*command, options->run.state_root);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_diff(*options); }; });
}

}  // namespace maelstrom::cli
