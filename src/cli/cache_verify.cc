#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "cli/cache_command.h"
#include "cli/failure.h"

namespace maelstrom::cli {
namespace {

using store::Flaw;

constexpr int kSomethingWrong = 1;

struct Verified {
  store::VerifiedStore store;
  store::Sifting results;
  bool results_replaced = false;

  std::uint64_t wrong() const {
    const auto flaws = std::ranges::count_if(store.flaws, [](const Flaw& flaw) {
      return flaw.fate == Flaw::Fate::kDropped || flaw.fate == Flaw::Fate::kInUse;
    });
    return static_cast<std::uint64_t>(flaws) + results.damaged + results.unwanted + (results_replaced ? 1 : 0);
  }
};

std::string_view word_of(Flaw::Fate fate) {
  switch (fate) {
    case Flaw::Fate::kDropped:
    case Flaw::Fate::kUndescribed:
      return "dropped";
    case Flaw::Fate::kInUse:
      return "in use";
    case Flaw::Fate::kUnread:
      return "not read";
  }
  return "";
}

void print_text(const Verified& verified) {
  std::string text;
  for (const Flaw& flaw : verified.store.flaws) {
    text += fmt::format("{:<9}{} {}\n", word_of(flaw.fate), printable(flaw.path), printable(flaw.reason));
  }
  if (verified.results_replaced) text += "dropped  all results: their database was damaged\n";
  if (verified.results.damaged > 0) {
    text +=
        fmt::format("dropped  {} results: they are not as they were written\n", human_count(verified.results.damaged));
  }
  if (verified.results.unwanted > 0) {
    text += fmt::format("dropped  {} results: their output is not in the store any more\n",
                        human_count(verified.results.unwanted));
  }
  text += fmt::format(
      "{} contents ({}), {} trees and {} results were looked at: ", human_count(verified.store.contents),
      human_bytes(verified.store.bytes), human_count(verified.store.trees), human_count(verified.results.results));
  text += verified.wrong() == 0 ? "nothing is wrong\n" : fmt::format("{} wrong\n", human_count(verified.wrong()));
  std::fputs(text.c_str(), stdout);
}

void print_json(const Verified& verified) {
  nlohmann::json flaws = nlohmann::json::array();
  for (const Flaw& flaw : verified.store.flaws) {
    flaws.push_back({{"path", to_utf8(flaw.path)}, {"reason", to_utf8(flaw.reason)}, {"fate", word_of(flaw.fate)}});
  }
  const nlohmann::json object{{"contents", verified.store.contents},
                              {"bytes", verified.store.bytes},
                              {"trees", verified.store.trees},
                              {"results", verified.results.results},
                              {"results_replaced", verified.results_replaced},
                              {"results_damaged", verified.results.damaged},
                              {"results_without_output", verified.results.unwanted},
                              {"flaws", std::move(flaws)},
                              {"wrong", verified.wrong()}};
  std::puts(object.dump().c_str());
}

Result<int> run(const CacheOptions& options) {
  TRY_ASSIGN(cache, OpenCache::open(options, SystemClock()));
  TRY_ASSIGN(verified_store, cache.store->verify());
  TRY_ASSIGN(sifted, cache.results->sift([&](const Digest&, const store::KnownResult& known) {
    return is_whole(*cache.store, known);
  }));
  const Verified verified{
      .store = std::move(verified_store), .results = sifted, .results_replaced = cache.results->moved_aside()};
  if (options.format == "json") {
    print_json(verified);
  } else {
    print_text(verified);
  }
  return verified.wrong() == 0 ? kSuccess : kSomethingWrong;
}

}  // namespace

int run_cache_verify(const CacheOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
