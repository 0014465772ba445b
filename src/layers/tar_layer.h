// `tar`: the content of an archive, with its modes and times.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "layers/tree_builder.h"
#include "store/store.h"

namespace maelstrom::layers {

// A few bytes of a compressed archive unfold to any size.
struct TarLimits {
  std::uint64_t content = UINT64_C(64) << 30;  // bytes of all files
  std::uint64_t entries = 10'000'000;          // as many as a tree may have
};

// Takes the tar at `path` (plain, or compressed with gzip, bzip2, xz or zstd) into `tree`. A hard link
// is another name of the same file. ".wh.NAME" hides NAME of lower layers and ".wh..wh..opq" all that they
// have in its directory; neither is an entry of the tree. Source: OCI image-spec v1.1, layer.md, "Whiteouts".
// Errors name the archive and the entry: Invalid for what is no tar, is damaged or ends too early, for
// a name that is absolute, holds ".." or leads through a link, for a hard link to what is no file
// before it, for a whiteout of what is no name, for a relative link that climbs out of the tree, for devices and
// sockets (containers get theirs by mounts), and for more than `limits` allow.
Status add_tar(const std::string& path, store::Store& store, TreeBuilder& tree, const TarLimits& limits = {});

}  // namespace maelstrom::layers
