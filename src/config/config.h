// maelstrom.toml as values: INTERFACE §5, PARITY §1 and §3.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "config/diagnostics.h"
#include "config/filter.h"
#include "core/container.h"

namespace maelstrom::config {

// An element of an environment list: PARITY §1, "environment". Values are unexpanded.
struct EnvironmentElement {
  std::vector<std::pair<std::string, std::string>> vars;
  bool extend = true;
};

// A field that is not there leaves what earlier directives set.
struct Directive {
  Filter filter;
  int line = 0;  // of the `[[directives]]`
  std::optional<bool> ignore;
  std::optional<std::chrono::seconds> timeout;
  std::optional<bool> include_shared_libraries;
  std::optional<std::vector<LayerSpec>> layers;
  std::vector<LayerSpec> added_layers;
  std::optional<std::vector<EnvironmentElement>> environment;
  std::vector<EnvironmentElement> added_environment;
  std::optional<std::vector<Mount>> mounts;
  std::vector<Mount> added_mounts;
  std::optional<Network> network;
  std::optional<Isolation> isolation;
  std::optional<bool> writable_file_system;  // enable_writable_file_system
  std::optional<bool> pid1;
  std::optional<std::string> working_directory;
  std::optional<std::uint32_t> user;
  std::optional<std::uint32_t> group;
  std::optional<std::string> hostname;
};

// What can be said on the command line, in the environment and in files, under the name of the long option;
// and what only a file can say. What is not said is none, or empty.
struct Settings {
  std::optional<std::size_t> slots;
  std::optional<Isolation> isolation;
  std::optional<std::chrono::seconds> timeout;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::vector<std::string> report;  // "junit=build/junit.xml"
  std::optional<std::string> ui;
  std::optional<std::string> color;
  std::optional<bool> verbose;
  std::optional<std::string> build_dir;
  std::optional<std::string> build_config;
  std::optional<bool> no_build;
  std::vector<std::string> artifacts;  // globs of test binaries, relative to the project
  std::optional<std::string> cache_root;
  std::optional<std::string> state_root;
  std::optional<std::uint64_t> cache_size;  // bytes; the file says 10_000_000 or "10 GiB"

  // The long option's name of each that was said → where: "maelstrom.toml:3", "MAELSTROM_SLOTS", "--slots".
  std::map<std::string, std::string> origins;
};

struct Config {
  std::string file;     // empty: there is none
  std::string project;  // what a relative local_path starts from, absolute; empty: it stays relative
  Settings settings;
  std::vector<Directive> directives;
};

struct ParsedConfig {
  Config config;
  std::vector<Diagnostic> errors;  // all of the file; if there are any, config is not to be used
  std::vector<Diagnostic> warnings;
};

// `text` is the content of `file`; the name is for diagnostics only.
ParsedConfig parse_config(std::string_view text, const std::string& file);

// The value of a variable of the client's environment; none if it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string&)>;

// What the directives make of one case.
struct CasePlan {
  ContainerSpec container;
  std::chrono::seconds timeout{0};  // 0 = none
  bool ignore = false;
  bool include_shared_libraries = true;
};

// The places in config.directives of those that match `subject`, in order.
std::vector<std::size_t> matching(const Config& config, const FilterSubject& subject);

// Applies the directives at `which`, in order, to `start` (the default container and settings):
// plain vectors overwrite, `added_*` append, scalars set (PARITY §3, "directive rule"). An
// `environment` replaces what earlier directives made of the environment of `start`. A /sys mount of
// `start` goes if the network becomes the host's.
// Errors: Invalid for a variable that is not known and has no default, for a declared sys mount with
// the host's network; names the file and the line of the directive.
Result<CasePlan> apply(const Config& config, const std::vector<std::size_t>& which, CasePlan start,
                       const Lookup& client_environment);

}  // namespace maelstrom::config
