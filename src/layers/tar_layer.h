// `tar`: the content of an archive, with its modes and times.
#pragma once

#include <string>

#include "base/result.h"
#include "layers/tree_builder.h"
#include "store/store.h"

namespace maelstrom::layers {

// Takes the tar at `path` (plain, or compressed with gzip, bzip2, xz or zstd) into `tree`. A hard link
// is another name of the same file. ".wh.NAME" hides NAME of lower layers and ".wh..wh..opq" all that they
// have in its directory; neither is an entry of the tree. Source: OCI image-spec v1.1, layer.md, "Whiteouts".
// Errors name the archive and the entry: Invalid for what is no tar, is damaged or ends too early, for
// a name that is absolute, holds ".." or leads through a link, for a hard link to what is no file
// before it, for a whiteout of what is no name, for a relative link that climbs out of the tree, for devices, sockets
// and pipes (a REAPI Directory holds none), and for more than 64 GiB of content.
Status add_tar(const std::string& path, store::Store& store, TreeBuilder& tree);

}  // namespace maelstrom::layers
