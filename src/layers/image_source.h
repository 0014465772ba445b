// Where the parts of one image come from: a directory, an archive, a registry.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "core/digest.h"
#include "os/fd.h"

namespace maelstrom::layers {

// A document of more bytes than these is refused before it is taken into memory.
inline constexpr std::uint64_t kManifestLimit = UINT64_C(4) << 20;
inline constexpr std::uint64_t kConfigLimit = UINT64_C(8) << 20;

// OCI image-spec v1.1, descriptor.md: what one part says of another.
struct BlobDescriptor {
  std::string media_type;  // "" if nobody said
  Digest digest;           // of the bytes as they are kept, and their number; of a manifest it may be 0: not known
  bool operator==(const BlobDescriptor&) const = default;
};

// The image that one reference names. Who implements it need not check digests: import_image() does, all of them.
// Sizes must be held to: nobody takes more than the descriptor says, or than the limits above, into memory or onto
// the disk.
class ImageSource {
 public:
  virtual ~ImageSource() = default;

  // What the reference names: an index or a manifest. This is the only question whose answer may change.
  // Errors: NotFound, with what there is instead; Unavailable if nobody answers.
  virtual Result<BlobDescriptor> resolve() = 0;

  // An index or a manifest that resolve() or another index named. Errors: NotFound; Invalid if it is too long.
  virtual Result<std::string> manifest(const BlobDescriptor& descriptor) = 0;
  // The configuration that a manifest names. Errors: as manifest().
  virtual Result<std::string> config(const BlobDescriptor& descriptor) = 0;

  // The bytes of a layer: `descriptor.digest.size` of them, from where the descriptor stands; read(2) need not end
  // there. May wait until they have been fetched. Called from several threads at once.
  virtual Result<os::Fd> layer(const BlobDescriptor& descriptor) = 0;
};

}  // namespace maelstrom::layers
