// One directory of a tree: REAPI v2 `Directory`, in its canonical encoding.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"

namespace maelstrom {

// REAPI v2 `NodeProperties`, as far as this project writes it: of stubs, and of what tars and images hold.
// A directory without a mode says nothing of it: it is as a lower layer made it, else 0755.
struct NodeProperties {
  std::optional<std::uint32_t> unix_mode;  // permission bits, 0 to 07777
  std::optional<std::int64_t> mtime_seconds;
  std::uint32_t mtime_nanoseconds = 0;  // 0 unless mtime_seconds is set
  bool fifo = false;                    // of a file: it is a named pipe; property "maelstrom.fifo"
  bool stub = false;                    // stands only where no lower layer has anything; property "maelstrom.stub"

  bool empty() const { return !unix_mode && !mtime_seconds && !fifo && !stub; }
  auto operator<=>(const NodeProperties&) const = default;
};

struct FileNode {
  std::string name;
  Digest digest;
  bool executable = false;
  NodeProperties properties;
  auto operator<=>(const FileNode&) const = default;
};

struct DirectoryNode {
  std::string name;
  Digest digest;  // of the encoded Directory
  auto operator<=>(const DirectoryNode&) const = default;
};

struct SymlinkNode {
  std::string name;
  std::string target;
  auto operator<=>(const SymlinkNode&) const = default;
};

struct Directory {
  std::vector<FileNode> files;
  std::vector<DirectoryNode> directories;
  std::vector<SymlinkNode> symlinks;
  NodeProperties properties;  // of the directory itself
  // What it hides of the same directory in lower layers: everything, or what has one of these names.
  // They are properties of the directory, "maelstrom.opaque" and "maelstrom.whiteout" with the name as
  // its value, and no entries: who takes a single layer need not know of them.
  bool opaque = false;
  std::vector<std::string> whiteouts;
  auto operator<=>(const Directory&) const = default;

  // The protobuf encoding that REAPI calls canonical: entries sorted by name (as bytes), fields in
  // the order of their numbers, defaults left out.
  // Source: build/bazel/remote/execution/v2/remote_execution.proto, "Directory".
  std::string encode() const;

  // Takes any protobuf encoding of a Directory; unknown fields are passed over.
  // Errors: Invalid for truncated or malformed bytes, for a name (of a whiteout, too) that is empty, ".",
  // ".." or holds "/" or NUL, and for the name of an entry that stands twice.
  static Result<Directory> decode(std::string_view bytes);
};

}  // namespace maelstrom
