// Choosing among 100 000 names (to take <= 50 ms), beside a search for one word in each of them.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "config/filter.h"

namespace maelstrom::config {
namespace {

constexpr int kNames = 100'000;

std::vector<std::string> names() {
  constexpr const char* kSuites[] = {"UrlParser", "SlowNetwork", "JsonWriter", "Values/FuzzTest"};
  std::vector<std::string> made;
  made.reserve(kNames);
  for (int i = 0; i < kNames; ++i) {
    made.push_back(std::string(kSuites[i % 4]) + ".HandlesCase" + std::to_string(i) + "/" + std::to_string(i % 97));
  }
  return made;
}

void FindOneWord(benchmark::State& state) {
  const std::vector<std::string> all = names();
  for (auto _ : state) {
    int found = 0;
    for (const std::string& name : all) found += name.find("Url") != std::string::npos ? 1 : 0;
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(FindOneWord)->Unit(benchmark::kMillisecond);

void Choose(benchmark::State& state, const char* text) {
  const std::vector<std::string> all = names();
  for (auto _ : state) {
    const auto filter = Filter::parse(text);
    if (!filter) return state.SkipWithError(filter.error().message().c_str());
    int chosen = 0;
    for (const std::string& name : all) {
      chosen += filter->matches({.name = name, .artifact = "net_test", .framework = "gtest"}) ? 1 : 0;
    }
    if (chosen == 0 || chosen == kNames) state.SkipWithError("it chooses nothing, or everything");
    benchmark::DoNotOptimize(chosen);
  }
}
BENCHMARK_CAPTURE(Choose, Word, "name.contains(Url)")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Choose, Words, "name.contains(Url) and not name.ends_with(/13)")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Choose, Glob, "name.globs(*Parser.*8/*)")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Choose, Expression, "name.matches(Slow|Fuzz)")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Choose, LongExpression, "not name.matches(^(Url|Json)[A-Z][a-z]+[.].*[0-9]{3}/[0-9]$)")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(
    Choose, All,
    "framework.equals(gtest) and (name.contains(Url) or name.matches(Fuzz.*7$)) and artifact.starts_with(net)")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace maelstrom::config
