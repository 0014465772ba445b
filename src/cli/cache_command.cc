#include "cli/cache_command.h"

#include <dirent.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "cli/asked.h"
#include "cli/failure.h"
#include "cli/open_store.h"
#include "cli/result_cache.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "reapi/action_result.h"
#include "report/timestamp.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kRunsShown = 10;
constexpr std::uint64_t kDay = UINT64_C(24) * 3600;

struct Contents {
  std::string root;
  std::uint64_t limit = 0;
  store::StoreSurvey survey;  // with the shares of what lies beside the store
  store::ResultsUsage results;
  std::vector<store::ServedRun> runs;
};

// What goes meanwhile counts nothing.
std::uint64_t bytes_below(const std::string& directory) {
  const auto entries = os::list_directory(directory);
  if (!entries) return 0;
  std::uint64_t bytes = 0;
  for (const auto& entry : *entries) {
    const std::string path = directory + "/" + entry.name;
    if (entry.type == DT_DIR) bytes += bytes_below(path);
    if (entry.type != DT_REG) continue;
    if (const auto info = os::lstat(path)) bytes += static_cast<std::uint64_t>(info->st_size);
  }
  return bytes;
}

std::uint64_t size_of(const std::string& path) {
  const auto info = os::lstat(path);
  return info ? static_cast<std::uint64_t>(info->st_size) : 0;
}

void add_share(store::StoreSurvey& survey, store::StoreSurvey::Share share) {
  survey.bytes += share.bytes;
  survey.shares.push_back(std::move(share));
}

Result<Contents> look(OpenCache& cache) {
  Contents contents{.root = cache.settings.cache_root, .limit = cache.settings.cache_size};
  TRY_ASSIGN(survey, cache.store->survey());
  TRY_ASSIGN(results, cache.results->usage());
  TRY_ASSIGN(runs, cache.results->served_runs());
  contents.survey = std::move(survey);
  contents.results = results;
  contents.runs = std::move(runs);
  add_share(contents.survey, {.what = "results", .count = results.results, .bytes = results.bytes});
  const std::uint64_t index = size_of(contents.root + "/index.sqlite") + size_of(contents.root + "/index.sqlite-wal");
  add_share(contents.survey, {.what = "fingerprints of files", .count = 0, .bytes = index});
  const std::uint64_t images = bytes_below(cache.settings.image_depot);
  if (images > 0) add_share(contents.survey, {.what = "images under way", .count = 0, .bytes = images});
  return contents;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  // What is not all of it is not shown as if it were.
  return part == whole ? "100 %" : fmt::format("{:.1f} %", std::min(share, 99.9));
}

std::string age_words(const Contents& contents, std::size_t age) {
  if (age == contents.survey.ages.size()) return "before";
  const auto days = static_cast<std::uint64_t>(contents.survey.ages[age]) / kDay;
  return days == 1 ? "within a day" : fmt::format("within {} days", days);
}

std::string time_of(std::int64_t nanoseconds) {
  return report::rfc3339(std::chrono::system_clock::time_point(std::chrono::nanoseconds(nanoseconds)));
}

std::string shares_text(const Contents& contents) {
  std::string text = fmt::format("\n{:<46}{:>12}{:>12}\n", "what fills it", "number", "size");
  for (const auto& share : contents.survey.shares) {
    text += fmt::format("  {:<44}{:>12}{:>12}\n", printable(share.what),
                        share.count == 0 ? "" : human_count(share.count), human_bytes(share.bytes));
  }
  return text + fmt::format("{} trees; {} of {} results stand for a run\n", human_count(contents.survey.trees),
                            human_count(contents.results.answers), human_count(contents.results.results));
}

std::string ages_text(const Contents& contents) {
  std::string text = fmt::format("\n{:<46}{:>24}\n", "last used", "size");
  for (std::size_t age = 0; age < contents.survey.used.size(); ++age) {
    text += fmt::format("  {:<44}{:>24}\n", age_words(contents, age), human_bytes(contents.survey.used[age]));
  }
  if (contents.survey.oldest_use) text += "the oldest use was " + time_of(*contents.survey.oldest_use) + "\n";
  return text;
}

std::string runs_text(const Contents& contents) {
  if (contents.runs.empty()) return "\nno run has used it yet\n";
  std::string text = fmt::format("\n{:<46}{:>12}{:>12}\n", "the last runs", "cases", "cached");
  std::uint64_t cases = 0;
  std::uint64_t answered = 0;
  for (std::size_t i = 0; i < contents.runs.size(); ++i) {
    const store::ServedRun& run = contents.runs[i];
    cases += run.cases;
    answered += run.answered;
    if (i >= kRunsShown) continue;
    text += fmt::format("  {:<44}{:>12}{:>12}  {}\n", report::rfc3339(run.time), human_count(run.cases),
                        percent(run.answered, run.cases), printable(run.project));
  }
  return text + fmt::format("{} of {} cases of the last {} were cached{}{}\n", human_count(answered),
                            human_count(cases),
                            contents.runs.size() == 1 ? "run" : human_count(contents.runs.size()) + " runs",
                            cases == 0 ? "" : ": ", percent(answered, cases));
}

std::string text_of(const Contents& contents) {
  return fmt::format("{}: {} of at most {}\n", printable(contents.root), human_bytes(contents.survey.bytes),
                     human_bytes(contents.limit)) +
         shares_text(contents) + ages_text(contents) + runs_text(contents);
}

nlohmann::json json_of(const Contents& contents) {
  nlohmann::json object{
      {"root", to_utf8(contents.root)},   {"bytes", contents.survey.bytes},       {"size_limit", contents.limit},
      {"trees", contents.survey.trees},   {"results", contents.results.results},  {"answers", contents.results.answers},
      {"fills", nlohmann::json::array()}, {"last_used", nlohmann::json::array()}, {"runs", nlohmann::json::array()}};
  for (const auto& share : contents.survey.shares) {
    nlohmann::json fill{{"what", to_utf8(share.what)}, {"bytes", share.bytes}};
    if (share.count > 0) fill["count"] = share.count;
    object["fills"].push_back(std::move(fill));
  }
  for (std::size_t age = 0; age < contents.survey.used.size(); ++age) {
    nlohmann::json used{{"bytes", contents.survey.used[age]}};
    if (age < contents.survey.ages.size()) used["within_seconds"] = contents.survey.ages[age];
    object["last_used"].push_back(std::move(used));
  }
  if (contents.survey.oldest_use) object["oldest_use"] = time_of(*contents.survey.oldest_use);
  for (const store::ServedRun& run : contents.runs) {
    object["runs"].push_back({{"id", to_utf8(run.id)},
                              {"project", to_utf8(run.project)},
                              {"time", report::rfc3339(run.time)},
                              {"cases", run.cases},
                              {"cached", run.answered}});
  }
  return object;
}

Result<int> run(const CacheOptions& options) {
  TRY_ASSIGN(cache, OpenCache::open(options, SystemClock()));
  TRY_ASSIGN(contents, look(cache));
  if (options.format == "json") {
    std::puts(json_of(contents).dump().c_str());
  } else {
    std::fputs(text_of(contents).c_str(), stdout);
  }
  return kSuccess;
}

}  // namespace

Result<OpenCache> OpenCache::open(const CacheOptions& options, const Clock& clock) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  TRY_ASSIGN(asked, resolve_all(host, {"cache", os::current_directory(), client_environment}, {}, options.run, {}));
  OpenCache cache{.project = std::move(asked.project.directory), .settings = std::move(asked.settings)};
  TRY_ASSIGN(store, open_store(cache.settings));
  TRY_ASSIGN(results, open_results(cache.settings.cache_root, clock));
  cache.store = std::move(store);
  cache.results = std::move(results);
  return cache;
}

bool is_whole(const store::Store& store, const store::KnownResult& result) {
  const auto blobs = reapi::output_blobs(result.record);
  return blobs && std::ranges::all_of(*blobs, [&](const Digest& blob) { return store.is_there(blob); });
}

int run_cache(const CacheOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
