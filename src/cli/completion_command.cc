// `maelstrom completion SHELL`: what makes a shell complete the command line; and the manual page, from the same
// source.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/failure.h"
#include "cli/man_page.h"
#include "cli/version.h"

namespace maelstrom::cli {
namespace {

using Page = std::string (*)(const CommandHelp& program);

std::string manual(const CommandHelp& program) { return man_page(program, kVersion); }

void add_page(CLI::App& under, const CLI::App& program, Command& chosen, const std::string& name,
              const std::string& description, Page page) {
  CLI::App* command = under.add_subcommand(name, description);
  command->allow_extras();
  command->callback([page, &program, &chosen] {
    chosen = [page, &program](const auto&) {
      std::fputs(page(command_help(program)).c_str(), stdout);
      return kSuccess;
    };
  });
}

}  // namespace

void add_completion_command(CLI::App& program, Command& chosen) {
  CLI::App* completion = program.add_subcommand("completion", "A script that lets a shell complete command lines");
  completion->allow_extras();
  add_page(*completion, program, chosen, "bash", "For bash: source <(maelstrom completion bash)", bash_completion);
  add_page(*completion, program, chosen, "zsh", "For zsh: source <(maelstrom completion zsh)", zsh_completion);
  add_page(*completion, program, chosen, "fish", "For fish: maelstrom completion fish | source", fish_completion);
  add_page(program, program, chosen, "man", "The manual page: maelstrom man | man -l -", manual);
}

}  // namespace maelstrom::cli
