// The documents of an image: OCI image-spec v1.1, and Docker's "schema 2", which is of the same form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/container.h"
#include "layers/image_source.h"

namespace maelstrom::layers {

struct ImagePlatform {
  std::string os;            // as Go names them: "linux"
  std::string architecture;  // "amd64", "arm64"
  std::string variant;       // "v8"; often empty
  bool operator==(const ImagePlatform&) const = default;

  static ImagePlatform of_this_machine();
  std::string to_string() const;  // "linux/arm64/v8"
};

// One of the manifests or indexes that an index names.
struct IndexEntry {
  BlobDescriptor descriptor;
  std::optional<ImagePlatform> platform;
  std::string name;  // the annotation "org.opencontainers.image.ref.name", else containerd's
};
struct ImageIndex {
  std::vector<IndexEntry> entries;
};

struct ImageManifest {
  BlobDescriptor config;
  std::vector<BlobDescriptor> layers;  // bottom first
};

struct ImageConfig {
  Environment environment;
  std::string working_directory;  // empty: the image says nothing
  std::string user;               // "name", "uid", "uid:gid"; empty: the image says nothing
  bool operator==(const ImageConfig&) const = default;
};

struct ConfigDocument {
  ImageConfig config;
  std::vector<std::string> diff_ids;  // of each layer, bottom first: SHA-256 of its tar as 64 hexadecimal digits
};

// Errors of all: Invalid for what is no JSON, of another kind, or lacks something.

// `media_type` is what others say that the document is; what it says itself, and what it looks like, comes first.
Result<std::variant<ImageIndex, ImageManifest>> parse_image_manifest(std::string_view text,
                                                                     std::string_view media_type);
Result<ConfigDocument> parse_image_config(std::string_view text);

// "sha256:" and 64 lower-case hexadecimal digits. Errors: Invalid for anything else, other algorithms too.
Result<Digest> parse_blob_digest(std::string_view text, std::uint64_t size);

// Of several manifests the one for `platform`: the first with its variant, else the first whose variant does not
// contradict. A single one that says no platform is for every one.
// Errors: NotFound, with the platforms that there are.
Result<BlobDescriptor> choose_platform(const std::vector<IndexEntry>& entries, const ImagePlatform& platform);

}  // namespace maelstrom::layers
