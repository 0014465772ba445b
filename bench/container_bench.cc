// A container for each process against the process alone: bare posix_spawn, the default slot, strict,
// and bwrap with comparable flags where it is installed. Rounds are interleaved; a figure is the best
// round's median, in microseconds from start to known end. What a container adds is its time without that of the
// bare process: the payload's own time, the same in each, says nothing about containers.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "bench/container_scene.h"
#include "os/file.h"

namespace maelstrom::container {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxSlots = 2;
constexpr int kRounds = 15;
// Where these stand among the variants.
constexpr std::size_t kBare = 0;
constexpr std::size_t kDefault = 1;

using Once = std::function<void()>;

void wait_for(pid_t pid) {
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) give_up("a process failed");
}

Once bare(std::vector<std::string> argv) {
  return [argv = std::move(argv)] {
    std::vector<char*> pointers;
    for (const std::string& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    char* environment[] = {nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    if (::posix_spawn(&pid, pointers[0], &actions, nullptr, pointers.data(), environment) != 0) give_up("posix_spawn");
    posix_spawn_file_actions_destroy(&actions);
    wait_for(pid);
  };
}

Once contained(Cell& cell, const std::string& program, Isolation isolation) {
  return [&cell, command = Scene::command({program}, isolation)] { run_contained(cell, command); };
}

double median_microseconds(const Once& once, int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    const auto start = Clock::now();
    once();
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + count / 2, times.end());
  return times[static_cast<std::size_t>(count / 2)];
}

// What every slot does at once; the mean of their medians.
double round_of(const std::vector<Once>& slots, int count) {
  std::vector<double> medians(slots.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    threads.emplace_back([&, i] { medians[i] = median_microseconds(slots[i], count); });
  }
  double sum = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    threads[i].join();
    sum += medians[i];
  }
  return sum / static_cast<double>(slots.size());
}

struct Variant {
  const char* name;
  std::function<Once(std::size_t slot)> make;
  int count;
};

void compare(const std::string& title, const std::vector<Variant>& variants, std::size_t slots) {
  std::vector<double> best(variants.size(), std::numeric_limits<double>::max());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t v = 0; v < variants.size(); ++v) {
      std::vector<Once> all;
      for (std::size_t slot = 0; slot < slots; ++slot) all.push_back(variants[v].make(slot));
      best[v] = std::min(best[v], round_of(all, variants[v].count));
    }
  }
  std::printf("%s, %zu slot%s\n", title.c_str(), slots, slots == 1 ? "" : "s");
  for (std::size_t v = 0; v < variants.size(); ++v) {
    std::printf("  %-12s %8.0f us   %6.2f x bare", variants[v].name, best[v], best[v] / best[kBare]);
    if (v == kBare) {
      std::printf("\n");
      continue;
    }
    const double ours = best[kDefault];
    const double added = ours - best[kBare];
    std::printf("   adds %6.0f us", best[v] - best[kBare]);
    if (v > kDefault)
      std::printf(", %.1f x default (%.1f x in whole time)", (best[v] - best[kBare]) / added, best[v] / ours);
    std::printf("\n");
  }
}

std::vector<std::string> bwrap(const Scene& scene, const std::string& program) {
  return {"/usr/bin/bwrap", "--unshare-all", "--ro-bind", scene.root().string(), "/",    "--proc", "/proc", "--dev",
          "/dev",           "--tmpfs",       "/tmp",      "--die-with-parent",   program};
}

int run() {
  Scene scene;
  scene.add(MAELSTROM_BENCH_TRUE, "/true");
  scene.add(MAELSTROM_BENCH_CXX, "/cxx");
  scene.give_away();
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < kMaxSlots; ++i) {
    cells.push_back(or_give_up(
        Cell::start({.program = MAELSTROM_BENCH_CELL, .layers_root = scene.layers(), .slots = kMaxSlots, .slot = i})));
  }
  const std::map<std::string, int> programs = {{"/true", 400}, {"/cxx", 100}};
  for (const auto& [program, count] : programs) {
    const std::string outside = scene.root().string() + program;
    std::vector<Variant> variants = {
        {"bare", [&](std::size_t) { return bare({outside}); }, count},
        {"default", [&](std::size_t slot) { return contained(cells[slot], program, Isolation::kDefault); }, count},
        {"strict", [&](std::size_t slot) { return contained(cells[slot], program, Isolation::kStrict); }, count / 10},
    };
    if (os::exists("/usr/bin/bwrap")) {
      variants.push_back({"bwrap", [&](std::size_t) { return bare(bwrap(scene, program)); }, count / 20});
    }
    for (const std::size_t slots : {std::size_t{1}, kMaxSlots}) {
      compare(program == "/true" ? "static true" : "dynamic C++", variants, slots);
    }
  }
  return 0;
}

}  // namespace
}  // namespace maelstrom::container

int main() { return maelstrom::container::run(); }
