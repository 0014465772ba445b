#include <CLI/CLI.hpp>
#include <memory>

#include "cli/age.h"
#include "cli/cache_command.h"
#include "cli/command_help.h"
#include "cli/commands.h"

namespace maelstrom::cli {
namespace {

std::string why_no_age(const std::string& text) {
  return parse_age(text) ? "" : "an age is a number with its unit: s, m, h, d or w, as in \"30d\"; not " + text;
}

void add_cache_options(CLI::App& command, CacheOptions& options) {
  command.allow_extras();
  command.add_option("--format", options.format, "json: one object")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  add_cache_root_option(command, options.run.cache_root);
}

void add_gc(CLI::App& cache, Command& chosen) {
  CLI::App* command = cache.add_subcommand("gc", "Drop what was used least recently");
  command->footer(
      "Without --size the cache shrinks to the limit that the settings give (cache-size). What a run has in use "
      "stays.\n"
      "Results take a tenth of the size at most; those of whose output something is gone go as well.");
  auto options = std::make_shared<GcOptions>();
  add_cache_options(*command, options->cache);
  add_size_option(*command, options->size);
  command->add_option("--age", options->age, "Drop all that was not used for so long: 30d, 12h")
      ->type_name("AGE")
      ->check(why_no_age);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_cache_gc(*options); }; });
}

void add_verify(CLI::App& cache, Command& chosen) {
  CLI::App* command = cache.add_subcommand("verify", "Read all of it again, and drop what is wrong");
  command->footer(
      "What is dropped is made again when it is needed. Exit codes: 0 nothing was wrong, 1 something was, 2 usage, 3 "
      "it "
      "could not be told.");
  auto options = std::make_shared<CacheOptions>();
  add_cache_options(*command, *options);
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_cache_verify(*options); }; });
}

void add_export(CLI::App& cache, Command& chosen) {
  CLI::App* command = cache.add_subcommand("export", "Write what answers into an archive, for another machine");
  command->footer(
      "A CASE is a case, a part of a name, or a filter; those of its cases that have run in this project are written, "
      "without it everything is. The archive is a tar.");
  say_arguments(*command, "FILE [CASE]");
  auto options = std::make_shared<ExportOptions>();
  add_cache_options(*command, options->cache);
  add_state_root_option(*command, options->cache.run.state_root);
  command->add_option("FILE", options->file, "The archive")->type_name("")->required();
  command->add_option("CASE", options->filter, "Which cases")->type_name("");
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_cache_export(*options); }; });
}

void add_import(CLI::App& cache, Command& chosen) {
  CLI::App* command = cache.add_subcommand("import", "Take in an archive that another machine wrote");
  command->footer(
      "Everything in it is verified first. What it says of an action counts as if that had run here: take in only what "
      "comes from someone you trust.");
  say_arguments(*command, "FILE");
  auto options = std::make_shared<ImportOptions>();
  add_cache_options(*command, options->cache);
  add_state_root_option(*command, options->cache.run.state_root);
  command->add_option("FILE", options->file, "The archive")->type_name("")->required();
  command->callback([options, &chosen] { chosen = [options](const auto&) { return run_cache_import(*options); }; });
}

}  // namespace

void add_cache_command(CLI::App& program, Command& chosen) {
  CLI::App* cache = program.add_subcommand("cache", "What is kept between runs: how much, how old, how useful");
  auto options = std::make_shared<CacheOptions>();
  add_cache_options(*cache, *options);
  add_gc(*cache, chosen);
  add_verify(*cache, chosen);
  add_export(*cache, chosen);
  add_import(*cache, chosen);
  cache->footer("Without a command it tells what the cache holds, and how many cases of the last runs it answered.");
  cache->callback([options, &chosen] {
    // CLI11 calls a command back after those below it.
    if (!chosen) chosen = [options](const auto&) { return run_cache(*options); };
  });
}

}  // namespace maelstrom::cli
