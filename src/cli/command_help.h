// What can be typed, as values: the one source of --help, completion scripts and man pages.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace maelstrom::cli {

struct OptionHelp {
  std::vector<std::string> names;  // "-i", "--include"
  std::string value;               // "FILTER", "auto|always|never"; empty for a flag
  std::string description;
  std::string group;  // the heading that it stands under

  // The words that the value may be; empty if it is free.
  std::vector<std::string> choices() const;
};

struct CommandHelp {
  std::string name;  // "maelstrom list tests"
  std::string description;
  std::string arguments;  // what follows the options: "[-- ARGUMENT...]"; empty: nothing
  std::string footer;
  std::vector<OptionHelp> options;
  std::vector<CommandHelp> commands;

  // The last word of the name.
  std::string word() const { return name.substr(name.rfind(' ') + 1); }
};

// Lets the help of `command` say that `arguments` follow its options.
void say_arguments(CLI::App& command, const std::string& arguments);

CommandHelp command_help(const CLI::App& app);

// All of `command`'s descendants and itself, each before those below it.
std::vector<const CommandHelp*> all_commands(const CommandHelp& command);

}  // namespace maelstrom::cli
