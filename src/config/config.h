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
#include "config/resolve_containers.h"
#include "core/container.h"
#include "core/job.h"

namespace maelstrom::config {

// Of the cases that name the same one only so many run at once. ("group" is that of the container's processes.)
struct CaseLock {
  std::string name;           // empty: of none
  std::uint64_t at_most = 1;  // at least 1
};

// How often a case may run again after failing, and how long it waits before.
struct CaseRetries {
  std::uint64_t count = 0;
  std::chrono::nanoseconds delay{0};
};

// A field that is not there leaves what earlier directives set.
struct Directive {
  Filter filter;
  int line = 0;  // of the `[[directives]]`
  std::optional<Declared<bool>> ignore;
  std::optional<Declared<CaseRetries>> retries;
  std::optional<Declared<std::uint64_t>> slots;   // at least 1
  std::optional<Declared<std::uint64_t>> memory;  // bytes
  std::optional<Declared<CaseLock>> lock;
  std::optional<Declared<std::chrono::seconds>> timeout;
  std::optional<Declared<std::chrono::nanoseconds>> slow_timeout;
  std::optional<Declared<std::optional<std::chrono::nanoseconds>>> leak_timeout;  // the inner none: `false`
  std::optional<Declared<std::vector<std::string>>> tags;
  std::optional<Declared<bool>> include_shared_libraries;
  std::optional<Declared<bool>> cache;
  std::optional<Declared<std::vector<MachineFact>>> platform;  // each once, in a fixed order
  ContainerDeclaration container;
};

// What can be said on the command line, in the environment and in files, under the name of the long option;
// and what only a file can say. What is not said is none, or empty.
struct Settings {
  std::optional<std::size_t> slots;
  std::optional<std::string> default_container;  // "maelstrom" or a program of the Rust edition
  std::optional<std::uint64_t> memory;           // bytes, of cases that declare their need
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
  std::optional<std::string> project_path;  // where the project stands inside: absolute, tidied, not "/"
  std::optional<bool> no_cache;
  std::optional<bool> refresh;
  std::optional<bool> remote_cache_read_only;
  std::optional<std::string> remote_cache;  // as reapi::parse_remote_address takes it
  std::optional<std::string> remote;        // likewise
  std::optional<std::uint64_t> remote_slots;
  std::optional<std::string> remote_fallback;  // "fail" or "local"
  std::optional<std::string> remote_share;     // with which other runs it shares one part of the cluster
  std::optional<bool> hybrid;
  std::optional<std::string> accept_isolation;    // "container" or "files"
  std::optional<std::string> tls_ca;              // a PEM file
  std::optional<std::string> client_certificate;  // likewise
  std::optional<std::string> client_key;          // likewise
  std::optional<std::string> token_file;
  std::optional<std::string> token_command;      // of a shell
  std::optional<std::string> credential_helper;  // a program
  std::optional<std::uint64_t> retries;
  std::optional<std::string> flaky_result;       // "pass" or "fail"
  std::optional<std::uint64_t> stop_after;       // failures
  std::optional<std::string> partition;          // as parse_partition takes it
  std::optional<std::string> shuffle;            // a seed
  std::optional<std::string> rerun;              // "failed"
  std::optional<std::uint64_t> audit_cache;      // percent
  std::optional<std::uint64_t> audit_isolation;  // percent
  std::vector<std::string> artifacts;            // globs of test binaries, relative to the project
  std::optional<std::string> cache_root;
  std::optional<std::string> state_root;
  std::optional<std::string> container_image_depot_root;  // where images are while they are downloaded
  std::optional<bool> accept_invalid_remote_container_tls_certs;
  std::optional<std::uint64_t> cache_size;    // bytes; the file says 10_000_000 or "10 GiB"
  std::optional<std::uint64_t> inline_limit;  // bytes kept of each output stream

  // The long option's name of each that was said → where: "maelstrom.toml:3", "MAELSTROM_SLOTS", "--slots".
  std::map<std::string, std::string> origins;
};

struct Config {
  std::string file;     // empty: there is none
  std::string project;  // what a relative local_path starts from, absolute; empty: it stays relative
  Settings settings;
  NamedContainers containers;
  std::vector<Directive> directives;
};

struct ParsedConfig {
  Config config;
  std::vector<Diagnostic> errors;  // all of the file; if there are any, config is not to be used
  std::vector<Diagnostic> warnings;
};

// `text` is the content of `file`; the name is for diagnostics only.
ParsedConfig parse_config(std::string_view text, const std::string& file);

// What the directives make of one case.
struct CasePlan {
  ResolvedContainer container;
  Declared<std::chrono::seconds> timeout{{}, by_default()};  // 0 = none
  Declared<bool> ignore{false, by_default()};
  Declared<CaseRetries> retries{{}, by_default()};
  Declared<std::uint64_t> slots{0, by_default()};   // that it takes of those there are; 0: as its project says
  Declared<std::uint64_t> memory{0, by_default()};  // bytes that it takes of what there is
  Declared<CaseLock> lock{{}, by_default()};
  Declared<std::chrono::nanoseconds> slow_timeout{{}, by_default()};  // from when on it is said to be slow; 0 = never
  Declared<std::optional<std::chrono::nanoseconds>> leak_timeout{{}, by_default()};
  Declared<std::vector<std::string>> tags{{}, by_default()};  // of all directives
  Declared<bool> include_shared_libraries{true, by_default()};
  Declared<bool> cache{true, by_default()};                       // a result may stand for later runs
  Declared<std::vector<MachineFact>> platform{{}, by_default()};  // what of the machine it depends on

  static Origin by_default() { return {.what = "the default"}; }
};

// The places in config.directives of those that match `subject`, in order. Tags that one gives are known to the filters
// of those after it; subject.given does not count.
std::vector<std::size_t> matching(const Config& config, const FilterSubject& subject);

// The tags that directives give to `subject`, in order: for its `given`.
std::vector<std::string> given_tags(const Config& config, const FilterSubject& subject);

// Applies the directives at `which`, in order, to `start` (the default container and settings):
// PARITY §3, "directive rule", as ContainerChain does it. A directive with an `image` or a `parent`
// goes back to the container of `start`; what is no part of a container stays. Libraries are left out where the layers
// come from an image, unless a directive says otherwise. Tags add up. Errors: those of ContainerChain.
Result<CasePlan> apply(const Config& config, const std::vector<std::size_t>& which, CasePlan start,
                       const Lookup& client_environment);

}  // namespace maelstrom::config
