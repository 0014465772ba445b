// `shared_library_dependencies`: the closure of programs, with links and their targets.
#pragma once

#include "base/result.h"
#include "core/layer_spec.h"
#include "layers/closure.h"
#include "layers/host_source.h"
#include "layers/tree_builder.h"

namespace maelstrom::layers {

// Libraries stand where the loader will look for them. Directories on the way there are directories,
// also where the host has a link (/lib → usr/lib): so the layer goes well with others, above or below,
// that have real directories there. Files that are links on the host are links to what they lead to.
// Errors: of Closure::of(), of HostSource::add_content(); Invalid if two libraries need one place.
Status add_libraries(const SharedLibrariesLayer& layer, const HostSource& source, Closure& closure, TreeBuilder& tree);

}  // namespace maelstrom::layers
