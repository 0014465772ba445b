#include "layers/image_manifest.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <nlohmann/json.hpp>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

using Json = nlohmann::json;

constexpr int kSchema = 2;
constexpr std::size_t kLayerLimit = 1000;
constexpr std::size_t kEntryLimit = 10'000;

Result<Json> parse_object(std::string_view text, std::string_view what) {
  // The depth of what is parsed is bounded by the size of documents: kManifestLimit and kConfigLimit.
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return invalid(fmt::format("{} that is no JSON", what));
  if (!json.is_object()) return invalid(fmt::format("{} that is no object of JSON", what));
  return json;
}

std::string text_of(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

Result<BlobDescriptor> descriptor_of(const Json& json) {
  if (!json.is_object()) return invalid("a descriptor that is no object of JSON");
  const auto size = json.find("size");
  if (size == json.end() || !size->is_number_integer() ||
      (!size->is_number_unsigned() && size->get<std::int64_t>() < 0)) {
    return invalid("a descriptor without a size");
  }
  TRY_ASSIGN(digest, parse_blob_digest(text_of(json, "digest"), size->get<std::uint64_t>()));
  return BlobDescriptor{.media_type = text_of(json, "mediaType"), .digest = digest};
}

std::optional<ImagePlatform> platform_of(const Json& json) {
  const auto platform = json.find("platform");
  if (platform == json.end() || !platform->is_object()) return std::nullopt;
  return ImagePlatform{text_of(*platform, "os"), text_of(*platform, "architecture"), text_of(*platform, "variant")};
}

std::string name_of(const Json& entry) {
  const auto annotations = entry.find("annotations");
  if (annotations == entry.end()) return {};
  const std::string name = text_of(*annotations, "org.opencontainers.image.ref.name");
  return name.empty() ? text_of(*annotations, "io.containerd.image.name") : name;
}

Result<ImageIndex> index_of(const Json& manifests) {
  if (manifests.size() > kEntryLimit) return invalid("an index of more than 10 000 images");
  ImageIndex index;
  for (const Json& entry : manifests) {
    TRY_ASSIGN_IN("the index", descriptor, descriptor_of(entry));
    index.entries.push_back({std::move(descriptor), platform_of(entry), name_of(entry)});
  }
  return index;
}

// Only what these begin with is a file tree: not signatures, charts and the like.
Status check_layer_type(const std::string& type) {
  const bool tree = type.empty() || type.starts_with("application/vnd.oci.image.layer.") ||
                    type.starts_with("application/vnd.docker.image.rootfs.");
  if (!tree)
    return invalid(
        fmt::format("\"{}\" is no file tree: this is something else than a container image", printable(type)));
  if (type.find("encrypted") != std::string::npos) return invalid("it is encrypted");
  return {};
}

Result<ImageManifest> manifest_of(const Json& json) {
  const auto config = json.find("config");
  const auto layers = json.find("layers");
  if (config == json.end()) return invalid("a manifest without a configuration");
  if (layers == json.end() || !layers->is_array()) return invalid("a manifest without layers");
  if (layers->size() > kLayerLimit) return invalid(fmt::format("{} layers; at most 1000 are taken", layers->size()));
  ImageManifest manifest;
  TRY_ASSIGN_IN("the configuration", descriptor, descriptor_of(*config));
  manifest.config = std::move(descriptor);
  for (const Json& entry : *layers) {
    const std::string which = fmt::format("layer {}", manifest.layers.size() + 1);
    TRY_ASSIGN_IN(which, layer, descriptor_of(entry));
    TRY_IN(which, check_layer_type(layer.media_type));
    manifest.layers.push_back(std::move(layer));
  }
  return manifest;
}

Result<std::vector<std::string>> diff_ids_of(const Json& json) {
  std::vector<std::string> ids;
  const auto rootfs = json.find("rootfs");
  if (rootfs == json.end() || !rootfs->is_object()) return invalid("a configuration without \"rootfs\"");
  const auto list = rootfs->find("diff_ids");
  if (list == rootfs->end() || !list->is_array()) return invalid("a configuration without \"diff_ids\"");
  for (const Json& id : *list) {
    TRY_ASSIGN_IN("diff_ids", digest, parse_blob_digest(id.is_string() ? id.get<std::string>() : "", 0));
    ids.push_back(digest.hex());
  }
  return ids;
}

Result<Environment> environment_of(const Json& list) {
  Environment environment;
  if (!list.is_array()) return invalid("\"Env\" is no list");
  for (const Json& item : list) {
    const std::string text = item.is_string() ? item.get<std::string>() : "";
    const auto equals = text.find('=');
    if (equals == 0 || text.empty() || text.find('\0') != std::string::npos) {
      return invalid(fmt::format("\"Env\" holds \"{}\", which is not NAME=VALUE", printable(text)));
    }
    environment[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
  }
  return environment;
}

std::string joined_platforms(const std::vector<IndexEntry>& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    if (entry.platform && entry.platform->os != "unknown") names.push_back(printable(entry.platform->to_string()));
  }
  return names.empty() ? "none that is named" : join(names, ", ");
}

}  // namespace

ImagePlatform ImagePlatform::of_this_machine() {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"x86_64", "amd64"}, {"aarch64", "arm64"},       {"armv7l", "arm"},      {"armv6l", "arm"},
      {"i686", "386"},     {"loongarch64", "loong64"}, {"ppc64le", "ppc64le"}, {"mips64", "mips64le"},
  };
  struct utsname names{};
  const std::string machine = ::uname(&names) == 0 ? names.machine : "x86_64";
  ImagePlatform platform{.os = "linux", .architecture = machine};
  for (const auto& [kernel, go] : kNames) {
    if (machine == kernel) platform.architecture = go;
  }
  if (platform.architecture == "arm64") platform.variant = "v8";
  if (platform.architecture == "arm") platform.variant = machine.substr(3, 2);
  return platform;
}

std::string ImagePlatform::to_string() const {
  return os + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

Result<Digest> parse_blob_digest(std::string_view text, std::uint64_t size) {
  constexpr std::string_view kAlgorithm = "sha256:";
  auto digest = text.starts_with(kAlgorithm) ? Digest::parse(fmt::format("{}/{}", text.substr(kAlgorithm.size()), size))
                                             : Result<Digest>(invalid(""));
  if (digest && digest->hex() == text.substr(kAlgorithm.size())) return digest;
  return invalid(fmt::format("\"{}\" is not \"sha256:\" and 64 hexadecimal digits", printable(text.substr(0, 100))));
}

Result<std::variant<ImageIndex, ImageManifest>> parse_image_manifest(std::string_view text,
                                                                     std::string_view media_type) {
  TRY_ASSIGN(json, parse_object(text, "a manifest"));
  const std::string own_type = text_of(json, "mediaType");
  const std::string_view type = own_type.empty() ? media_type : std::string_view(own_type);
  const auto version = json.find("schemaVersion");
  if (version != json.end() && *version != kSchema) {
    return invalid(
        "a manifest of Docker's first kind, which says no digests of layers; push the image again with a "
        "program of today");
  }
  const auto manifests = json.find("manifests");
  const bool index = type.find("index") != std::string_view::npos || type.find("list") != std::string_view::npos;
  // What calls itself one and looks like the other is refused: it would be one thing here and another elsewhere.
  if (index && (manifests == json.end() || json.contains("layers"))) return invalid("an index that lists no manifests");
  if (!index && manifests != json.end() && json.contains("layers")) return invalid("both an index and a manifest");
  if (manifests == json.end()) {
    TRY_ASSIGN(manifest, manifest_of(json));
    return manifest;
  }
  if (!manifests->is_array()) return invalid("an index that lists no manifests");
  TRY_ASSIGN(entries, index_of(*manifests));
  return entries;
}

Result<ConfigDocument> parse_image_config(std::string_view text) {
  TRY_ASSIGN(json, parse_object(text, "a configuration"));
  ConfigDocument document;
  TRY_ASSIGN(ids, diff_ids_of(json));
  document.diff_ids = std::move(ids);
  const auto config = json.find("config");
  if (config == json.end() || !config->is_object()) return document;
  document.config.working_directory = text_of(*config, "WorkingDir");
  document.config.user = text_of(*config, "User");
  if (document.config.working_directory.find('\0') != std::string::npos) return invalid("\"WorkingDir\" holds a NUL");
  if (const auto list = config->find("Env"); list != config->end() && !list->is_null()) {
    TRY_ASSIGN(environment, environment_of(*list));
    document.config.environment = std::move(environment);
  }
  return document;
}

Result<BlobDescriptor> choose_platform(const std::vector<IndexEntry>& entries, const ImagePlatform& platform) {
  const IndexEntry* found = nullptr;
  for (const auto& entry : entries) {
    if (!entry.platform) continue;
    const ImagePlatform& offered = *entry.platform;
    if (offered.os != platform.os || offered.architecture != platform.architecture) continue;
    if (offered.variant == platform.variant) return entry.descriptor;
    const bool either = offered.variant.empty() || platform.variant.empty();
    if (found == nullptr && either) found = &entry;
  }
  if (found != nullptr) return found->descriptor;
  if (entries.size() == 1 && !entries.front().platform) return entries.front().descriptor;
  return fail(ErrorCode::kNotFound, fmt::format("the image is not made for {}, but for: {}", platform.to_string(),
                                                joined_platforms(entries)));
}

}  // namespace maelstrom::layers
