// `oci:`, `oci-archive:` and `docker-archive:`: images that lie on this machine.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "layers/image_import.h"
#include "layers/image_reference.h"
#include "store/store.h"

namespace maelstrom::layers {

struct DiskImage {
  ImageReference reference;  // of any transport but kRegistry
  std::string project;       // what a relative path starts from, absolute
  std::string scratch;       // a directory in which an archive is unpacked, made if it is not there
};

// As import_image(). An archive that did not change since it was imported is not read again.
// Errors: those of import_image(), with the reference in front.
Result<ImportedImage> import_from_disk(const DiskImage& image, store::Store& store, const ImportOptions& options = {});

}  // namespace maelstrom::layers
