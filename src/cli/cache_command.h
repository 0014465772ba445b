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

struct ExportOptions {
  CacheOptions cache;
  std::string file;
  std::optional<std::string> filter;  // as config::parse_selection() takes it; none: everything
};

struct ImportOptions {
  CacheOptions cache;
  std::string file;
};

// Each gives the exit code. What goes wrong has been said.
int run_cache(const CacheOptions& options);
int run_cache_gc(const GcOptions& options);
int run_cache_verify(const CacheOptions& options);
int run_cache_export(const ExportOptions& options);
int run_cache_import(const ImportOptions& options);

// What the cache's root holds.
struct OpenCache {
  std::string project;   // where one stands, absolute
  RunSettings settings;  // of the command line, the environment, the project and the user
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Results> results;

  static Result<OpenCache> open(const CacheOptions& options, const Clock& clock);
};

// True if all of the record's large outputs are in the store; false for one that cannot be read.
bool is_whole(const store::Store& store, const store::KnownResult& result);

}  // namespace maelstrom::cli
