#include <CLI/CLI.hpp>
#include <memory>

#include "cli/cluster_command.h"
#include "cli/cluster_up_command.h"
#include "cli/commands.h"
#include "cli/deploy_command.h"
#include "cli/version.h"

namespace maelstrom::cli {
namespace {

constexpr const char* kSizes = "Sizes";
constexpr const char* kNames = "Names";

void add_status(CLI::App& cluster, Command& chosen) {
  CLI::App* status = cluster.add_subcommand("status", "Whose tests run there and wait, and what the workers do");
  status->allow_extras();
  status->footer(
      "Without --remote, of the cluster that `maelstrom cluster up` started. The engine is one of Buildbarn's kind.\n"
      "Exit codes: 0 it has told, 2 usage or configuration, 3 it cannot be "
      "asked.");
  auto options = std::make_shared<ClusterStatusOptions>();
  add_remote_option(*status, options->run);
  status->add_flag("-w,--watch", options->watch, "Every second, until ^C");
  status->add_option("--format", options->format, "json: an object a line")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  status->add_option("-c,--config-file", options->config_file, "In place of the user's config.toml")->type_name("PATH");
  add_state_root_option(*status, options->run.state_root);
  add_identity_options(*status, options->run.identity);
  status->callback([options, &chosen] { chosen = [options](const auto&) { return run_cluster_status(*options); }; });
}

void add_up(CLI::App& cluster, Command& chosen) {
  CLI::App* up = cluster.add_subcommand("up", "Start one on this machine, for trying out");
  up->allow_extras();
  up->footer(
      "It needs bb_storage and bb_scheduler, of Buildbarn, and goes on in the background until `maelstrom cluster "
      "down`.\n"
      "Exit codes: 0 it is ready, 2 usage, or one is up already, 3 it could not be started.");
  auto options = std::make_shared<ClusterUpOptions>();
  up->add_option("--workers", options->workers, "Workers (1)")->type_name("N")->check(CLI::Range(1, 100));
  up->add_option("--slots", options->slots, "Tests that each of them runs at once (the processors, shared out)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
  up->add_option("--port", options->port, "Of loopback, and the four behind it (8980)")
      ->type_name("N")
      ->check(CLI::Range(1024, 65531));
  up->add_option("--data", options->data, "Where blobs, logs and workers' caches stay (default: they go with it)")
      ->type_name("DIR");
  up->add_option("--engine-dir", options->engine_directory, "Where the programs of Buildbarn are (default: in PATH)")
      ->type_name("DIR");
  add_cache_root_option(*up, options->run.cache_root);
  add_state_root_option(*up, options->run.state_root);
  up->callback([options, &chosen] { chosen = [options](const auto&) { return run_cluster_up(*options); }; });
}

void add_down(CLI::App& cluster, Command& chosen) {
  CLI::App* down = cluster.add_subcommand("down", "End the one that `up` started");
  down->allow_extras();
  down->footer("Exit codes: 0 none is up any more, 3 it could not be ended.");
  auto options = std::make_shared<RunOptions>();
  add_state_root_option(*down, options->state_root);
  down->callback([options, &chosen] { chosen = [options](const auto&) { return run_cluster_down(*options); }; });
}

void add_sizes(CLI::App& deploy, DeployOptions& options) {
  Deployment& sizes = options.deployment;
  deploy.add_option("--workers", sizes.workers, "Workers (2)")
      ->type_name("N")
      ->check(CLI::Range(1, 10000))
      ->group(kSizes);
  deploy.add_option("--slots", sizes.slots, "Tests that each of them runs at once (4)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->group(kSizes);
  deploy.add_option("--shards", sizes.shards, "Parts of the storage, each with a disk (2)")
      ->type_name("N")
      ->check(CLI::Range(1, 99))
      ->group(kSizes);
  const auto size = [&](const char* name, std::optional<std::string>& value, const char* help) {
    deploy.add_option(name, value, help)->type_name("SIZE")->check(why_no_bytes)->group(kSizes);
  };
  size("--storage", options.storage, "The disk of each shard (64GiB)");
  size("--cache", options.cache, "What each worker keeps of inputs (32GiB)");
  size("--memory", options.memory, "Of each slot (1GiB)");
}

void add_deploy(CLI::App& cluster, Command& chosen) {
  CLI::App* deploy = cluster.add_subcommand("deploy", "What is needed to set one up: manifests, certificates, sizes");
  deploy->allow_extras();
  deploy->footer(
      "README.md, the first of the files, says what to do and how to size it.\n"
      "Exit codes: 0 done, 2 usage, 3 DIR cannot be written.");
  auto options = std::make_shared<DeployOptions>();
  options->deployment.image = std::string("maelstrom:") + kVersion;
  deploy
      ->add_option("KIND", options->kind,
                   "kubernetes, compose (Docker, one machine), or systemd (services of machines)")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kDeploymentKinds), std::end(kDeploymentKinds))))
      ->required();
  deploy->add_option("-o,--output", options->output, "Where the files are written; else they are printed")
      ->type_name("DIR");
  add_sizes(*deploy, *options);
  Deployment& names = options->deployment;
  const auto name = [&](const char* option, std::string& value, const char* type, const char* help) {
    deploy->add_option(option, value, help)->type_name(type)->group(kNames);
  };
  name("--namespace", names.name_space, "NAME", "Of Kubernetes (maelstrom)");
  name("--image", names.image, "IMAGE", "The workers' (maelstrom:VERSION); a Dockerfile for it is among the files");
  name("--host", names.host, "NAME", "What others call the engine's machine (localhost)");
  name("--programs", names.programs, "DIR",
       "Where services find bb_storage, bb_scheduler and maelstrom (/usr/local/bin)");
  deploy->callback([options, &chosen] { chosen = [options](const auto&) { return run_cluster_deploy(*options); }; });
}

}  // namespace

void add_cluster_command(CLI::App& program, Command& chosen) {
  CLI::App* command = program.add_subcommand("cluster", "Set a cluster up, and see what goes on there");
  command->allow_extras();
  add_up(*command, chosen);
  add_down(*command, chosen);
  add_status(*command, chosen);
  add_deploy(*command, chosen);
}

}  // namespace maelstrom::cli
