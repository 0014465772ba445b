// A tree in memory: filled path by path, then stored from the leaves up.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "store/store.h"

namespace maelstrom::layers {

struct TreeFile {
  Digest digest;
  bool executable = false;
  NodeProperties properties;
};

enum class TreeKind : std::uint8_t { kNothing, kDirectory, kFile, kSymlink, kFifo, kLowerLink };

// Paths are those of the container; a leading "/" and "." mean nothing. Parents are made as they are
// needed, without properties: they get the usual mode.
//
// Of one path given twice the last wins, if both are of one kind.
// Errors of all that add: Invalid, with the path: a path that is empty, holds ".." or NUL, is too
// deep or has too long a name; a path of one kind where another kind stands already.
class TreeBuilder {
 public:
  TreeBuilder();
  TreeBuilder(TreeBuilder&&) noexcept;
  TreeBuilder& operator=(TreeBuilder&&) noexcept;
  ~TreeBuilder();

  Status add_file(std::string_view path, const TreeFile& file);
  Status add_symlink(std::string_view path, std::string target);
  Status add_directory(std::string_view path);
  // The path "/" is the tree's root.
  Status add_directory(std::string_view path, const NodeProperties& properties);

  // A named pipe.
  Status add_fifo(std::string_view path, const NodeProperties& properties);

  // Where something stands already, here or in a lower layer, nothing changes.
  Status add_stub_file(std::string_view path);
  Status add_stub_directory(std::string_view path);

  // Makes `path` another name of the file `existing`. Errors: Invalid too if that is no file here.
  Status add_hard_link(std::string_view path, std::string_view existing);

  // Makes `path` what `existing` is in `tree`. Errors: Invalid too if that is no file, symbolic link or pipe.
  Status add_copy(std::string_view path, const TreeBuilder& tree, std::string_view existing);

  // Keeps a place for another name of what a lower layer has at `target`. store() leaves it out.
  Status add_lower_link(std::string_view path, std::string target);
  // The target of the lower link at `path`; none if there is none.
  std::optional<std::string> lower_link_target(std::string_view path) const;
  // All of them, and nothing else: each as a symbolic link to its target.
  Result<TreeBuilder> lower_links() const;

  // Hides what lower layers have at `path`; what this layer has there stays, alone. Errors: Invalid too
  // for the root.
  Status add_whiteout(std::string_view path);
  // Makes the directory `path`, and hides what lower layers have in it.
  Status add_opaque_directory(std::string_view path);

  bool holds(std::string_view path) const;
  // What stands at `path`; links are not followed.
  TreeKind kind_of(std::string_view path) const;
  // None if no symbolic link stands at `path`.
  std::optional<std::string> link_target(std::string_view path) const;

  // Takes out what stands at `path`, or only what stands in the directory `path`. That nothing is there is no error.
  void remove(std::string_view path);
  void clear(std::string_view path);

  // Stores all directories. The digest is that of the root.
  Result<Digest> store(store::Store& store) const;

 private:
  struct Node;
  using Children = std::map<std::string, Node, std::less<>>;
  struct Branch;
  struct Link {
    std::string target;
  };
  struct Fifo {
    NodeProperties properties;
  };
  struct LowerLink {
    std::string target;
  };

  Result<Node*> slot(std::string_view path);
  Result<Node*> empty_or_same(std::string_view path, std::size_t kind);
  const Node* find(std::string_view path) const;
  Branch* branch_at(std::string_view path);
  static Status collect_lower_links(const Branch& branch, const std::string& path, TreeBuilder& links);
  static Result<Directory> directory_of(const Branch& branch, store::Store& store);

  std::unique_ptr<Node> root_;
};

}  // namespace maelstrom::layers
