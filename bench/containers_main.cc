// usage: bench_containers COUNT SLOTS PROGRAM [WORD...]
//
// Runs the program COUNT times, each in a container of its own, in all slots at once, and prints the seconds
// that it took: what a run of as many cases costs at least.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/strings.h"
#include "bench/container_scene.h"

namespace maelstrom::container {
namespace {

std::size_t number(const char* word) {
  const auto value = parse_unsigned(word);
  if (!value) give_up(std::string("not a number: ") + word);
  return static_cast<std::size_t>(*value);
}

void run_all(std::vector<Cell>& cells, const ContainerCommand& command, std::size_t count) {
  std::atomic<std::size_t> begun = 0;
  std::vector<std::thread> threads;
  threads.reserve(cells.size());
  for (Cell& cell : cells) {
    threads.emplace_back([&] {
      while (begun++ < count) run_contained(cell, command);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

int run(int argc, char** argv) {
  if (argc < 4) give_up("usage: bench_containers COUNT SLOTS PROGRAM [WORD...]");
  const std::size_t count = number(argv[1]);
  const std::size_t slots = number(argv[2]);
  Scene scene;
  scene.add(argv[3], "/payload");
  scene.give_away();
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < slots; ++i) {
    cells.push_back(or_give_up(
        Cell::start({.program = MAELSTROM_BENCH_CELL, .layers_root = scene.layers(), .slots = slots, .slot = i})));
  }
  std::vector<std::string> words{"/payload"};
  words.insert(words.end(), argv + 4, argv + argc);
  const ContainerCommand command = Scene::command(words, Isolation::kDefault);
  for (Cell& cell : cells) run_contained(cell, command);  // makes its chamber
  const auto begin = std::chrono::steady_clock::now();
  run_all(cells, command, count);
  std::printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return 0;
}

}  // namespace
}  // namespace maelstrom::container

int main(int argc, char** argv) { return maelstrom::container::run(argc, argv); }
