#include <CLI/CLI.hpp>
#include <memory>

#include "cli/cluster_command.h"
#include "cli/commands.h"

namespace maelstrom::cli {

void add_cluster_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("cluster", "What goes on on a cluster");
  command->allow_extras();
  CLI::App* status = command->add_subcommand("status", "Whose tests run there, and how many wait");
  status->allow_extras();
  status->footer(
      "The engine is one of Buildbarn's kind. Exit codes: 0 it has told, 2 usage or configuration, 3 it cannot be "
      "asked.");
  auto options = std::make_shared<ClusterStatusOptions>();
  add_remote_option(*status, options->run);
  status->add_flag("-w,--watch", options->watch, "Every second, until ^C");
  status->add_option("-c,--config-file", options->config_file, "In place of the user's config.toml")->type_name("PATH");
  add_identity_options(*status, options->run.identity);
  status->callback([options, &chosen] { chosen = [options](const auto&) { return run_cluster_status(*options); }; });
}

}  // namespace maelstrom::cli
