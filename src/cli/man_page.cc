#include "cli/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace maelstrom::cli {
namespace {

// Text that roff prints as it is: no hyphenation points, no requests.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '-') {
      out += "\\-";
    } else if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
  return out;
}

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string option_entry(const OptionHelp& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "\\fB" : ", \\fB") + escaped(name) + "\\fR";
  const std::string value = option.value.empty() ? "" : " \\fI" + escaped(option.value) + "\\fR";
  return fmt::format(".TP\n{}{}\n{}\n", names, value, escaped(option.description));
}

std::string options_of(const CommandHelp& command) {
  std::string text;
  for (const OptionHelp& option : command.options) text += option_entry(option);
  return text;
}

std::string command_section(const CommandHelp& command) {
  const std::string arguments = command.arguments.empty() ? "" : " " + escaped(command.arguments);
  std::string text =
      fmt::format(".SS \"{} [option ...]{}\"\n{}.\n", escaped(command.name), arguments, escaped(command.description));
  text += options_of(command);
  if (!command.footer.empty()) text += ".PP\n" + escaped(command.footer) + "\n";
  return text;
}

constexpr std::string_view kFiles = R"(.SH FILES
.TP
.I maelstrom.toml
What the tests of a project need, and settings; in the project's root.
.TP
.I $XDG_CONFIG_HOME/maelstrom/config.toml
A user's settings.
.TP
.I $XDG_CACHE_HOME/maelstrom
What can be made again: layers, images.
.TP
.I $XDG_STATE_HOME/maelstrom
The tests' history.
.SH ENVIRONMENT
\fBMAELSTROM_\fR\fIX\fR is the long option \fB\-\-\fR\fIx\fR of every command, \fBMAELSTROM_TEST_\fR\fIX\fR
that of
.B maelstrom test
alone. The command line is stronger, the files are weaker.
)";

}  // namespace

std::string man_page(const CommandHelp& program, const std::string& version) {
  std::string text = fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n", upper_case(program.name), program.name,
                                 escaped(version));
  text += fmt::format(".SH NAME\n{} \\- run every test in a container of its own\n", program.name);
  text += fmt::format(".SH SYNOPSIS\n.B {}\n.I command\n[\\fIoption\\fR ...] [\\fB\\-\\-\\fR \\fIargument\\fR ...]\n",
                      program.name);
  text += ".SH DESCRIPTION\n" + escaped(program.description) + "\n" + options_of(program);
  text += ".SH COMMANDS\n";
  for (const CommandHelp* command : all_commands(program)) {
    if (command != &program && (command->commands.empty() || command->options.size() > 1))
      text += command_section(*command);
  }
  text += std::string(kFiles);
  if (!program.footer.empty()) text += ".SH \"EXIT STATUS\"\n" + escaped(program.footer) + "\n";
  return text;
}

}  // namespace maelstrom::cli
