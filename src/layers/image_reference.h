// What `image = "…"` names: an image of a registry, or one that lies on disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::layers {

enum class ImageTransport : std::uint8_t {
  kRegistry,       // docker://
  kLayout,         // oci:, a directory
  kOciArchive,     // oci-archive:, that directory as a tar
  kDockerArchive,  // docker-archive:, what `docker save` writes
};

struct ImageReference {
  ImageTransport transport = ImageTransport::kRegistry;
  std::string registry;  // kRegistry: "docker.io", "localhost:5000"
  std::string name;      // kRegistry: "library/alpine". Else the path, as it was written
  std::string written;   // kRegistry: the name as it was written, without tag and digest: "alpine"
  // kRegistry: "latest" if neither tag nor digest is given. Else the name of an image in the layout or the archive;
  // empty if it holds only one.
  std::string tag;
  std::string digest;  // kRegistry: "sha256:…", which a tag beside it only explains; else empty
  bool operator==(const ImageReference&) const = default;

  // The form with everything said: "docker://docker.io/library/alpine:latest".
  std::string to_string() const;
};

// Takes `docker://name[:tag][@digest]`, `oci:path[:ref]`, `oci-archive:path[:ref]` and `docker-archive:path[:ref]`. A
// first component of a name is a registry if it holds "." or ":" or is "localhost"; without one it is "docker.io", and
// "alpine" is "library/alpine" there. What follows the first ":" of a path is `ref`, so no path holds one.
// Source: distribution's reference package; containers-transports(5).
// Errors: Invalid, with what is wrong and how it is written.
Result<ImageReference> parse_image_reference(std::string_view text);

}  // namespace maelstrom::layers
