// What a layer is made of, as declared: PARITY §1, "layers".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace maelstrom {

// Of `glob`, `paths` and `shared_library_dependencies`; applied in this order.
struct PrefixOptions {
  bool follow_symlinks = false;  // the target's content stands at the link's path
  bool canonicalize = false;     // the path is replaced by its canonical absolute form
  std::optional<std::string> strip_prefix;
  std::optional<std::string> prepend_prefix;
  bool operator==(const PrefixOptions&) const = default;
};

struct PathsLayer {
  std::vector<std::string> paths;  // a directory adds only the empty directory
  PrefixOptions prefix;
  bool operator==(const PathsLayer&) const = default;
};

struct GlobLayer {
  std::string pattern;  // relative to the project directory; globset syntax, `*` crosses "/"
  bool allow_empty = false;
  PrefixOptions prefix;
  bool operator==(const GlobLayer&) const = default;
};

struct StubsLayer {
  std::vector<std::string> stubs;  // brace expansion; a trailing "/" makes a directory
  bool operator==(const StubsLayer&) const = default;
};

struct SymlinkSpec {
  std::string link;
  std::string target;
  bool operator==(const SymlinkSpec&) const = default;
};

struct SymlinksLayer {
  std::vector<SymlinkSpec> symlinks;
  bool operator==(const SymlinksLayer&) const = default;
};

struct TarLayer {
  std::string path;
  bool operator==(const TarLayer&) const = default;
};

struct SharedLibrariesLayer {
  std::vector<std::string> binaries;  // their closure, not themselves
  PrefixOptions prefix;
  bool operator==(const SharedLibrariesLayer&) const = default;
};

// Files whose content is in the specification itself (the default container's /etc).
struct InlineFile {
  std::string path;  // absolute, inside
  std::string content;
  bool operator==(const InlineFile&) const = default;
};
struct InlineLayer {
  std::vector<InlineFile> files;
  bool operator==(const InlineLayer&) const = default;
};

// A command that runs in the container which the layers before it make, writable; what it changes is the layer.
struct CommandLayer {
  std::vector<std::string> argv;      // a text for the shell is {"/bin/sh", "-c", text}
  bool local_network = false;         // it sees the host's network; there is a version then
  std::string version;                // the user's; another one runs the command again
  std::chrono::seconds timeout{600};  // 0 = none
  std::string declared_at;            // "maelstrom.toml:12:3", for messages
  // Where it stands and how long it may take do not tell two commands apart.
  bool operator==(const CommandLayer& other) const {
    return argv == other.argv && local_network == other.local_network && version == other.version;
  }
};

using LayerSpec = std::variant<PathsLayer, GlobLayer, StubsLayer, SymlinksLayer, TarLayer, SharedLibrariesLayer,
                               InlineLayer, CommandLayer>;

}  // namespace maelstrom
