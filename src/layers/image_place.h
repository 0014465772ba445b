// Where an entry of an image stands in a tree that is being filled.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "layers/tree_builder.h"

namespace maelstrom::layers {

// The path inside `tree` that `path` means when the links of the tree are followed, as a program in a root directory of
// its own would: absolute targets begin at the tree's root, and ".." in the root is the root. A last component that is
// a link is not followed by the first, but by the second. What is not there yet stays as it is written.
// Errors: Invalid for ".." in `path` itself, and for a loop of links.
Result<std::string> without_parent_links(const TreeBuilder& tree, std::string_view path);
Result<std::string> without_links(const TreeBuilder& tree, std::string_view path);

// Makes room in `tree` for an entry of `kind` at `path`: what is of another kind goes, there and where directories have
// to stand above it; directories stay directories. Gives the path to add the entry at. Errors: as without_links().
Result<std::string> make_room(TreeBuilder& tree, std::string_view path, TreeKind kind);

}  // namespace maelstrom::layers
