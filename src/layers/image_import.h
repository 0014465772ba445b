// An image becomes one flat layer of the store and what its configuration says.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "layers/image_manifest.h"
#include "layers/image_source.h"
#include "layers/tar_layer.h"
#include "store/store.h"

namespace maelstrom::layers {

struct ImportedImage {
  Digest layer;  // no whiteouts: those of the image are resolved
  ImageConfig config;
  std::vector<std::string> warnings;
  // Keeps the layer's tree from being evicted; its copies share it.
  std::shared_ptr<const store::Tree> tree;
};

struct ImportOptions {
  ImagePlatform platform = ImagePlatform::of_this_machine();
  TarLimits limits;
  std::size_t threads = 4;  // layers that are fetched and unfolded at once
};

// Gives the image that `source` names. What was imported before, by whichever program, is not asked for again: an image
// by the digest of what the reference names, a layer by the digest of its tar, so that two images share it.
//
// Every document and layer is checked against the digest that its parent says.
// Errors: of the source; Invalid for what is malformed or has another digest, with the part; NotFound if there is no
// image for the platform.
Result<ImportedImage> import_image(ImageSource& source, store::Store& store, const ImportOptions& options = {});

}  // namespace maelstrom::layers
