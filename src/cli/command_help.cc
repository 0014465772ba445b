#include "cli/command_help.h"

#include <CLI/CLI.hpp>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

// The label of a formatter that holds what follows the options.
constexpr const char* kArguments = "ARGUMENTS";

std::string arguments_of(const CLI::App& app) {
  std::string arguments = app.get_formatter()->get_label(kArguments);
  return arguments == kArguments ? std::string() : arguments;  // a label that nobody set is its own key
}

OptionHelp option_help(const CLI::Option& option) {
  OptionHelp help{.description = option.get_description(), .group = option.get_group()};
  for (const std::string& name : option.get_snames()) help.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
  // What follows a ":" is CLI11's description of the check.
  const std::string value = option.get_type_name();
  if (option.get_items_expected_max() > 0) help.value = value.substr(0, value.find(':'));
  return help;
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

CommandHelp described(const CLI::App& app, const std::string& name) {
  CommandHelp help{
      .name = name, .description = app.get_description(), .arguments = arguments_of(app), .footer = app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) help.options.push_back(option_help(*option));
  }
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    help.commands.push_back(described(*command, name + " " + command->get_name()));
  }
  return help;
}

void append_all(const CommandHelp& command, std::vector<const CommandHelp*>& all) {
  all.push_back(&command);
  for (const CommandHelp& below : command.commands) append_all(below, all);
}

}  // namespace

std::vector<std::string> OptionHelp::choices() const {
  if (value.find('|') == std::string::npos) return {};
  std::vector<std::string> words;
  for (const std::string_view word : split(value, '|')) words.emplace_back(word);
  return words;
}

void say_arguments(CLI::App& command, const std::string& arguments) {
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->label(kArguments, arguments);
  command.formatter(std::move(formatter));
}

CommandHelp command_help(const CLI::App& app) { return described(app, full_name(app)); }

std::vector<const CommandHelp*> all_commands(const CommandHelp& command) {
  std::vector<const CommandHelp*> all;
  append_all(command, all);
  return all;
}

}  // namespace maelstrom::cli
