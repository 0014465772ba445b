// A container for each process against the process alone: bare posix_spawn, the default slot, strict,
// and bwrap with comparable flags where it is installed. Rounds are interleaved; a figure is the best
// round's median, in microseconds from start to known end.
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/strings.h"
#include "container/cell.h"
#include "os/file.h"
#include "os/system_host.h"

namespace maelstrom::container {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxSlots = 2;
constexpr int kRounds = 15;
constexpr const char* kLayer = "base";

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "container_bench: %s\n", why.c_str());
  std::exit(1);
}

template <typename T>
T or_give_up(Result<T> result) {
  if (!result) give_up(result.error().message());
  return std::move(*result);
}

// Where the payloads and the libraries of the dynamic one stand, at their own paths.
class Payloads {
 public:
  Payloads() : scratch_(or_give_up(os::TemporaryDirectory::create("maelstrom-bench-"))) {
    std::filesystem::permissions(scratch_.path(), std::filesystem::perms(0755));
    for (const char* directory : {"proc", "tmp", "dev/shm"}) std::filesystem::create_directories(root() / directory);
    for (const char* device : {"full", "null", "random", "urandom", "zero"}) {
      if (!os::replace_file(root() / "dev" / device, "")) give_up("cannot write a stub");
    }
    add(MAELSTROM_BENCH_TRUE, "/true");
    add(MAELSTROM_BENCH_CXX, "/cxx");
    add_libraries(MAELSTROM_BENCH_CXX);
    if (::geteuid() != 0) return;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch_.path())) {
      if (::lchown(entry.path().c_str(), kUnprivilegedUser, kUnprivilegedGroup) != 0) give_up("cannot chown");
    }
  }
  std::filesystem::path root() const { return std::filesystem::path(scratch_.path()) / kLayer; }
  std::string layers() const { return scratch_.path(); }

 private:
  void add(const std::filesystem::path& from, const std::string& path) {
    const std::filesystem::path to = root() / path.substr(1);
    std::filesystem::create_directories(to.parent_path());
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
  }
  void add_libraries(const std::string& program) {
    const auto listed = or_give_up(os::SystemHost().run({.argv = {"ldd", program}}));
    for (const std::string_view line : split(listed.standard_output, '\n')) {
      const std::size_t from = line.find('/');
      if (from == std::string_view::npos) continue;
      const std::string path(line.substr(from, line.find(' ', from) - from));
      add(path, path);
    }
  }
  os::TemporaryDirectory scratch_;
};

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
  ContainerCommand command{.layer_directories = {kLayer}, .program = program};
  command.container.mounts = {
      ProcMount{"/proc"}, TmpMount{"/tmp"},
      DevicesMount{{Device::kFull, Device::kNull, Device::kRandom, Device::kShm, Device::kUrandom, Device::kZero}}};
  command.container.network = Network::kLoopback;
  command.container.writable_file_system = true;
  command.container.isolation = isolation;
  return [&cell, command] {
    if (auto started = cell.run(command); !started) give_up(started.error().message());
    while (true) {
      pollfd ready{cell.fd(), POLLIN, 0};
      ::poll(&ready, 1, -1);
      auto result = cell.receive();
      if (!result) give_up(result.error().message());
      if (!*result) continue;
      if (!**result) give_up((**result).error().message());
      if ((**result)->termination != Termination(Exited{0})) give_up("a payload failed");
      return;
    }
  };
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
    std::printf("  %-12s %8.0f us   %6.2f x bare\n", variants[v].name, best[v], best[v] / best[0]);
  }
}

std::vector<std::string> bwrap(const Payloads& payloads, const std::string& program) {
  return {"/usr/bin/bwrap", "--unshare-all", "--ro-bind", payloads.root().string(), "/",    "--proc", "/proc", "--dev",
          "/dev",           "--tmpfs",       "/tmp",      "--die-with-parent",      program};
}

int run() {
  const Payloads payloads;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < kMaxSlots; ++i) {
    cells.push_back(or_give_up(
        Cell::start({.program = MAELSTROM_BENCH_CELL, .layers_root = payloads.layers(), .slots = kMaxSlots})));
  }
  const std::map<std::string, int> programs = {{"/true", 400}, {"/cxx", 100}};
  for (const auto& [program, count] : programs) {
    const std::string outside = payloads.root().string() + program;
    std::vector<Variant> variants = {
        {"bare", [&](std::size_t) { return bare({outside}); }, count},
        {"default", [&](std::size_t slot) { return contained(cells[slot], program, Isolation::kDefault); }, count},
        {"strict", [&](std::size_t slot) { return contained(cells[slot], program, Isolation::kStrict); }, count / 10},
    };
    if (os::exists("/usr/bin/bwrap")) {
      variants.push_back({"bwrap", [&](std::size_t) { return bare(bwrap(payloads, program)); }, count / 20});
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
