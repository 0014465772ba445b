// The store against what it cannot do without: hashing a new file, one stat(2) of an old one.
#include <benchmark/benchmark.h>
#include <sys/stat.h>

#include <cstring>
#include <random>

#include "os/file.h"
#include "os/inode.h"
#include "store/store.h"

namespace maelstrom::store {
namespace {

constexpr std::size_t kFileSize = 64 << 20;
constexpr int kFiles = 10'000;

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::mt19937_64 random(std::random_device{}());
  for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    std::memcpy(&bytes[at], &word, sizeof word);
  }
  return bytes;
}

// The baseline: SHA-256 of bytes in memory.
void Sha256OfMemory(benchmark::State& state) {
  const std::string bytes = noise(kFileSize);
  for (auto _ : state) benchmark::DoNotOptimize(digest_of(bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kFileSize));
}
BENCHMARK(Sha256OfMemory)->Unit(benchmark::kMillisecond);

// A file that the store has never seen, in the page cache.
void PutNewFile(benchmark::State& state) {
  const auto scratch = os::TemporaryDirectory::create().value();
  auto store = Store::open({.root = scratch.path() + "/store"}).value();
  std::string bytes = noise(kFileSize);
  const std::string path = scratch.path() + "/file";
  std::uint64_t round = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::memcpy(bytes.data(), &++round, sizeof round);
    static_cast<void>(store->collect_garbage(0));
    if (!os::replace_file(path, bytes)) state.SkipWithError("cannot write the file");
    state.ResumeTiming();
    if (!store->put_file(path)) state.SkipWithError("put_file failed");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kFileSize));
}
BENCHMARK(PutNewFile)->Unit(benchmark::kMillisecond);

// A file whose content the store has, and whose fingerprint it does not know.
void PutTouchedFile(benchmark::State& state) {
  const auto scratch = os::TemporaryDirectory::create().value();
  auto store = Store::open({.root = scratch.path() + "/store"}).value();
  const std::string path = scratch.path() + "/file";
  if (!os::replace_file(path, noise(kFileSize)) || !store->put_file(path)) state.SkipWithError("cannot store");
  std::int64_t round = 0;
  for (auto _ : state) {
    static_cast<void>(os::set_times({AT_FDCWD, path}, {.modified = timespec{++round, 0}}));
    if (!store->put_file(path)) state.SkipWithError("put_file failed");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kFileSize));
}
BENCHMARK(PutTouchedFile)->Unit(benchmark::kMillisecond);

class ManyFiles {
 public:
  ManyFiles() {
    for (int i = 0; i < kFiles; ++i) {
      paths_.push_back(scratch_.path() + "/" + std::to_string(i));
      static_cast<void>(os::replace_file(paths_.back(), std::to_string(i)));
    }
  }
  std::string root() const { return scratch_.path() + "/store"; }
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
  state.SetItemsProcessed(state.iterations() * kFiles);
}
BENCHMARK(StatOnly)->Unit(benchmark::kMillisecond);

bool put_all(Store& store, const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    if (!store.put_file(path)) return false;
  }
  return true;
}

// As a new process does it: with what earlier ones left in the database.
void PutUnchangedFiles(benchmark::State& state) {
  const ManyFiles files;
  for (int round = 0; round < 2; ++round) {  // files that are too young are hashed twice
    if (!put_all(*Store::open({.root = files.root()}).value(), files.paths())) state.SkipWithError("cannot store");
  }
  for (auto _ : state) {
    auto store = Store::open({.root = files.root()}).value();
    if (!put_all(*store, files.paths())) state.SkipWithError("put_file failed");
  }
  state.SetItemsProcessed(state.iterations() * kFiles);
}
BENCHMARK(PutUnchangedFiles)->Unit(benchmark::kMillisecond);

// A tree of as many files, made and dropped.
void MakeTree(benchmark::State& state) {
  const ManyFiles files;
  auto store = Store::open({.root = files.root()}).value();
  Directory directory;
  for (const auto& path : files.paths()) {
    directory.files.push_back({path.substr(path.rfind('/') + 1), store->put_file(path).value()});
  }
  std::int64_t round = 0;
  for (auto _ : state) {
    directory.properties.mtime_seconds = ++round;
    if (!store->tree(store->put_directory(directory).value())) state.SkipWithError("tree failed");
  }
  state.SetItemsProcessed(state.iterations() * kFiles);
}
BENCHMARK(MakeTree)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace maelstrom::store
