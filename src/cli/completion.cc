#include "cli/completion.h"

#include <fmt/format.h>

#include <string_view>

namespace maelstrom::cli {
namespace {

bool is_path(const OptionHelp& option) { return option.value == "PATH"; }
bool is_directory(const OptionHelp& option) { return option.value == "DIR"; }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string replaced(std::string_view text, std::string_view characters, std::string_view before) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) out += before;
    out += c;
  }
  return out;
}

// A text within '…' of a POSIX shell.
std::string single_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out;
}

// Lines of a `case` that follows the words typed to the innermost command.
std::string steps(const CommandHelp& program, std::string_view indent, std::string_view assignment) {
  std::string text;
  for (const CommandHelp* command : all_commands(program)) {
    for (const CommandHelp& below : command->commands) {
      text += fmt::format("{}\"{}\") {} ;;\n", indent, below.name, fmt::format(fmt::runtime(assignment), below.name));
    }
  }
  return text;
}

// What may follow an option that takes a value.
std::string bash_value(const OptionHelp& option) {
  if (is_path(option)) return "compgen -f -- \"$current\"";
  if (is_directory(option)) return "compgen -d -- \"$current\"";
  return fmt::format("compgen -W \"{}\" -- \"$current\"", joined(option.choices()));
}

std::string bash_values(const CommandHelp& command) {
  std::string text;
  for (const OptionHelp& option : command.options) {
    if (option.value.empty()) continue;
    std::string pattern;
    for (const std::string& name : option.names) {
      pattern += fmt::format("{}\"{} {}\"", pattern.empty() ? "" : " | ", command.name, name);
    }
    text += fmt::format("    {}) mapfile -t COMPREPLY < <({}); return ;;\n", pattern, bash_value(option));
  }
  return text;
}

std::string bash_words(const CommandHelp& command) {
  std::vector<std::string> words;
  words.reserve(command.commands.size() + command.options.size());
  for (const CommandHelp& below : command.commands) words.push_back(below.word());
  for (const OptionHelp& option : command.options) words.push_back(option.names.back());
  return joined(words);
}

// '(-i --include)'{-i,--include}'[what it does]:FILTER:' of zsh's _arguments.
std::string zsh_option(const OptionHelp& option) {
  std::string value;
  if (!option.value.empty()) {
    const auto choices = option.choices();
    const std::string action = is_path(option)        ? "_files"
                               : is_directory(option) ? "_files -/"
                               : choices.empty()      ? ""
                                                      : "(" + joined(choices) + ")";
    value = fmt::format(":{}:{}", replaced(option.value, ":", "\\"), action);
  }
  const std::string description = single_quoted(replaced(option.description, "[]:\\", "\\"));
  std::string text;
  for (const std::string& name : option.names) {
    text += fmt::format(" \\\n        '*{}[{}]{}'", name, description, value);
  }
  return text;
}

std::string zsh_command(const CommandHelp& command) {
  std::string text = fmt::format("    \"{}\")\n", command.name);
  if (!command.commands.empty()) {
    text += "      commands=(\n";
    for (const CommandHelp& below : command.commands) {
      text += fmt::format("        '{}:{}'\n", below.word(), single_quoted(replaced(below.description, ":\\", "\\")));
    }
    text += "      )\n      _describe command commands\n";
  }
  text += "      _arguments";
  for (const OptionHelp& option : command.options) text += zsh_option(option);
  return text + "\n      ;;\n";
}

std::string fish_quoted(std::string_view text) { return "'" + replaced(text, "'\\", "\\") + "'"; }

std::string fish_option(const CommandHelp& command, const OptionHelp& option) {
  std::string text = fmt::format("complete -c maelstrom -n {}", fish_quoted("__maelstrom_at '" + command.name + "'"));
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    text += fmt::format(" -{} {}", is_long ? "l" : "s", name.substr(is_long ? 2 : 1));
  }
  if (!option.value.empty()) text += is_path(option) || is_directory(option) ? " -r -F" : " -x";
  if (const auto choices = option.choices(); !choices.empty()) text += " -a " + fish_quoted(joined(choices));
  return text + " -d " + fish_quoted(option.description) + "\n";
}

}  // namespace

std::string bash_completion(const CommandHelp& program) {
  std::string text =
      "# bash completion of maelstrom: source <(maelstrom completion bash)\n"
      "_maelstrom() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=maelstrom word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$command $word\" in\n";
  text += steps(program, "      ", "command=\"{}\"");
  text += "    esac\n  done\n  case \"$command $previous\" in\n";
  for (const CommandHelp* command : all_commands(program)) text += bash_values(*command);
  text += "  esac\n  case \"$command\" in\n";
  for (const CommandHelp* command : all_commands(program)) {
    text += fmt::format("    \"{}\") mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$current\") ;;\n", command->name,
                        bash_words(*command));
  }
  return text + "  esac\n}\ncomplete -F _maelstrom maelstrom\n";
}

std::string zsh_completion(const CommandHelp& program) {
  std::string text =
      "#compdef maelstrom\n"
      "# zsh completion of maelstrom: source <(maelstrom completion zsh), after compinit\n"
      "_maelstrom() {\n"
      "  local command=maelstrom word\n"
      "  local -a commands\n"
      "  integer at=2\n"
      "  while (( at < CURRENT )); do\n"
      "    case \"$command ${words[at]}\" in\n";
  text += steps(program, "      ", "command=\"{}\"; words=(${{words[at,-1]}}); (( CURRENT -= at - 1, at = 1 ))");
  text += "    esac\n    (( at++ ))\n  done\n  case \"$command\" in\n";
  for (const CommandHelp* command : all_commands(program)) text += zsh_command(*command);
  return text + "  esac\n}\ncompdef _maelstrom maelstrom\n";
}

std::string fish_completion(const CommandHelp& program) {
  std::string text =
      "# fish completion of maelstrom: maelstrom completion fish | source\n"
      "function __maelstrom_at\n"
      "  set -l command maelstrom\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$command $word\"\n";
  for (const CommandHelp* command : all_commands(program)) {
    for (const CommandHelp& below : command->commands) {
      text += fmt::format("      case '{0}'\n        set command '{0}'\n", below.name);
    }
  }
  text += "    end\n  end\n  test \"$command\" = \"$argv[1]\"\nend\ncomplete -c maelstrom -f\n";
  for (const CommandHelp* command : all_commands(program)) {
    for (const CommandHelp& below : command->commands) {
      text += fmt::format("complete -c maelstrom -n {} -a {} -d {}\n",
                          fish_quoted("__maelstrom_at '" + command->name + "'"), below.word(),
                          fish_quoted(below.description));
    }
    for (const OptionHelp& option : command->options) text += fish_option(*command, option);
  }
  return text;
}

}  // namespace maelstrom::cli
