#include "cli/options.h"

#include <CLI/CLI.hpp>

#include "config/partition.h"
#include "config/settings_reader.h"
#include "reapi/remote_address.h"

namespace maelstrom::cli {
namespace {

constexpr const char* kProject = "Project";
constexpr const char* kRun = "Run";
constexpr const char* kDisplay = "Display";
constexpr const char* kIdentity = "TLS to servers of a cluster";

std::string why_no_project_path(const std::string& text) {
  return config::parse_project_path(text) ? "" : "an absolute path without \"..\" is wanted, not " + text;
}

std::string why_no_address(const std::string& text) {
  const auto address = reapi::parse_remote_address(text);
  return address ? "" : address.error().message();
}

}  // namespace

std::string why_no_bytes(const std::string& text) {
  return config::parse_bytes(text) ? "" : "a size is a number of bytes, or like \"10 GiB\"; not " + text;
}

void add_options(CLI::App& command, ProjectOptions& options) {
  command.add_option("-i,--include", options.includes, "Only what matches: a filter, a case, or a part of a name")
      ->type_name("FILTER")
      ->allow_extra_args(false)
      ->group(kProject);
  command.add_option("-x,--exclude", options.excludes, "Not what matches")
      ->type_name("FILTER")
      ->allow_extra_args(false)
      ->group(kProject);
  command.add_option("--artifact", options.artifacts, "A test binary, in place of those that CTest knows; repeatable")
      ->type_name("PATH")
      ->group(kProject);
  command.add_option("--build-dir", options.build_directory, "CMake's build directory (default: it is found)")
      ->type_name("DIR")
      ->group(kProject);
  command.add_option("-C,--build-config", options.build_configuration, "The configuration, of a build with several")
      ->type_name("NAME")
      ->group(kProject);
  command.add_flag("--no-build", options.no_build, "Take the test binaries as they are")->group(kProject);
  command.add_option("--project-path", options.project_path, "Where the project stands inside (default: as here)")
      ->type_name("PATH")
      ->check(why_no_project_path)
      ->group(kProject);
  command.add_option("--config-file", options.config_file, "In place of the project's maelstrom.toml")
      ->type_name("PATH")
      ->group(kProject);
  command
      .add_flag("-P,--print-config", options.print_config, "Print every setting that holds and who said it, and end")
      ->group(kProject);
}

void add_size_option(CLI::App& command, std::optional<std::string>& size) {
  command.add_option("--size", size, "What it may keep: 10GiB, 0")->type_name("SIZE")->check(why_no_bytes);
}

void add_cache_root_option(CLI::App& command, std::optional<std::string>& cache_root) {
  command.add_option("--cache-root", cache_root, "Of what can be made again ($XDG_CACHE_HOME/maelstrom)")
      ->type_name("DIR")
      ->group(kRun);
}

void add_state_root_option(CLI::App& command, std::optional<std::string>& state_root) {
  command.add_option("--state-root", state_root, "Of the tests' history ($XDG_STATE_HOME/maelstrom)")
      ->type_name("DIR")
      ->group(kRun);
}

void add_slot_options(CLI::App& command, RunOptions& options, const char* inline_limit) {
  command.add_option("--slots", options.slots, "How many run at once (default: one for each core)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->group(kRun);
  add_cache_root_option(command, options.cache_root);
  command.add_option("--cache-size", options.cache_size, "What the cache may grow to (default: 20 GiB)")
      ->type_name("SIZE")
      ->check(why_no_bytes)
      ->group(kRun);
  command
      .add_option("--inline-limit", options.inline_limit,
                  std::string("What is kept of each output stream (default: ") + inline_limit + ")")
      ->type_name("SIZE")
      ->check(why_no_bytes)
      ->group(kRun);
}

void add_machine_options(CLI::App& command, RunOptions& options) {
  add_slot_options(command, options);
  command
      .add_option("--container-image-depot-root", options.image_depot_root,
                  "Of images while they are downloaded (default: in the cache)")
      ->type_name("DIR")
      ->group(kRun);
  command
      .add_flag("--accept-invalid-remote-container-tls-certs", options.accept_invalid_certificates,
                "Download images from registries that cannot prove who they are")
      ->group(kRun);
}

void add_options(CLI::App& command, RunOptions& options) {
  add_machine_options(command, options);
  const std::vector<std::string> defaults{"maelstrom", "cargo-maelstrom", "maelstrom-go-test", "maelstrom-pytest"};
  command
      .add_option("--default-container", options.default_container,
                  "What tests find where no directive speaks: as this program has it, or as one of the Rust edition")
      ->type_name("PROGRAM")
      ->check(CLI::IsMember(defaults))
      ->group(kRun);
  command.add_option("--isolation", options.isolation, "strict: everything fresh for each test")
      ->type_name("default|strict")
      ->check(CLI::IsMember({"default", "strict"}))
      ->group(kRun);
  command.add_option("--memory", options.memory, "For the tests that say how much they need (default: the machine's)")
      ->type_name("SIZE")
      ->check(why_no_bytes)
      ->group(kRun);
  command.add_option("--timeout", options.timeout, "For every test, whatever the project says; 0: none")
      ->type_name("SECONDS")
      ->group(kRun);
  add_state_root_option(command, options.state_root);
  auto* no_cache = command.add_flag("--no-cache", options.no_cache, "Run all, and keep no result");
  no_cache->group(kRun);
  command.add_flag("--refresh", options.refresh, "Run all, and keep what comes of it in place of earlier results")
      ->excludes(no_cache)
      ->group(kRun);
}

void add_choice_options(CLI::App& command, RunOptions& options) {
  command.add_option("--rerun", options.rerun, "Only those that failed when they ran last")
      ->type_name("failed")
      ->check(CLI::IsMember({"failed"}))
      ->group(kRun);
  command.add_option("--partition", options.partition, "One of N parts: hash:M/N, slice:M/N, or time:M/N as long ones")
      ->type_name("PART")
      ->check([](const std::string& text) {
        return config::parse_partition(text) ? "" : "write hash:M/N, slice:M/N or time:M/N, with M from 1 to N";
      })
      ->group(kRun);
  command.add_option("--shuffle", options.shuffle, "In an order that the seed decides")->type_name("SEED")->group(kRun);
  command.add_option("--retries", options.retries, "Run a case that failed again, so often; if it passes, it is flaky")
      ->type_name("N")
      ->check(CLI::Range(0, 1000))
      ->group(kRun);
  command.add_option("--flaky-result", options.flaky_result, "What a flaky case makes of the run (default: pass)")
      ->type_name("pass|fail")
      ->check(CLI::IsMember({"pass", "fail"}))
      ->group(kRun);
  command.add_option("-r,--repeat,--loop", options.repeat, "Run each case so often; it passes if it passes every time")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000'000))
      ->group(kRun);
  command
      .add_flag("--repeat-until-fail", options.repeat_until_fail,
                "Run the cases again and again until one fails; with --repeat, so often at most")
      ->group(kRun);
  command.add_option("--stop-after", options.stop_after, "End the run after so many failures")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000'000))
      ->group(kRun);
}

void add_remote_option(CLI::App& command, RunOptions& options) {
  command.add_option("--remote,--broker", options.remote, "The engine of a cluster: grpc[s]://HOST:PORT[/INSTANCE]")
      ->type_name("ADDRESS")
      ->check(why_no_address)
      ->group(kRun);
}

void add_remote_options(CLI::App& command, RunOptions& options) {
  add_remote_option(command, options);
  command.add_option("--remote-slots", options.remote_slots, "How many run there at once (default: 64)")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000))
      ->group(kRun);
  command
      .add_option("--remote-fallback", options.remote_fallback,
                  "When the cluster cannot be used: run here, or end with an error (default: fail)")
      ->type_name("fail|local")
      ->check(CLI::IsMember({"fail", "local"}))
      ->group(kRun);
  command.add_flag("--hybrid", options.hybrid, "Use this machine's slots, too, while others wait on the cluster")
      ->group(kRun);
  command
      .add_option("--remote-share", options.remote_share,
                  "Runs of one NAME share one part of the cluster (default: those of one user on one machine)")
      ->type_name("NAME")
      ->group(kRun);
  command
      .add_option("--accept-isolation", options.accept_isolation,
                  "What a test has of its own at least, where a cluster's own worker makes no container (default: "
                  "container)")
      ->type_name("container|files")
      ->check(CLI::IsMember({"container", "files"}))
      ->group(kRun);
}

void add_identity_options(CLI::App& command, IdentityOptions& options) {
  const auto add = [&](const char* name, std::optional<std::string>& value, const char* what, const char* type) {
    command.add_option(name, value, what)->type_name(type)->group(kIdentity);
  };
  add("--tls-ca", options.tls_ca, "Who may vouch for a server (default: $SSL_CERT_FILE, else the system's)", "PATH");
  add("--client-certificate", options.client_certificate, "Prove by this PEM file who calls; with --client-key",
      "PATH");
  add("--client-key", options.client_key, "The key of --client-certificate", "PATH");
  add("--token-file", options.token_file, "Prove by the bearer token in this file who calls", "PATH");
  add("--token-command", options.token_command, "Prove it by the token that this command of a shell writes", "COMMAND");
  add("--credential-helper", options.credential_helper, "Prove it by what this helper of Bazel's kind says", "PROGRAM");
}

void add_remote_cache_options(CLI::App& command, RunOptions& options) {
  command
      .add_option("--remote-cache", options.remote_cache, "A server's results beside one's own: grpc[s]://HOST:PORT")
      ->type_name("ADDRESS")
      ->check(why_no_address)
      ->group(kRun);
  command.add_flag("--remote-cache-read-only", options.remote_cache_read_only, "Give that server no results")
      ->group(kRun);
}

void add_audit_options(CLI::App& command, RunOptions& options) {
  const auto add = [&](const char* name, std::optional<unsigned>& percent, const char* what) {
    command.add_option(name, percent, what)
        ->type_name("PERCENT")
        ->transform(
            [](const std::string& text) { return text.ends_with('%') ? text.substr(0, text.size() - 1) : text; })
        ->check(CLI::Range(0, 100))
        ->group(kRun);
  };
  add("--audit-cache", options.audit_cache, "Run so many of the cached cases all the same; fail if they end otherwise");
  add("--audit-isolation", options.audit_isolation, "Run so many cases again, strictly; fail if they end otherwise");
}

void add_color_option(CLI::App& command, std::optional<std::string>& color) {
  command.add_option("--color", color, "Colours of outcomes")
      ->type_name("auto|always|never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->group(kDisplay);
}

void add_display_options(CLI::App& command, DisplayOptions& options) {
  command.add_option("--ui", options.ui, "auto: fancy on a terminal, else simple")
      ->type_name("auto|simple|fancy|quiet")
      ->check(CLI::IsMember({"auto", "simple", "fancy", "quiet"}))
      ->group(kDisplay);
  command
      .add_option("--report", options.reports, "json, junit, html or github; the path - is standard output; repeatable")
      ->type_name("KIND=PATH")
      ->group(kDisplay);
  add_color_option(command, options.color);
  command.add_flag("-v,--verbose", options.verbose, "A line for each test, also for those that pass")->group(kDisplay);
}

}  // namespace maelstrom::cli
