#include "bench/container_scene.h"

#include <poll.h>
#include <unistd.h>

#include <string_view>

#include "base/strings.h"
#include "os/system_host.h"

namespace maelstrom::container {
namespace {

constexpr const char* kLayer = "base";

void copy_into(const std::filesystem::path& root, const std::filesystem::path& from, const std::string& path) {
  const std::filesystem::path to = root / path.substr(1);
  std::filesystem::create_directories(to.parent_path());
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace

void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

Scene::Scene() : scratch_(or_give_up(os::TemporaryDirectory::create("maelstrom-bench-"))) {
  std::filesystem::permissions(scratch_.path(), std::filesystem::perms(0755));
  for (const char* directory : {"proc", "sys", "tmp", "dev/pts", "dev/shm"})
    std::filesystem::create_directories(root() / directory);
  for (const char* device : {"full", "null", "random", "tty", "urandom", "zero"}) {
    if (!os::replace_file(root() / "dev" / device, "")) give_up("cannot write a stub");
  }
}

void Scene::add(const std::filesystem::path& from, const std::string& path) {
  copy_into(root(), from, path);
  const auto listed = or_give_up(os::SystemHost().run({.argv = {"ldd", from}}));
  for (const std::string_view line : split(listed.standard_output, '\n')) {
    const std::size_t begin = line.find('/');
    if (begin == std::string_view::npos) continue;
    const std::string library(line.substr(begin, line.find(' ', begin) - begin));
    copy_into(root(), library, library);
  }
}

void Scene::give_away() {
  if (::geteuid() != 0) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch_.path())) {
    if (::lchown(entry.path().c_str(), kUnprivilegedUser, kUnprivilegedGroup) != 0) give_up("cannot chown");
  }
}

std::filesystem::path Scene::root() const { return std::filesystem::path(scratch_.path()) / kLayer; }

ContainerCommand Scene::command(std::vector<std::string> words, Isolation isolation) {
  ContainerCommand command{.layer_directories = {kLayer}, .program = words.front()};
  command.arguments.assign(words.begin() + 1, words.end());
  command.container.mounts = {ProcMount{"/proc"}, SysMount{"/sys"},
                              DevicesMount{{Device::kFull, Device::kNull, Device::kRandom, Device::kShm, Device::kTty,
                                            Device::kUrandom, Device::kZero}},
                              DevptsMount{"/dev/pts"}, TmpMount{"/tmp"}};
  command.container.network = Network::kLoopback;
  command.container.writable_file_system = true;
  command.container.isolation = isolation;
  return command;
}

void run_contained(Cell& cell, const ContainerCommand& command) {
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
}

}  // namespace maelstrom::container
