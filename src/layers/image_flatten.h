// The layers of an image become one tree.
#pragma once

#include <span>

#include "base/result.h"
#include "core/digest.h"
#include "store/store.h"

namespace maelstrom::layers {

// `layers` are bottom first; whiteouts and opaque directories are resolved, none is in the result. Of a path the
// highest wins, of whatever kind; directories of the same path merge, and have the properties of the highest that gives
// some. A directory that a layer only implies does not replace a link of a lower one: its entries stand where the link
// leads. Source: OCI image-spec v1.1, layer.md, "Applying Changesets". Errors: of the store; Invalid for what is no
// tree.
Result<Digest> flatten(store::Store& store, std::span<const Digest> layers);

}  // namespace maelstrom::layers
