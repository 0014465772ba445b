#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/worker_command.h"
#include "reapi/remote_address.h"

namespace maelstrom::cli {
namespace {

constexpr const char* kCluster = "Cluster";

std::string why_no_address(const std::string& text) {
  const auto address = reapi::parse_remote_address(text);
  return address ? "" : address.error().message();
}

std::string why_no_property(const std::string& text) {
  const auto equals = text.find('=');
  return equals == std::string::npos || equals == 0 ? "write NAME=VALUE" : "";
}

}  // namespace

void add_worker_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("worker", "Run the actions of a cluster's engine on this machine");
  command->allow_extras();
  command->footer(
      "The engine is Buildbarn's bb_scheduler. SIGTERM and ^C let what runs come to its end, a second one ends it at "
      "once.\n"
      "Exit codes: 0 it was asked to end, 2 usage or configuration, 3 this machine makes no containers, or the engine "
      "takes no worker.");
  auto options = std::make_shared<WorkerCommandOptions>();
  command
      ->add_option("--engine,--broker", options->engine, "Whose actions: grpc://HOST:PORT, grpcs://HOST:PORT with TLS")
      ->type_name("ADDRESS")
      ->check(why_no_address)
      ->required()
      ->group(kCluster);
  command->add_option("--storage", options->storage, "Where their files are (default: the engine's address)")
      ->type_name("ADDRESS")
      ->check(why_no_address)
      ->group(kCluster);
  command
      ->add_option("--instance", options->instance,
                   "Take actions of this instance name and those below it (default: that of --engine, or all)")
      ->type_name("NAME")
      ->group(kCluster);
  command
      ->add_option("--platform", options->platform,
                   "What this machine has beside its ISA and OSFamily; takes only actions that ask for all of it")
      ->type_name("NAME=VALUE")
      ->check(why_no_property)
      ->group(kCluster);
  command
      ->add_option("--fetch-ahead", options->fetch_ahead,
                   "Of short actions, fetch the inputs of so many more while all slots are busy (default: as many as "
                   "slots)")
      ->type_name("N")
      ->check(CLI::Range(0, 4096))
      ->group(kCluster);
  command->add_option("--metrics", options->metrics, "Serve /metrics (Prometheus) and /healthz at HOST:PORT or :PORT")
      ->type_name("ADDRESS")
      ->group(kCluster);
  command->add_option("-c,--config-file", options->config_file, "In place of the user's config.toml")
      ->type_name("PATH");
  command->add_flag("-P,--print-config", options->print_config,
                    "Print every setting that holds and who said it, and end");
  add_slot_options(*command, options->run, "64 MiB");
  add_identity_options(*command, options->run.identity);
  add_color_option(*command, options->color);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_worker(*options); }; });
}

}  // namespace maelstrom::cli
