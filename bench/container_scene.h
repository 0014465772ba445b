// For benchmarks: programs with their libraries in a layer, and containers of that layer.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "container/cell.h"
#include "os/file.h"

namespace maelstrom::container {

[[noreturn]] void give_up(const std::string& why);

template <typename T>
T or_give_up(Result<T> result) {
  if (!result) give_up(result.error().message());
  return std::move(*result);
}

// A layer in a directory of its own. What cannot be made ends the program.
class Scene {
 public:
  Scene();

  // Puts the program `from` of the host at `path`, and what libraries it needs at their own paths.
  void add(const std::filesystem::path& from, const std::string& path);
  void give_away();  // to the user that containers run as

  // `words` in a container of the layer, which is as `maelstrom test` makes it by itself.
  static ContainerCommand command(std::vector<std::string> words, Isolation isolation);

  std::filesystem::path root() const;
  std::string layers() const { return scratch_.path(); }

 private:
  os::TemporaryDirectory scratch_;
};

// From the start to the known end; a job that does not exit with 0 ends the program.
void run_contained(Cell& cell, const ContainerCommand& command);

}  // namespace maelstrom::container
