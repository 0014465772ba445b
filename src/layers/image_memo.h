// What the store remembers of images that were imported.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "layers/image_import.h"
#include "layers/image_layer.h"
#include "store/store.h"

namespace maelstrom::layers {

// Each find gives none where something was evicted since.

// Images by `root`, the digest of what their reference names, and the platform.
Result<std::optional<ImportedImage>> find_image(store::Store& store, const Digest& root, const ImagePlatform& platform);
Status remember_image(store::Store& store, const Digest& root, const ImagePlatform& platform,
                      const ImportedImage& image);

// Layers by the digest of their tar, as 64 hexadecimal digits.
Result<std::optional<ImageLayer>> find_layer(store::Store& store, const std::string& diff_id);
// As store::Memos::lock() gives it.
Result<os::Fd> lock_layer(store::Store& store, const std::string& diff_id);
Status remember_layer(store::Store& store, const std::string& diff_id, const ImageLayer& layer);

}  // namespace maelstrom::layers
