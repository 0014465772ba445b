// Building layers against what it cannot do without: hashing new content, one stat(2) of an old file.
#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "layers/layer_builder.h"
#include "layers/stacker.h"
#include "layers/tree_builder.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr int kLargeFiles = 16;
constexpr std::size_t kLargeSize = 8 << 20;
constexpr int kSmallFiles = 10'000;
constexpr int kPerDirectory = 100;

std::string noise(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, '\0');
  std::mt19937_64 random(seed);
  for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    std::memcpy(&bytes[at], &word, sizeof word);
  }
  return bytes;
}

std::string scratch_path(const os::TemporaryDirectory& scratch, std::string_view name) {
  return scratch.path() + "/" + std::string(name);
}

// The baseline: SHA-256 (EVP) of as many bytes in memory.
void Sha256OfMemory(benchmark::State& state) {
  const std::string bytes = noise(kLargeSize, 1);
  for (auto _ : state) {
    for (int i = 0; i < kLargeFiles; ++i) benchmark::DoNotOptimize(digest_of(bytes));
  }
  state.SetBytesProcessed(state.iterations() * kLargeFiles * static_cast<std::int64_t>(kLargeSize));
}
BENCHMARK(Sha256OfMemory)->Unit(benchmark::kMillisecond)->UseRealTime();

// A glob layer of files that the store has never seen, in the page cache.
void BuildNewLayer(benchmark::State& state) {
  const auto scratch = os::TemporaryDirectory::create().value();
  const std::string project = scratch_path(scratch, "project");
  static_cast<void>(os::make_directories(project));
  auto store = store::Store::open({.root = scratch_path(scratch, "store")}).value();
  std::uint64_t seed = 0;
  for (auto _ : state) {
    state.PauseTiming();
    static_cast<void>(store->collect_garbage(0));
    for (int i = 0; i < kLargeFiles; ++i) {
      static_cast<void>(os::replace_file(project + "/" + std::to_string(i), noise(kLargeSize, ++seed)));
    }
    state.ResumeTiming();
    if (!LayerBuilder(*store, project).build(GlobLayer{.pattern = "**"})) state.SkipWithError("build failed");
  }
  state.SetBytesProcessed(state.iterations() * kLargeFiles * static_cast<std::int64_t>(kLargeSize));
}
BENCHMARK(BuildNewLayer)->Unit(benchmark::kMillisecond)->UseRealTime();

class ManyFiles {
 public:
  ManyFiles() {
    for (int i = 0; i < kSmallFiles; ++i) {
      const std::string directory = project() + "/d" + std::to_string(i / kPerDirectory);
      static_cast<void>(os::make_directories(directory));
      paths_.push_back(directory + "/" + std::to_string(i));
      static_cast<void>(os::replace_file(paths_.back(), std::to_string(i)));
    }
  }
  std::string project() const { return scratch_path(scratch_, "project"); }
  std::string store() const { return scratch_path(scratch_, "store"); }
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::vector<std::string> paths_;
};

void StatOnly(benchmark::State& state) {
  const ManyFiles files;
  for (auto _ : state) {
    for (const auto& path : files.paths()) benchmark::DoNotOptimize(os::stat(path));
  }
  state.SetItemsProcessed(state.iterations() * kSmallFiles);
}
BENCHMARK(StatOnly)->Unit(benchmark::kMillisecond)->UseRealTime();

// As a new process does it: with what earlier ones left in the database.
void BuildUnchangedGlob(benchmark::State& state) {
  const ManyFiles files;
  const GlobLayer layer{.pattern = "**"};
  for (int round = 0; round < 2; ++round) {  // files that are too young are hashed twice
    auto store = store::Store::open({.root = files.store()}).value();
    if (!LayerBuilder(*store, files.project()).build(layer)) state.SkipWithError("build failed");
  }
  for (auto _ : state) {
    auto store = store::Store::open({.root = files.store()}).value();
    if (!LayerBuilder(*store, files.project()).build(layer)) state.SkipWithError("build failed");
  }
  state.SetItemsProcessed(state.iterations() * kSmallFiles);
}
BENCHMARK(BuildUnchangedGlob)->Unit(benchmark::kMillisecond)->UseRealTime();

// The closure of this program, each time by a builder that remembers nothing.
void BuildUnchangedLibraries(benchmark::State& state) {
  const auto scratch = os::TemporaryDirectory::create().value();
  auto store = store::Store::open({.root = scratch_path(scratch, "store")}).value();
  const std::string program = os::own_program().value();
  for (auto _ : state) {
    const auto built = LayerBuilder(*store, "/").build(SharedLibrariesLayer{{program}, {}});
    if (!built) state.SkipWithError("build failed");
  }
}
BENCHMARK(BuildUnchangedLibraries)->Unit(benchmark::kMicrosecond)->UseRealTime();

// Layers that agree, as those of most containers: four small ones, and two of 10 000 files.
class StackBench {
 public:
  StackBench() : store_(store::Store::open({.root = scratch_path(scratch_, "store")}).value()) {
    for (const char* name : {"bin/a", "lib/b", "lib/c", "etc/d"}) {
      TreeBuilder tree;
      static_cast<void>(tree.add_file(name, {.digest = digest_of("")}));
      small_.push_back(tree.store(*store_).value());
    }
    for (const char* top : {"one", "other"}) {
      TreeBuilder tree;
      for (int i = 0; i < kSmallFiles; ++i) {
        const std::string path = std::string(top) + "/" + std::to_string(i / kPerDirectory) + "/" + std::to_string(i);
        static_cast<void>(tree.add_file(path, {.digest = digest_of("")}));
      }
      large_.push_back(tree.store(*store_).value());
    }
  }
  store::Store& store() { return *store_; }
  const std::vector<Digest>& small() const { return small_; }
  const std::vector<Digest>& large() const { return large_; }

 private:
  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::unique_ptr<store::Store> store_;
  std::vector<Digest> small_;
  std::vector<Digest> large_;
};

void StackKnownLayers(benchmark::State& state) {
  StackBench bench;
  Stacker stacker(bench.store());
  for (auto _ : state) benchmark::DoNotOptimize(stacker.stack(bench.small()));
}
BENCHMARK(StackKnownLayers)->Unit(benchmark::kMicrosecond)->UseRealTime();

void StackNewSmallLayers(benchmark::State& state) {
  StackBench bench;
  for (auto _ : state) benchmark::DoNotOptimize(Stacker(bench.store()).stack(bench.small()));
}
BENCHMARK(StackNewSmallLayers)->Unit(benchmark::kMicrosecond)->UseRealTime();

void StackNewLargeLayers(benchmark::State& state) {
  StackBench bench;
  for (auto _ : state) benchmark::DoNotOptimize(Stacker(bench.store()).stack(bench.large()));
}
BENCHMARK(StackNewLargeLayers)->Unit(benchmark::kMicrosecond)->UseRealTime();

// 10 000 files, and a file more in each of their 100 directories: every directory is read.
void StackLargeLayersThatShareAll(benchmark::State& state) {
  StackBench bench;
  TreeBuilder tree;
  for (int i = 0; i < kSmallFiles / kPerDirectory; ++i) {
    static_cast<void>(tree.add_file("one/" + std::to_string(i) + "/new", {.digest = digest_of("")}));
  }
  const std::vector<Digest> layers{bench.large().front(), tree.store(bench.store()).value()};
  for (auto _ : state) benchmark::DoNotOptimize(Stacker(bench.store()).stack(layers));
}
BENCHMARK(StackLargeLayersThatShareAll)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace maelstrom::layers
