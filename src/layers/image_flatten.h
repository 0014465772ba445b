// The layers of an image become one tree.
#pragma once

#include <span>

#include "base/result.h"
#include "core/digest.h"
#include "layers/image_layer.h"
#include "store/store.h"

namespace maelstrom::layers {

// `layers` are bottom first; whiteouts and opaque directories are resolved, none is in the result. Of a path the
// highest wins, of whatever kind; directories of the same path merge, and have the properties of the highest that gives
// some. A directory that a layer only implies does not replace a link of a lower one: its entries stand where the link
// leads. A hard link to a file of a lower layer is that file as the layers below have it, whatever its own layer puts
// or hides there. Source: OCI image-spec v1.1, layer.md, "Applying Changesets".
// Errors: of the store; Invalid, with the layer's number from 1: for what is no tree, and for a hard link to what no
// lower layer has, or has as a directory.
Result<Digest> flatten(store::Store& store, std::span<const ImageLayer> layers);

}  // namespace maelstrom::layers
