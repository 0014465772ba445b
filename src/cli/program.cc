#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/help_text.h"
#include "cli/options.h"
#include "cli/version.h"

namespace maelstrom::cli {
namespace {

constexpr const char* kAbout =
    "Runs every test of a project in its own container, which holds only what the test declares.";

struct Subcommand {
  const char* name;
  void (*add)(CLI::App& program, Command& chosen);
};

constexpr auto kSubcommands = std::to_array<Subcommand>({{"test", add_test_command},
                                                         {"list", add_list_command},
                                                         {"run", add_run_command},
                                                         {"output", add_output_command},
                                                         {"history", add_history_command},
                                                         {"why", add_why_command},
                                                         {"diff", add_diff_command},
                                                         {"cache", add_cache_command},
                                                         {"worker", add_worker_command},
                                                         {"cluster", add_cluster_command},
                                                         {"init", add_init_command},
                                                         {"doctor", add_doctor_command}});

// Where the first word names one, only that one: the options of all others take longer to set up than a small job
// does to run.
void add_subcommands(CLI::App& app, Command& chosen, const std::vector<std::string>& arguments) {
  const auto* const named = std::ranges::find_if(
      kSubcommands, [&](const Subcommand& one) { return arguments.size() > 1 && arguments[1] == one.name; });
  if (named != kSubcommands.end()) return named->add(app, chosen);
  for (const Subcommand& one : kSubcommands) one.add(app, chosen);
  add_completion_command(app, chosen);
}

// "--slots" for "--slots=4".
std::string option_word(const std::string& word) { return word.substr(0, word.find('=')); }

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  return names;
}

const CLI::App& innermost(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : innermost(*parsed.front());
}

int usage_error(const CLI::App& app, const std::string& message) {
  const std::string text = "maelstrom: " + message + "\n  see " + command_help(app).name + " --help\n";
  std::fputs(text.c_str(), stderr);
  return kUsage;
}

// What to say of a word that `app` knows nothing of.
std::string about_unknown(const CLI::App& app, const std::string& word) {
  const bool option = word.starts_with('-');
  const std::vector<std::string> known = option ? option_names(app) : command_names(app);
  std::string text = option ? "unknown option " : known.empty() ? "unexpected argument " : "unknown command ";
  text += printable(option ? option_word(word) : word);
  if (const auto near = nearest(option ? option_word(word) : word, known)) {
    return text + "; did you mean " + *near + "?";
  }
  if (!option && app.get_name() == "test") text += "; to select tests: -i " + shell_quote(word);
  return text;
}

// Everything up to the first "--", in the reverse order that CLI::App::parse takes, and what follows it.
std::pair<std::vector<std::string>, std::vector<std::string>> parted(const std::vector<std::string>& arguments) {
  const auto dashes = std::find(arguments.begin() + 1, arguments.end(), "--");
  std::vector<std::string> ours(std::make_reverse_iterator(dashes), std::make_reverse_iterator(arguments.begin() + 1));
  std::vector<std::string> after;
  if (dashes != arguments.end()) after.assign(dashes + 1, arguments.end());
  return {std::move(ours), std::move(after)};
}

// The words of a command line that `arguments` end with, of which CLI::App left `words`, and `after` behind a "--".
std::vector<std::string> joined(std::vector<std::string> words, std::vector<std::string> after,
                                const std::vector<std::string>& arguments) {
  const bool dashes = std::find(arguments.begin(), arguments.end(), "--") != arguments.end();
  if (dashes) words.emplace_back("--");
  std::ranges::move(after, std::back_inserter(words));
  return words;
}

// Programs of the Rust edition, and the subcommands that they are here; their version is the program's.
constexpr std::pair<std::string_view, const char*> kAliases[] = {{"maelstrom-run", "run"},
                                                                 {"maelstrom-worker", "worker"}};

std::vector<std::string> without_alias(std::vector<std::string> arguments) {
  const std::string name = arguments.front().substr(arguments.front().rfind('/') + 1);
  const bool version = arguments.size() > 1 && (arguments[1] == "--version" || arguments[1] == "-V");
  const auto* const alias = std::ranges::find(kAliases, name, [](const auto& one) { return one.first; });
  if (alias != std::end(kAliases) && !version) arguments.insert(arguments.begin() + 1, alias->second);
  return arguments;
}

int print_version() {
  std::puts((std::string("maelstrom ") + kVersion).c_str());
  return kSuccess;
}

void print_help(const CLI::App& command, std::FILE* to) { std::fputs(help_text(command_help(command)).c_str(), to); }

int parse_and_run(CLI::App& app, const Command& chosen, const std::vector<std::string>& arguments) {
  auto [ours, after] = parted(arguments);
  try {
    app.parse(std::move(ours));
  } catch (const CLI::CallForHelp&) {
    print_help(innermost(app), stdout);
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return usage_error(innermost(app), error.what());
  }
  for (const CLI::App* at = &app; at != nullptr;) {
    if (auto unknown = at->remaining(); !unknown.empty()) {
      const bool command_line = at->get_prefix_command() && !unknown.front().starts_with('-');
      if (!command_line) return usage_error(*at, about_unknown(*at, unknown.front()));
      after = joined(std::move(unknown), std::move(after), arguments);
    }
    const auto below = at->get_subcommands();
    at = below.empty() ? nullptr : below.front();
  }
  if (chosen) return chosen(after);
  print_help(innermost(app), stderr);
  return kUsage;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return kUsage;
  // Scripts ask for nothing else, often: without the cost of all commands and their options.
  if (arguments.size() == 2 && (arguments[1] == "--version" || arguments[1] == "-V")) return print_version();
  CLI::App app(kAbout, "maelstrom");
  app.allow_extras();
  Command chosen;
  app.add_flag_callback(
      "-V,--version", [&chosen] { chosen = [](const auto&) { return print_version(); }; }, "The version, and no more");
  const std::vector<std::string> words = without_alias(arguments);
  add_subcommands(app, chosen, words);
  app.footer(std::string("`maelstrom COMMAND --help` tells more of each.\n") +
             kAboutExitCodes);  // after the commands, which would have it too
  return parse_and_run(app, chosen, words);
}

}  // namespace maelstrom::cli
