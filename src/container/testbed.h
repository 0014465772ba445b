// For the tests of this room: a container of the payload, and what came of a job in it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "container/cell.h"
#include "os/file.h"

namespace maelstrom::container {

// Layers in a directory of their own: "base" has the payload as /payload and the stubs of all mounts.
class Testbed : public ::testing::Test {
 protected:
  Testbed();

  std::string layers() const { return scratch_.path() + "/layers"; }
  CellOptions options() const;
  // The payload with `script`, in a container of layer "base" with /proc, /tmp and the devices.
  ContainerCommand command(std::vector<std::string> script) const;

  // Starts the cell if there is none yet.
  Cell& cell();
  void restart_cell(const CellOptions& options);
  Result<JobResult> run(const ContainerCommand& command);
  // What the job wrote; fails the test if it could not run or wrote to standard error.
  std::string see(const ContainerCommand& command);
  std::string see(std::vector<std::string> script) { return see(command(std::move(script))); }

  // A file of a layer; its directories are made.
  void add_file(const std::string& path, const std::string& content, mode_t mode = 0644);
  void add_directory(const std::string& path, mode_t mode = 0755);
  void give_away();  // to the user that containers run as

 private:
  os::TemporaryDirectory scratch_;
  std::optional<Cell> cell_;
};

// Waits for the end of the job under way.
Result<JobResult> await(Cell& cell);

}  // namespace maelstrom::container
