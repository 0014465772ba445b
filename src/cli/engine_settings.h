// What the configuration of a Buildbarn is made of: settings.libsonnet, beside which the files of src/cli/deploy/ lie.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/store_sizes.h"

namespace maelstrom::cli {

// Words of Jsonnet: what jsonnet_string() gives, or an expression.
struct EngineTls {
  std::string authority;  // a path, of a PEM file
  std::string certificate;
  std::string key;
};
// Addresses are HOST:PORT, :PORT or unix://PATH.
struct EngineListen {
  std::string storage;  // an expression
  std::string storage_health;
  std::vector<std::string> front;
  std::string front_health;
  std::string clients;
  std::vector<std::string> workers;
  std::string state;
  std::string admin;
  std::string scheduler_health;
};
struct EngineSettings {
  std::map<std::string, std::string> shards;  // name → address; none: the front keeps everything itself
  std::string directory;                      // of a store: an expression; has `cas` and `ac`
  StoreSizes sizes;
  std::string front;  // where other parts find it
  std::string clients;
  std::string state;
  EngineListen listen;
  std::optional<EngineTls> tls;
};

std::string jsonnet_string(const std::string& text);

// Without expressions and tls it is JSON.
std::string settings_text(const EngineSettings& settings);

}  // namespace maelstrom::cli
