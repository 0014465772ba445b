#include "session/default_container.h"

#include "session/paths.h"

namespace maelstrom::session {
namespace {

// Constant lines: the same on every machine. Only `localhost` resolves; any other name fails at
// once, because nothing listens where resolv.conf points.
InlineLayer synthetic_etc() {
  return {{
      {"/etc/passwd", "root:x:0:0:root:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"},
      {"/etc/group", "root:x:0:\nnogroup:x:65534:\n"},
      {"/etc/hosts", "127.0.0.1 localhost maelstrom\n::1 localhost ip6-localhost ip6-loopback\n"},
      {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n"},
      {"/etc/hostname", "maelstrom\n"},
      {"/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"},
  }};
}

SymlinksLayer device_links() {
  return {{
      {"/dev/fd", "/proc/self/fd"},
      {"/dev/stdin", "/proc/self/fd/0"},
      {"/dev/stdout", "/proc/self/fd/1"},
      {"/dev/stderr", "/proc/self/fd/2"},
      {"/dev/ptmx", "pts/ptmx"},
  }};
}

// `path` as a stub pattern that stands for itself.
std::string stub_of_directory(const std::string& path) {
  std::string pattern;
  for (const char c : path) {
    if (c == '{' || c == '}' || c == ',' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "/";
}

}  // namespace

bool stands_in_tmp(const frameworks::Artifact& artifact) {
  return is_within(artifact.program, "/tmp") || is_within(artifact.working_directory, "/tmp");
}

const Environment& default_environment() {
  static const Environment kDefault{{"HOME", "/tmp"}, {"LANG", "C.UTF-8"}, {"PATH", "/usr/local/bin:/usr/bin:/bin"}};
  return kDefault;
}

ContainerSpec default_container(const frameworks::Artifact& artifact) {
  ContainerSpec spec;
  spec.settings.environment = default_environment();
  for (const auto& [name, value] : artifact.environment) spec.settings.environment[name] = value;
  spec.settings.mounts = {
      ProcMount{"/proc"},
      SysMount{"/sys"},
      DevicesMount{
          {Device::kFull, Device::kNull, Device::kRandom, Device::kShm, Device::kTty, Device::kUrandom, Device::kZero}},
      DevptsMount{"/dev/pts"},
  };
  if (!stands_in_tmp(artifact)) spec.settings.mounts.push_back(TmpMount{"/tmp"});
  spec.settings.network = Network::kLoopback;
  spec.settings.writable_file_system = true;
  if (!artifact.working_directory.empty()) spec.settings.working_directory = artifact.working_directory;
  return spec;
}

std::vector<LayerSpec> base_layers() { return {device_links(), synthetic_etc()}; }

LayerSpec program_layer(const frameworks::Artifact& artifact) {
  PathsLayer layer{.paths = {artifact.program}, .prefix = {.follow_symlinks = true}};
  layer.paths.insert(layer.paths.end(), artifact.files.begin(), artifact.files.end());
  return layer;
}

LayerSpec library_layer(const frameworks::Artifact& artifact) {
  SharedLibrariesLayer layer{.binaries = artifact.linked, .prefix = {}};
  if (layer.binaries.empty()) layer.binaries.push_back(artifact.program);
  return layer;
}

LayerSpec places_layer(const std::string& working_directory) {
  StubsLayer places{{"/proc/", "/sys/", "/tmp/", "/dev/shm/", "/dev/pts/", "/dev/{full,null,random,tty,urandom,zero}"}};
  if (working_directory != "/") places.stubs.push_back(stub_of_directory(working_directory));
  return places;
}

LayerSpec working_directory_layer(const std::string& working_directory) {
  return StubsLayer{{stub_of_directory(working_directory)}};
}

}  // namespace maelstrom::session
