// A million results in the cache: what a look-up takes, what a result takes on disk, and what opening takes, beside
// a cache of a thousand. usage: results_bench [NUMBER]
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "os/file.h"
#include "reapi/action_result.h"
#include "store/results.h"

namespace {

using maelstrom::Digest;
using maelstrom::store::Results;
using Clock = std::chrono::steady_clock;

constexpr int kFew = 1000;
constexpr int kMany = 1'000'000;
constexpr int kLookUps = 200'000;
constexpr int kOpenings = 101;
constexpr std::chrono::sys_days kToday{std::chrono::days(20'000)};

Digest action(int number) { return maelstrom::digest_of("action " + std::to_string(number)); }

// As a test that passes leaves it; its output is counted apart.
std::string record_of(const std::string& output) {
  maelstrom::JobResult result{.standard_output = {.head = output}, .duration = std::chrono::microseconds(1234)};
  result.usage = {.user_time = std::chrono::microseconds(900), .system_time = std::chrono::microseconds(300)};
  result.usage.max_rss = 4'096'000;
  const maelstrom::EarlierRun run{.id = "18baf3c5b3fd4b54-3f2a1", .time = std::chrono::system_clock::now()};
  return maelstrom::reapi::encode_result(result, run, [](auto bytes) { return maelstrom::digest_of(bytes); }).value();
}

template <typename Work>
double microseconds(const Work& work) {
  const auto begin = Clock::now();
  work();
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

void fill(const std::string& path, int count, const std::string& record) {
  const auto results = Results::open(path, kToday).value();
  for (int i = 0; i < count; ++i) {
    if (!results->remember(action(i), {record, maelstrom::store::Standing::kAnswer})) std::exit(1);
  }
}

double opening(const std::string& path) {
  std::vector<double> times;
  for (int i = 0; i < kOpenings; ++i) {
    times.push_back(microseconds([&] {
      if (!Results::open(path, kToday).value()->find(action(i)).value()) std::exit(1);
    }));
  }
  std::ranges::nth_element(times, times.begin() + kOpenings / 2);
  return times[kOpenings / 2];
}

// Those that are asked for lie anywhere.
double look_up(const std::string& path, int count) {
  const auto results = Results::open(path, kToday).value();
  std::mt19937 random(1);
  std::vector<Digest> asked;
  for (int i = 0; i < kLookUps; ++i) asked.push_back(action(static_cast<int>(random() % static_cast<unsigned>(count))));
  const auto all = [&] {
    for (const Digest& digest : asked) {
      if (!results->find(digest).value()) std::exit(1);
    }
  };
  all();  // the file is in memory then
  return microseconds(all) / kLookUps;
}

}  // namespace

int main(int argc, char** argv) {
  const int many = argc > 1 ? std::atoi(argv[1]) : kMany;
  const auto scratch = maelstrom::os::TemporaryDirectory::create().value();
  const std::string output(200, 'o');
  const std::string few_path = scratch.path() + "/few.sqlite";
  const std::string many_path = scratch.path() + "/many.sqlite";
  fill(few_path, kFew, record_of(output));
  const double filling = microseconds([&] { fill(many_path, many, record_of(output)); });
  const auto size = static_cast<double>(maelstrom::os::stat(many_path).value().st_size);
  std::printf("%d results: a look-up takes %.2f us (to be <= 5; of %d: %.2f), writing one %.1f us\n", many,
              look_up(many_path, many), kFew, look_up(few_path, kFew), filling / many);
  std::printf("  %.0f bytes a result beyond its output (to be <= 400), of which its record has %zu\n",
              size / many - static_cast<double>(output.size()), record_of("").size());
  std::printf("  opening and finding one takes %.0f us, with %d results %.0f us (to be the same)\n", opening(many_path),
              kFew, opening(few_path));
  return 0;
}
