// `maelstrom cache`: what is kept between runs, how much it is, and whether it is sound.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "cli/options.h"
#include "cli/run_settings.h"
#include "store/results.h"
#include "store/store.h"

namespace maelstrom::cli {

struct CacheOptions {
  std::string format = "text";
  RunOptions run;  // of them, where things lie
};

struct GcOptions {
  CacheOptions cache;
  std::optional<std::string> size;  // as config::parse_bytes takes it
  std::optional<std::string> age;   // as parse_age() takes it
};

// Each gives the exit code. What goes wrong has been said.
int run_cache(const CacheOptions& options);
int run_cache_gc(const GcOptions& options);
int run_cache_verify(const CacheOptions& options);

// The settings of the command line, the environment, the project and the user.
Result<RunSettings> cache_settings(const CacheOptions& options);

// What the cache's root holds.
struct OpenCache {
  RunSettings settings;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Results> results;

  static Result<OpenCache> open(const CacheOptions& options, const Clock& clock);
};

// True if all of the record's large outputs are in the store; false for one that cannot be read.
bool is_whole(const store::Store& store, const store::KnownResult& result);

}  // namespace maelstrom::cli
