#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/list_command.h"

namespace maelstrom::cli {
namespace {

void add_listing(CLI::App& list, Command& chosen, ListedThing thing, const std::string& name,
                 const std::string& description) {
  CLI::App* command = list.add_subcommand(name, description);
  command->allow_extras();
  command->footer(kAboutFilters);
  auto options = std::make_shared<ListOptions>();
  options->thing = thing;
  command->add_option("--format", options->format, "json: an object a line")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  add_options(*command, options->project);
  add_options(*command, options->run);
  add_color_option(*command, options->color);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_list(*options); }; });
}

}  // namespace

void add_list_command(CLI::App& program, Command& chosen) {
  CLI::App* list = program.add_subcommand("list", "What `maelstrom test` would run, without running it");
  list->allow_extras();
  add_listing(*list, chosen, ListedThing::kTests, "tests", "Every test case, a line each");
  add_listing(*list, chosen, ListedThing::kArtifacts, "artifacts", "Every test binary, a line each");
  add_listing(*list, chosen, ListedThing::kContainers, "containers",
              "What surrounds each test case, and who said so: its directive, its image, the default");
}

}  // namespace maelstrom::cli
