// usage: bench_spawn COUNT SLOTS PROGRAM [WORD...]
//
// Runs the program COUNT times with posix_spawn(3), in no container, SLOTS at a time, and prints the seconds that
// it took: what as many processes cost at least.
#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

void give_up(const char* why) {
  std::fprintf(stderr, "bench_spawn: %s\n", why);
  std::exit(1);
}

void run_once(char** words) {
  pid_t child = 0;
  char* no_variables[] = {nullptr};
  if (::posix_spawn(&child, words[0], nullptr, nullptr, words, no_variables) != 0) give_up("cannot start the program");
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) give_up("the program failed");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) give_up("usage: bench_spawn COUNT SLOTS PROGRAM [WORD...]");
  const std::size_t count = std::stoul(argv[1]);
  const std::size_t slots = std::stoul(argv[2]);
  std::atomic<std::size_t> begun = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  threads.reserve(slots);
  for (std::size_t i = 0; i < slots; ++i) {
    threads.emplace_back([&] {
      while (begun++ < count) run_once(argv + 3);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return 0;
}
