#include "layers/image_docker_archive.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLayerLimit = 1000;
constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
constexpr std::string_view kLayerType = "application/vnd.oci.image.layer.v1.tar";

struct SavedImage {
  std::string config;
  std::vector<std::string> layers;
  std::vector<std::string> names;
};

std::vector<std::string> texts_of(const Json& object, const char* key) {
  std::vector<std::string> texts;
  const auto member = object.find(key);
  if (member == object.end() || !member->is_array()) return texts;
  for (const Json& item : *member) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

Result<std::vector<SavedImage>> parse_saved(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array()) return invalid("lists no images");
  std::vector<SavedImage> images;
  for (const Json& item : json) {
    if (!item.is_object() || !item.contains("Config") || !item["Config"].is_string()) {
      return invalid("names an image without a configuration");
    }
    images.push_back({item["Config"].get<std::string>(), texts_of(item, "Layers"), texts_of(item, "RepoTags")});
    if (images.back().layers.size() > kLayerLimit) return invalid("an image of more than 1000 layers");
  }
  return images;
}

// Names are written with or without the registry that is meant where none is named.
std::string plain_name(std::string name) {
  if (name.starts_with("docker.io/")) name.erase(0, std::string_view("docker.io/").size());
  if (name.starts_with("library/")) name.erase(0, std::string_view("library/").size());
  const auto slash = name.rfind('/');
  const bool tagged = name.find(':', slash == std::string::npos ? 0 : slash) != std::string::npos;
  return tagged ? name : name + ":latest";
}

bool is_named(const SavedImage& image, const std::string& name) {
  return std::ranges::any_of(image.names, [&](const auto& one) { return plain_name(one) == plain_name(name); });
}

Result<SavedImage> choose(std::vector<SavedImage> images, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& image : images) {
    for (const auto& one : image.names) names.push_back(printable(one));
  }
  const std::string all = names.empty() ? "none with a name" : join(names, ", ");
  if (!name.empty()) std::erase_if(images, [&](const SavedImage& image) { return !is_named(image, name); });
  if (images.empty()) {
    return fail(ErrorCode::kNotFound, fmt::format("the archive holds no image \"{}\", but: {}", printable(name), all));
  }
  if (images.size() > 1) {
    return invalid(fmt::format("the archive holds several images; say which one, after a \":\": {}", all));
  }
  return std::move(images.front());
}

Json descriptor(std::string_view type, const Digest& digest) {
  return {{"mediaType", type}, {"digest", "sha256:" + digest.hex()}, {"size", digest.size}};
}

}  // namespace

Result<BlobDescriptor> DockerArchiveSource::resolve() {
  TRY_ASSIGN(text, files_->read("manifest.json", kManifestLimit));
  TRY_ASSIGN_IN("manifest.json", images, parse_saved(text));
  TRY_ASSIGN(image, choose(std::move(images), name_));
  TRY_ASSIGN(config, files_->read(image.config, kConfigLimit));
  config_ = std::move(config);
  Json layers = Json::array();
  for (const std::string& name : image.layers) {
    TRY_ASSIGN(digest, digest_of_file(name));
    layers_[digest] = name;
    layers.push_back(descriptor(kLayerType, digest));
  }
  const Json manifest{{"schemaVersion", 2},
                      {"mediaType", kManifestType},
                      {"config", descriptor(kConfigType, digest_of(config_))},
                      {"layers", layers}};
  manifest_ = manifest.dump();
  return BlobDescriptor{.media_type = std::string(kManifestType), .digest = digest_of(manifest_)};
}

Result<Digest> DockerArchiveSource::digest_of_file(const std::string& name) {
  TRY_ASSIGN(file, files_->open(name));
  Sha256 hash;
  std::vector<char> piece(1 << 18);
  for (std::uint64_t left = file.size; left > 0;) {
    const ssize_t count = ::read(file.fd.get(), piece.data(), std::min<std::uint64_t>(left, piece.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(system_error(errno, "read", name));
    if (count == 0) return invalid(printable(name) + ": ends too early");
    hash.update({piece.data(), static_cast<std::size_t>(count)});
    left -= static_cast<std::uint64_t>(count);
  }
  return hash.finish();
}

Result<std::string> DockerArchiveSource::manifest(const BlobDescriptor& /*descriptor*/) { return manifest_; }

Result<std::string> DockerArchiveSource::config(const BlobDescriptor& /*descriptor*/) { return config_; }

Result<os::Fd> DockerArchiveSource::layer(const BlobDescriptor& descriptor) {
  const auto layer = layers_.find(descriptor.digest);
  if (layer == layers_.end()) return fail(ErrorCode::kNotFound, "no such layer in the archive");
  TRY_ASSIGN(file, files_->open(layer->second));
  return std::move(file.fd);
}

}  // namespace maelstrom::layers
