#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "cli/age.h"
#include "cli/cache_command.h"
#include "cli/failure.h"
#include "config/settings_reader.h"

namespace maelstrom::cli {
namespace {

using std::chrono::nanoseconds;

// Results may make up so much of the cache: one part of ten.
constexpr std::uint64_t kResultsShare = 10;

struct Freed {
  store::StoreUsage before;
  store::StoreUsage after;
  std::uint64_t results_before = 0;  // bytes
  std::uint64_t results_after = 0;
  std::uint64_t results = 0;  // that were dropped

  std::uint64_t left() const { return after.bytes + results_after; }
  // The results' own file may have grown by a page.
  std::uint64_t bytes() const {
    const std::uint64_t all = before.bytes + results_before;
    return all > left() ? all - left() : 0;
  }
};

store::Kept kept_by(const GcOptions& options, const RunSettings& settings, WallTime now) {
  store::Kept kept{.bytes = settings.cache_size};
  if (options.size) kept.bytes = config::parse_bytes(*options.size).value_or(kept.bytes);
  const auto age = options.age ? parse_age(*options.age) : std::nullopt;
  if (age) kept.used_since = std::chrono::duration_cast<nanoseconds>(now.time_since_epoch() - *age).count();
  return kept;
}

Result<Freed> collect(OpenCache& cache, const store::Kept& kept) {
  Freed freed;
  TRY_ASSIGN(before, cache.store->usage());
  TRY_ASSIGN(results_before, cache.results->usage());
  TRY_ASSIGN(after, cache.store->collect_garbage(kept));
  std::optional<std::chrono::sys_days> since;
  if (kept.used_since) {
    since = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<nanoseconds>(nanoseconds(*kept.used_since)));
  }
  // A result whose output is gone answers nothing.
  TRY(cache.results->sift(
      [&](const Digest&, const store::KnownResult& known) { return is_whole(*cache.store, known); }));
  TRY(cache.results->drop_unused(since, kept.bytes / kResultsShare));
  TRY_ASSIGN(results_after, cache.results->usage());
  return Freed{.before = before,
               .after = after,
               .results_before = results_before.bytes,
               .results_after = results_after.bytes,
               .results = results_before.results - std::min(results_before.results, results_after.results)};
}

void print_text(const Freed& freed, const store::Kept& kept) {
  std::printf("%s\n",
              fmt::format("freed {}: {} contents, {} trees, {} results; {} are left", human_bytes(freed.bytes()),
                          human_count(freed.before.blobs - std::min(freed.before.blobs, freed.after.blobs)),
                          human_count(freed.before.trees - std::min(freed.before.trees, freed.after.trees)),
                          human_count(freed.results), human_bytes(freed.left()))
                  .c_str());
  if (freed.after.bytes > kept.bytes) {
    std::fprintf(stderr, "warning: what is left is in use by other runs, or was less than an hour before they began\n");
  }
}

void print_json(const Freed& freed) {
  const nlohmann::json object{
      {"freed_bytes", freed.bytes()},
      {"bytes", freed.left()},
      {"contents", freed.after.blobs},
      {"trees", freed.after.trees},
      {"dropped_contents", freed.before.blobs - std::min(freed.before.blobs, freed.after.blobs)},
      {"dropped_trees", freed.before.trees - std::min(freed.before.trees, freed.after.trees)},
      {"dropped_results", freed.results}};
  std::puts(object.dump().c_str());
}

Result<int> run(const GcOptions& options) {
  const SystemClock clock;
  TRY_ASSIGN(cache, OpenCache::open(options.cache, clock));
  const store::Kept kept = kept_by(options, cache.settings, clock.wall());
  TRY_ASSIGN(freed, collect(cache, kept));
  if (options.cache.format == "json") {
    print_json(freed);
  } else {
    print_text(freed, kept);
  }
  return kSuccess;
}

}  // namespace

int run_cache_gc(const GcOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
