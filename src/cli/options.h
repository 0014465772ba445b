// What a person typed, as values; nothing is resolved yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace maelstrom::cli {

// For the ends of help texts.
inline constexpr const char* kAboutFilters =
    "A FILTER is an expression (artifact.equals(parser_test) and not name.contains(Slow)), a case "
    "(parser_test::Lexer.Numbers) or a part of a name.";
inline constexpr const char* kAboutExitCodes =
    "Exit codes: 0 all passed, 1 a test failed, 2 usage, configuration or build, 3 no verdict, 128+n ended by signal "
    "n.";

// Where the project is, and what of it is meant. Paths are as typed.
struct ProjectOptions {
  std::optional<std::string> config_file;
  std::optional<std::string> build_directory;
  std::optional<std::string> build_configuration;
  bool no_build = false;
  std::optional<std::string> project_path;  // as config::parse_project_path takes it
  bool print_config = false;
  std::vector<std::string> artifacts;
  std::vector<std::string> includes;
  std::vector<std::string> excludes;
};

// Who servers of a cluster must be, and how they learn who calls.
struct IdentityOptions {
  std::optional<std::string> tls_ca;
  std::optional<std::string> client_certificate;
  std::optional<std::string> client_key;
  std::optional<std::string> token_file;
  std::optional<std::string> token_command;
  std::optional<std::string> credential_helper;
};

// How jobs run.
struct RunOptions {
  std::optional<std::size_t> slots;
  std::optional<std::string> default_container;
  std::optional<std::string> memory;  // as config::parse_bytes takes it
  std::optional<std::string> isolation;
  std::optional<std::uint32_t> timeout;  // seconds
  std::optional<std::string> cache_root;
  std::optional<std::string> state_root;
  std::optional<std::string> cache_size;    // as config::parse_bytes takes it
  std::optional<std::string> inline_limit;  // likewise
  std::optional<std::string> image_depot_root;
  bool accept_invalid_certificates = false;
  std::optional<std::uint64_t> retries;
  std::optional<std::string> flaky_result;
  std::optional<std::uint64_t> stop_after;
  std::optional<std::uint64_t> repeat;
  bool repeat_until_fail = false;
  std::optional<std::string> partition;  // as config::parse_partition takes it
  std::optional<std::string> shuffle;
  std::optional<std::string> rerun;
  bool no_cache = false;
  bool refresh = false;
  std::optional<std::string> remote;  // as reapi::parse_remote_address takes it
  std::optional<std::uint64_t> remote_slots;
  std::optional<std::string> remote_fallback;
  bool hybrid = false;
  std::optional<std::string> remote_share;
  std::optional<std::string> accept_isolation;
  IdentityOptions identity;
  std::optional<std::string> remote_cache;  // as reapi::parse_remote_address takes it
  bool remote_cache_read_only = false;
  std::optional<unsigned> audit_cache;      // percent
  std::optional<unsigned> audit_isolation;  // percent
};

// What a person sees.
struct DisplayOptions {
  std::optional<std::string> ui;
  std::optional<std::string> color;
  std::vector<std::string> reports;
  bool verbose = false;
};

void add_options(CLI::App& command, ProjectOptions& options);
void add_options(CLI::App& command, RunOptions& options);
// Of those of RunOptions, what has to do with this machine, its cache and its images alone.
void add_machine_options(CLI::App& command, RunOptions& options);
// Of those, what has nothing to do with images. `inline_limit`: the default, for the help.
void add_slot_options(CLI::App& command, RunOptions& options, const char* inline_limit = "1 MiB");
// Of those of RunOptions, what has to do with a cluster.
void add_remote_options(CLI::App& command, RunOptions& options);
void add_remote_option(CLI::App& command, RunOptions& options);  // of those, which one
void add_identity_options(CLI::App& command, IdentityOptions& options);
// Of those of RunOptions, what has to do with results of other machines, and what lets cases run a second time.
void add_remote_cache_options(CLI::App& command, RunOptions& options);
void add_audit_options(CLI::App& command, RunOptions& options);
void add_choice_options(CLI::App& command, RunOptions& options);
void add_display_options(CLI::App& command, DisplayOptions& options);
// What is wrong with `text` as config::parse_bytes takes it; empty: nothing.
std::string why_no_bytes(const std::string& text);
// How large something may be: `size` as config::parse_bytes takes it.
void add_size_option(CLI::App& command, std::optional<std::string>& size);
void add_state_root_option(CLI::App& command, std::optional<std::string>& state_root);
void add_cache_root_option(CLI::App& command, std::optional<std::string>& cache_root);
void add_color_option(CLI::App& command, std::optional<std::string>& color);

}  // namespace maelstrom::cli
