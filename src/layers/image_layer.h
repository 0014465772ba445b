// One layer of an image: a tar, compressed or not, to a tree with its whiteouts.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "layers/image_source.h"
#include "layers/tar_layer.h"
#include "os/fd.h"
#include "store/store.h"

namespace maelstrom::layers {

struct ImageLayer {
  Digest tree;                        // with its whiteouts: core/directory.h
  Digest lower_links;                 // hard links to what lower layers have, each as a symbolic link to that
  std::vector<std::string> warnings;  // devices that were left out
};

// Takes the layer `descriptor` from where `file` stands into the store. `diff_id` is the SHA-256 of its tar as 64
// hexadecimal digits. Source: OCI image-spec v1.1, layer.md.
//
// Of a path given twice the last wins, of whatever kind both are. A name that leads through a link of the layer stands
// where the link leads inside the tree. Targets of symbolic links are kept as they are: they mean what they mean in the
// container. Owners are not kept, and devices are left out, with a warning: a container has one user and gets its
// devices by mounts.
// A hard link to what no entry before it has given is one to a file of a lower layer: which layers those are, the layer
// does not know, so flatten() finds the file.
// Errors: Invalid, with the entry: a name or hard link with "..", a hard link to a directory, more than `limits` allow;
// Invalid too for what is no tar, is damaged, or has another digest or size than was said.
Result<ImageLayer> take_image_layer(os::Fd file, const BlobDescriptor& descriptor, const std::string& diff_id,
                                    store::Store& store, const TarLimits& limits = {});

}  // namespace maelstrom::layers
