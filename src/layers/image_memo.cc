#include "layers/image_memo.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace maelstrom::layers {
namespace {

using Json = nlohmann::json;

// Another number where the same question has another answer: "3" after a change of what an import makes.
constexpr std::string_view kVersion = "2";
constexpr std::string_view kImages = "images";
constexpr std::string_view kLayers = "image-layers";

Digest image_question(const Digest& root, const ImagePlatform& platform) {
  return digest_of(fmt::format("{} {} {}", kVersion, root.hex(), platform.to_string()));
}
Digest layer_question(const std::string& diff_id) { return digest_of(fmt::format("{} {}", kVersion, diff_id)); }

// Hands each directory of the tree to `visit`, which says whether to go on. False as well if one is not there.
template <typename Visit>
bool each_directory(store::Store& store, const Digest& digest, const Visit& visit) {
  if (!store.contains(digest)) return false;
  const auto bytes = store.get(digest);
  const auto directory = bytes ? Directory::decode(*bytes) : Result<Directory>(fail(bytes.error()));
  if (!directory || !visit(digest, *directory)) return false;
  for (const auto& child : directory->directories) {
    if (!each_directory(store, child.digest, visit)) return false;
  }
  return true;
}

bool is_whole(store::Store& store, const Digest& tree) {
  return each_directory(store, tree, [&](const Digest&, const Directory& directory) {
    for (const auto& file : directory.files) {
      if (!store.contains(file.digest)) return false;
    }
    return true;
  });
}

// Whoever stacks layers reads these, and reading all of them again to find them would take longer than their list.
Json directories_of(store::Store& store, const Digest& tree) {
  Json list = Json::array();
  each_directory(store, tree, [&](const Digest& digest, const Directory&) {
    list.push_back(digest.to_string());
    return true;
  });
  return list;
}

// None where a record is not of the form that this program writes.
std::optional<std::vector<Digest>> digests_of(const Json& list) {
  std::vector<Digest> digests;
  for (const Json& item : list) {
    const auto digest = Digest::parse(item.get<std::string>());
    if (!digest) return std::nullopt;
    digests.push_back(*digest);
  }
  return digests;
}

std::optional<ImportedImage> image_of(const Json& record, std::vector<Digest>& directories) {
  const auto layer = Digest::parse(record.at("layer").get<std::string>());
  const auto listed = digests_of(record.at("directories"));
  if (!layer || !listed) return std::nullopt;
  directories = *listed;
  return ImportedImage{.layer = *layer,
                       .config = {.environment = record.at("environment").get<Environment>(),
                                  .working_directory = record.at("working_directory").get<std::string>(),
                                  .user = record.at("user").get<std::string>()},
                       .warnings = record.at("warnings").get<std::vector<std::string>>()};
}

template <typename Read>
auto read_record(std::string_view text, const Read& read) -> decltype(read(Json())) {
  const Json record = Json::parse(text, nullptr, false);
  try {
    return read(record);
  } catch (const Json::exception&) {  // lacks something: as good as none
    return std::nullopt;
  }
}

// All text in it is UTF-8: it comes from JSON, or was made printable.
std::string written(const Json& record) { return record.dump(); }

}  // namespace

Result<std::optional<ImportedImage>> find_image(store::Store& store, const Digest& root,
                                                const ImagePlatform& platform) {
  TRY_ASSIGN(text, store.memos().find(kImages, image_question(root, platform)));
  if (!text) return std::nullopt;
  std::vector<Digest> directories;
  auto image = read_record(*text, [&](const Json& record) { return image_of(record, directories); });
  if (!image) return std::nullopt;
  for (const Digest& directory : directories) {
    if (!store.contains(directory)) return std::nullopt;
  }
  auto tree = store.tree(image->layer);
  if (!tree && tree.error().code() == ErrorCode::kNotFound) return std::nullopt;
  if (!tree) return fail(std::move(tree).error());
  image->tree = std::make_shared<const store::Tree>(std::move(*tree));
  return image;
}

Status remember_image(store::Store& store, const Digest& root, const ImagePlatform& platform,
                      const ImportedImage& image) {
  const Json record{{"layer", image.layer.to_string()},
                    {"directories", directories_of(store, image.layer)},
                    {"environment", image.config.environment},
                    {"working_directory", image.config.working_directory},
                    {"user", image.config.user},
                    {"warnings", image.warnings}};
  return store.memos().remember(kImages, image_question(root, platform), written(record));
}

Result<std::optional<ImageLayer>> find_layer(store::Store& store, const std::string& diff_id) {
  TRY_ASSIGN(text, store.memos().find(kLayers, layer_question(diff_id)));
  if (!text) return std::nullopt;
  auto layer = read_record(*text, [](const Json& record) -> std::optional<ImageLayer> {
    const auto tree = Digest::parse(record.at("tree").get<std::string>());
    const auto links = Digest::parse(record.at("lower_links").get<std::string>());
    if (!tree || !links) return std::nullopt;
    return ImageLayer{*tree, *links, record.at("warnings").get<std::vector<std::string>>()};
  });
  if (!layer || !is_whole(store, layer->tree) || !is_whole(store, layer->lower_links)) return std::nullopt;
  return layer;
}

Result<os::Fd> lock_layer(store::Store& store, const std::string& diff_id) {
  return store.memos().lock(kLayers, layer_question(diff_id));
}

Status remember_layer(store::Store& store, const std::string& diff_id, const ImageLayer& layer) {
  const Json record{
      {"tree", layer.tree.to_string()}, {"lower_links", layer.lower_links.to_string()}, {"warnings", layer.warnings}};
  return store.memos().remember(kLayers, layer_question(diff_id), written(record));
}

}  // namespace maelstrom::layers
