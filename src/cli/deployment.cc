#include "cli/deployment.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "cli/deploy_texts.h"
#include "cli/engine_settings.h"
#include "cli/store_sizes.h"

namespace maelstrom::cli {
namespace {

// The versions that this client and worker were tried with. Source: their releases are named by time and commit.
constexpr const char* kStorageImage = "ghcr.io/buildbarn/bb-storage:20260805T174928Z-33530b6";
constexpr const char* kSchedulerImage = "ghcr.io/buildbarn/bb-scheduler:20260814T085403Z-13313e6";

constexpr std::uint64_t kGibibyte = UINT64_C(1) << 30;
constexpr std::uint64_t kWorkersOwnMemory = UINT64_C(256) << 20;
constexpr int kFirstShardPort = 8990;
constexpr int kFirstShardHealth = 9990;

constexpr const char* kConfiguration[] = {"callers.libsonnet", "front.jsonnet", "scheduler.jsonnet", "storage.jsonnet",
                                          "stores.libsonnet"};

// What a volume needs, as Kubernetes writes it: a file system takes some of it for itself.
std::string volume(std::uint64_t bytes) {
  return fmt::format("{}Gi", (bytes + bytes / 16 + kGibibyte - 1) / kGibibyte);
}

std::string shard_name(std::size_t number) { return fmt::format("storage-{}", number); }

std::uint64_t memory_of(const Deployment& deployment) {
  return deployment.slots * deployment.memory + kWorkersOwnMemory;
}

Fillings fillings_of(const Deployment& deployment, const StoreSizes& sizes) {
  return {{"workers", std::to_string(deployment.workers)},
          {"slots", std::to_string(deployment.slots)},
          {"all_slots", human_count(deployment.workers * deployment.slots)},
          {"shards", std::to_string(deployment.shards)},
          {"storage", human_bytes(deployment.storage)},
          {"disk", volume(deployment.storage)},
          {"largest", human_bytes(sizes.largest_blob())},
          {"files", human_count(sizes.most_blobs())},
          {"results", human_count(sizes.most_results())},
          {"cache", fmt::format("{}MiB", deployment.cache >> 20)},
          {"cache_disk", volume(deployment.cache)},
          {"memory", fmt::format("{}Mi", memory_of(deployment) >> 20)},
          {"namespace", deployment.name_space},
          {"storage_image", kStorageImage},
          {"scheduler_image", kSchedulerImage},
          {"worker_image", deployment.image},
          {"programs", deployment.programs},
          {"host", deployment.host}};
}

// Of the parts of an engine that have a machine, or a container, each.
EngineSettings apart(const Deployment& deployment, const StoreSizes& sizes, const std::string& domain) {
  EngineSettings settings;
  for (std::size_t i = 0; i < deployment.shards; ++i) settings.shards[shard_name(i)] = shard_name(i) + domain + ":8981";
  settings.directory = jsonnet_string("/store");
  settings.sizes = sizes;
  settings.front = "front:8980";
  settings.clients = "scheduler:8982";
  settings.state = "scheduler:8984";
  settings.listen = {.storage = jsonnet_string(":8981"),
                     .storage_health = jsonnet_string(":9980"),
                     .front = {":8980"},
                     .front_health = ":9980",
                     .clients = ":8982",
                     .workers = {":8983"},
                     .state = ":8984",
                     .admin = "127.0.0.1:7982",
                     .scheduler_health = ":9980"};
  settings.tls = {.authority = jsonnet_string("/certificates/ca.crt"),
                  .certificate = jsonnet_string("/certificates/engine.crt"),
                  .key = jsonnet_string("/certificates/engine.key")};
  return settings;
}

// Of the parts of an engine that share a machine: what only they call listens on loopback.
EngineSettings together(const Deployment& deployment, const StoreSizes& sizes) {
  const std::string place = "/etc/maelstrom-cluster/certificates/";
  EngineSettings settings = apart(deployment, sizes, "");
  for (std::size_t i = 0; i < deployment.shards; ++i) {
    settings.shards[shard_name(i)] = fmt::format("127.0.0.1:{}", kFirstShardPort + i);
  }
  const auto port = [](int first) {
    return fmt::format("\"127.0.0.1:%d\" % ({} + std.parseInt(std.extVar(\"SHARD\")))", first);
  };
  settings.directory = "\"/var/lib/maelstrom-cluster/storage-\" + std.extVar(\"SHARD\")";
  settings.front = "127.0.0.1:8980";
  settings.clients = "127.0.0.1:8982";
  settings.state = "127.0.0.1:8984";
  settings.listen = {.storage = port(kFirstShardPort),
                     .storage_health = port(kFirstShardHealth),
                     .front = {":8980"},
                     .front_health = "127.0.0.1:9980",
                     .clients = "127.0.0.1:8982",
                     .workers = {":8983"},
                     .state = "127.0.0.1:8984",
                     .admin = "127.0.0.1:7982",
                     .scheduler_health = "127.0.0.1:9981"};
  settings.tls = {.authority = jsonnet_string(place + "ca.crt"),
                  .certificate = jsonnet_string(place + "engine.crt"),
                  .key = jsonnet_string(place + "engine.key")};
  return settings;
}

std::vector<DeployedFile> configuration(const EngineSettings& settings, const std::string& directory) {
  std::vector<DeployedFile> files;
  for (const char* name : kConfiguration) files.push_back({directory + name, std::string(deploy_text(name))});
  files.push_back({directory + "settings.libsonnet", "// What is where, and how large.\n" + settings_text(settings)});
  return files;
}

DeployedFile certificates(Fillings fillings, const std::string& names, std::string_view more = "") {
  fillings["names"] = names;
  return {"certificates.sh", filled(deploy_text("certificates.sh"), fillings) + filled(more, fillings), true};
}

DeployedFile filled_file(const char* name, const Fillings& fillings) {
  return {name, filled(deploy_text(name), fillings)};
}

DeployedFile readme(const char* kind, const Fillings& fillings) {
  return {"README.md", filled(deploy_text(kind), fillings) + filled(deploy_text("sizing.md"), fillings)};
}

std::vector<DeployedFile> kubernetes(const Deployment& deployment, const StoreSizes& sizes, Fillings fillings) {
  std::string config;
  for (const DeployedFile& file : configuration(apart(deployment, sizes, ".storage"), "")) {
    config += fmt::format("  {}: |\n{}", file.path, indented(file.content, 4));
  }
  config.pop_back();  // the template has the end of the line
  fillings["config"] = std::move(config);
  const std::string domain = "." + deployment.name_space + ".svc";
  return {readme("kubernetes.md", fillings),
          {"cluster.yaml", filled(deploy_text("kubernetes.yaml"), fillings)},
          certificates(fillings, "front" + domain + " scheduler" + domain, deploy_text("secrets.sh")),
          filled_file("Dockerfile", fillings)};
}

std::vector<DeployedFile> compose(const Deployment& deployment, const StoreSizes& sizes, Fillings fillings) {
  std::string services;
  std::string volumes;
  const auto add = [&](const std::string& name, const char* text, std::initializer_list<const char*> kept) {
    fillings["name"] = name;
    services += filled(deploy_text(text), fillings);
    for (const char* what : kept) volumes += fmt::format("  {}{}:\n", name, what);
  };
  for (std::size_t i = 0; i < deployment.shards; ++i) add(shard_name(i), "compose_storage.yaml", {"-cas", "-ac"});
  for (std::size_t i = 0; i < deployment.workers; ++i) add(fmt::format("worker-{}", i), "compose_worker.yaml", {""});
  services.pop_back();
  volumes.pop_back();
  fillings["services"] = std::move(services);
  fillings["volumes"] = std::move(volumes);
  std::vector<DeployedFile> files = configuration(apart(deployment, sizes, ""), "config/");
  files.insert(files.begin(), {readme("compose.md", fillings), filled_file("compose.yaml", fillings),
                               certificates(fillings, "front scheduler localhost " + deployment.host),
                               filled_file("Dockerfile", fillings)});
  return files;
}

std::vector<DeployedFile> systemd(const Deployment& deployment, const StoreSizes& sizes, Fillings fillings) {
  std::string shards;
  for (std::size_t i = 0; i < deployment.shards; ++i) shards += fmt::format("{}bb-storage@{}", i == 0 ? "" : " ", i);
  fillings["shard_services"] = std::move(shards);
  std::vector<DeployedFile> files = configuration(together(deployment, sizes), "config/");
  files.insert(files.begin(),
               {readme("systemd.md", fillings), certificates(fillings, deployment.host),
                filled_file("bb-storage@.service", fillings), filled_file("bb-front.service", fillings),
                filled_file("bb-scheduler.service", fillings), filled_file("maelstrom-worker.service", fillings),
                filled_file("sysusers.conf", fillings)});
  return files;
}

}  // namespace

Result<std::vector<DeployedFile>> files_of(const Deployment& deployment) {
  TRY_ASSIGN(sizes, sizes_of(deployment.storage));
  const Fillings fillings = fillings_of(deployment, sizes);
  switch (deployment.kind) {
    case DeploymentKind::kKubernetes:
      return kubernetes(deployment, sizes, fillings);
    case DeploymentKind::kCompose:
      return compose(deployment, sizes, fillings);
    case DeploymentKind::kSystemd:
      return systemd(deployment, sizes, fillings);
  }
  return invalid("no such kind of cluster");
}

}  // namespace maelstrom::cli
