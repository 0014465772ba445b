// For tests: tars, images in memory, and what an import makes of them.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "layers/image_import.h"
#include "layers/tar_testing.h"
#include "layers/tree_testing.h"

namespace maelstrom::layers {

inline os::Fd file_of(const std::string& directory, const std::string& bytes) {
  const std::string path = directory + "/bytes";
  EXPECT_TRUE(os::replace_file(path, bytes));
  return std::move(os::open(path, O_RDONLY)).value();
}

// An image that says of itself what a test wants it to say.
class FakeImage final : public ImageSource {
 public:
  explicit FakeImage(std::string directory) : directory_(std::move(directory)) {}

  BlobDescriptor put(const std::string& bytes, const std::string& type = "") {
    const Digest digest = digest_of(bytes);
    blobs[digest.hex()] = bytes;
    return {type, digest};
  }
  static nlohmann::json json_of(const BlobDescriptor& descriptor) {
    return {{"mediaType", descriptor.media_type},
            {"digest", "sha256:" + descriptor.digest.hex()},
            {"size", descriptor.digest.size}};
  }
  // `layers` are tars as they are kept, and as they unfold.
  BlobDescriptor manifest_of(const std::vector<std::pair<std::string, std::string>>& layers,
                             const nlohmann::json& config = nlohmann::json::object()) {
    nlohmann::json diff_ids = nlohmann::json::array();
    nlohmann::json descriptors = nlohmann::json::array();
    for (const auto& [kept, unfolded] : layers) {
      diff_ids.push_back("sha256:" + digest_of(unfolded).hex());
      descriptors.push_back(json_of(put(kept)));
    }
    const nlohmann::json document{{"config", config}, {"rootfs", {{"type", "layers"}, {"diff_ids", diff_ids}}}};
    const nlohmann::json manifest{
        {"schemaVersion", 2}, {"config", json_of(put(document.dump()))}, {"layers", descriptors}};
    return put(manifest.dump());
  }
  void set_layers(const std::vector<std::string>& tars, const nlohmann::json& config = nlohmann::json::object()) {
    std::vector<std::pair<std::string, std::string>> layers;
    for (const auto& tar : tars) layers.emplace_back(tar, tar);
    root = manifest_of(layers, config);
  }

  Result<BlobDescriptor> resolve() override { return root; }
  Result<std::string> manifest(const BlobDescriptor& descriptor) override { return blob(descriptor); }
  Result<std::string> config(const BlobDescriptor& descriptor) override { return blob(descriptor); }
  Result<os::Fd> layer(const BlobDescriptor& descriptor) override {
    TRY_ASSIGN(bytes, blob(descriptor));
    const std::string path = directory_ + "/" + descriptor.digest.hex();
    TRY(os::replace_file(path, bytes));
    return os::open(path, O_RDONLY);
  }

  BlobDescriptor root;
  std::map<std::string, std::string> blobs;
  std::atomic<int> asked{0};

 private:
  Result<std::string> blob(const BlobDescriptor& descriptor) {
    ++asked;
    const auto found = blobs.find(descriptor.digest.hex());
    if (found == blobs.end()) return fail(ErrorCode::kNotFound, "no such blob");
    return found->second;
  }
  std::string directory_;
};

class ImageTest : public LayerTest {
 protected:
  void SetUp() override {
    LayerTest::SetUp();
    ASSERT_TRUE(os::make_directories(scratch_.path() + "/blobs"));
    image_.emplace(scratch_.path() + "/blobs");
  }
  Result<ImportedImage> import(ImportOptions options = {}) { return import_image(*image_, *store_, options); }
  // The image's flat tree as text; one line with the error if there is none.
  std::vector<std::string> imported(const std::vector<std::vector<TarMember>>& layers) {
    std::vector<std::string> tars;
    for (const auto& members : layers) tars.push_back(tar_of(members));
    image_->set_layers(tars);
    const auto found = import();
    return found ? lines_of(found->layer) : std::vector<std::string>{"error: " + found.error().message()};
  }
  std::string refusal() {
    const auto found = import();
    return found ? "no error" : found.error().message();
  }

  std::optional<FakeImage> image_;
};

}  // namespace maelstrom::layers
