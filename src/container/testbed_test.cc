#include "container/testbed.h"

#include <poll.h>
#include <unistd.h>

#include <filesystem>

namespace maelstrom::container {

Testbed::Testbed() : scratch_(os::TemporaryDirectory::create("maelstrom-container-").value()) {
  std::filesystem::permissions(scratch_.path(), std::filesystem::perms(0755));
  for (const char* directory : {"base", "base/proc", "base/sys", "base/tmp", "base/dev/shm", "base/dev/pts",
                                "base/dev/mqueue", "base/data", "base/work"}) {
    add_directory(directory);
  }
  for (const char* device : {"full", "fuse", "null", "random", "tty", "urandom", "zero"}) {
    add_file(std::string("base/dev/") + device, "");
  }
  std::filesystem::create_symlink("pts/ptmx", layers() + "/base/dev/ptmx");
  std::filesystem::copy_file(MAELSTROM_PAYLOAD, layers() + "/base/payload");
  add_file("base/data/file", "from the layer\n");
  give_away();
}

void Testbed::add_directory(const std::string& path, mode_t mode) {
  ASSERT_TRUE(os::make_directories(layers() + "/" + path, mode).has_value());
}

void Testbed::add_file(const std::string& path, const std::string& content, mode_t mode) {
  ASSERT_TRUE(os::make_directories(layers() + "/" + path.substr(0, path.rfind('/'))).has_value());
  ASSERT_TRUE(os::replace_file(layers() + "/" + path, content, mode).has_value());
}

void Testbed::give_away() {
  if (::geteuid() != 0) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(layers())) {
    ASSERT_EQ(::lchown(entry.path().c_str(), kUnprivilegedUser, kUnprivilegedGroup), 0);
  }
}

CellOptions Testbed::options() const { return {.program = MAELSTROM_CELL, .layers_root = layers()}; }

ContainerCommand Testbed::command(std::vector<std::string> script) const {
  ContainerCommand command{.layer_directories = {"base"}, .program = "/payload", .arguments = std::move(script)};
  command.container.mounts = {ProcMount{"/proc"}, TmpMount{"/tmp"},
                              DevicesMount{{Device::kFull, Device::kNull, Device::kRandom, Device::kShm, Device::kTty,
                                            Device::kUrandom, Device::kZero}}};
  return command;
}

void Testbed::restart_cell(const CellOptions& options) {
  auto started = Cell::start(options);
  if (!started) throw std::runtime_error(started.error().message());
  cell_ = std::move(*started);
}

Cell& Testbed::cell() {
  if (!cell_) restart_cell(options());
  return *cell_;
}

Result<JobResult> await(Cell& cell) {
  while (true) {
    TRY_ASSIGN(result, cell.receive());
    if (result) return std::move(*result);
    pollfd ready{cell.fd(), POLLIN, 0};
    ::poll(&ready, 1, -1);
  }
}

Result<JobResult> Testbed::run(const ContainerCommand& command) {
  TRY(cell().run(command));
  return await(cell());
}

std::string Testbed::see(const ContainerCommand& command) {
  const auto result = run(command);
  if (!result) {
    ADD_FAILURE() << result.error().message();
    return {};
  }
  EXPECT_EQ(result->standard_error.head, "");
  EXPECT_EQ(result->termination, Termination(Exited{0}));
  return result->standard_output.head;
}

}  // namespace maelstrom::container
