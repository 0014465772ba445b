// `glob`: what matches a pattern below the project directory.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/layer_spec.h"
#include "layers/host_source.h"
#include "layers/tree_builder.h"

namespace maelstrom::layers {

// Directories that are links are not walked. Sockets, pipes and devices that match are left out, with
// a warning. Errors: Invalid for a malformed pattern; Denied for a directory that cannot be listed.
Status add_glob(const GlobLayer& layer, const HostSource& source, TreeBuilder& tree,
                std::vector<std::string>& warnings);

}  // namespace maelstrom::layers
