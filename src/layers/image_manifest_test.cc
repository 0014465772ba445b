#include "layers/image_manifest.h"

#include <gmock/gmock.h>

namespace maelstrom::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const std::string kA = std::string(64, 'a');
const std::string kB = std::string(64, 'b');

std::string descriptor(const std::string& hex, const std::string& more = "") {
  return R"({"digest": "sha256:)" + hex + R"(", "size": 7)" + (more.empty() ? "" : ", " + more) + "}";
}
std::string platform(const std::string& architecture, const std::string& variant = "") {
  return R"("platform": {"os": "linux", "architecture": ")" + architecture + R"(", "variant": ")" + variant + "\"}";
}
std::string index(const std::string& entries) { return R"({"schemaVersion": 2, "manifests": [)" + entries + "]}"; }
std::string manifest(const std::string& layers) {
  return R"({"schemaVersion": 2, "config": )" + descriptor(kA) + R"(, "layers": [)" + layers + "]}";
}

std::string refusal(const std::string& text) {
  const auto parsed = parse_image_manifest(text, "");
  return parsed ? "no error" : parsed.error().message();
}

std::string chosen(const std::string& entries, const ImagePlatform& wanted) {
  const auto parsed = parse_image_manifest(index(entries), "");
  if (!parsed) return parsed.error().message();
  const auto found = choose_platform(std::get<ImageIndex>(*parsed).entries, wanted);
  return found ? found->digest.hex() : found.error().message();
}

TEST(ImageManifest, NamesConfigurationAndLayers) {
  const auto parsed = parse_image_manifest(
      manifest(descriptor(kB, R"("mediaType": "application/vnd.oci.image.layer.v1.tar+zstd")")), "");
  ASSERT_TRUE(parsed) << parsed.error().message();
  const auto& found = std::get<ImageManifest>(*parsed);
  EXPECT_EQ(found.config.digest.to_string(), kA + "/7");
  ASSERT_EQ(found.layers.size(), 1U);
  EXPECT_EQ(found.layers[0].digest.to_string(), kB + "/7");
}

TEST(ImageManifest, WhatIsMalformedIsRefused) {
  EXPECT_THAT(refusal("{"), HasSubstr("no JSON"));
  EXPECT_THAT(refusal("[]"), HasSubstr("no object"));
  EXPECT_THAT(refusal("{}"), HasSubstr("without a configuration"));
  EXPECT_THAT(refusal(R"({"schemaVersion": 1})"), HasSubstr("Docker's first kind"));
  EXPECT_THAT(refusal(manifest("3")), HasSubstr("layer 1: a descriptor that is no object"));
  EXPECT_THAT(refusal(manifest(R"({"digest": "sha256:12", "size": 1})")), HasSubstr("layer 1: \"sha256:12\""));
  EXPECT_THAT(refusal(manifest(R"({"digest": "sha512:)" + kA + kA + R"(", "size": 1})")), HasSubstr("layer 1"));
  EXPECT_THAT(refusal(manifest(R"({"digest": "sha256:)" + kA + R"(", "size": -1})")), HasSubstr("without a size"));
  EXPECT_THAT(refusal(manifest(descriptor(kB, R"("mediaType": "application/vnd.cncf.helm.chart")"))),
              HasSubstr("something else than a container image"));
  EXPECT_THAT(refusal(R"({"mediaType": "application/vnd.oci.image.index.v1+json", "layers": []})"), HasSubstr("index"));
  EXPECT_THAT(refusal(R"({"manifests": [], "layers": []})"), HasSubstr("both"));
  std::string many = descriptor(kB);
  for (int i = 0; i < 1000; ++i) many += "," + descriptor(kB);
  EXPECT_THAT(refusal(manifest(many)), HasSubstr("1001 layers"));
}

TEST(ImageManifest, TheImageOfThePlatformIsChosen) {
  const std::string both = descriptor(kA, platform("amd64")) + "," + descriptor(kB, platform("arm64", "v8"));
  EXPECT_EQ(chosen(both, {"linux", "amd64", ""}), kA);
  EXPECT_EQ(chosen(both, {"linux", "arm64", "v8"}), kB);
  EXPECT_THAT(chosen(both, {"linux", "riscv64", ""}),
              HasSubstr("not made for linux/riscv64, but for: linux/amd64, linux/arm64/v8"));
}

TEST(ImageManifest, TheExactVariantGoesBeforeNone) {
  EXPECT_EQ(chosen(descriptor(kA, platform("arm64")) + "," + descriptor(kB, platform("arm64", "v8")),
                   {"linux", "arm64", "v8"}),
            kB);
  EXPECT_EQ(chosen(descriptor(kA, platform("arm64")), {"linux", "arm64", "v8"}), kA);
  EXPECT_THAT(chosen(descriptor(kA, platform("arm", "v7")), {"linux", "arm", "v6"}), HasSubstr("not made for"));
}

TEST(ImageManifest, ASingleImageWithoutPlatformIsForEveryOne) {
  EXPECT_EQ(chosen(descriptor(kA), {"linux", "amd64", ""}), kA);
  EXPECT_THAT(chosen(descriptor(kA) + "," + descriptor(kB), {"linux", "amd64", ""}), HasSubstr("none that is named"));
}

TEST(ImageConfig, HasEnvironmentDirectoryUserAndDiffIds) {
  const auto document = parse_image_config(R"({"config": {"Env": ["A=1=2", "B="], "WorkingDir": "/w", "User": "5:6"},
    "rootfs": {"type": "layers", "diff_ids": ["sha256:)" +
                                           kA + "\"]}}");
  ASSERT_TRUE(document) << document.error().message();
  EXPECT_THAT(document->config.environment, ElementsAre(Pair("A", "1=2"), Pair("B", "")));
  EXPECT_EQ(document->config.working_directory, "/w");
  EXPECT_EQ(document->config.user, "5:6");
  EXPECT_THAT(document->diff_ids, ElementsAre(kA));
}

TEST(ImageConfig, WhatIsMalformedIsRefused) {
  const auto refused = [](const std::string& text) {
    const auto document = parse_image_config(text);
    return document ? "no error" : document.error().message();
  };
  EXPECT_THAT(refused("{}"), HasSubstr("rootfs"));
  EXPECT_THAT(refused(R"({"rootfs": {"diff_ids": ["x"]}})"), HasSubstr("diff_ids: \"x\""));
  EXPECT_THAT(refused(R"({"rootfs": {"diff_ids": []}, "config": {"Env": ["=1"]}})"), HasSubstr("\"=1\""));
  EXPECT_EQ(refused(R"({"rootfs": {"diff_ids": []}, "config": {"Env": null}})"), "no error");
}

}  // namespace
}  // namespace maelstrom::layers
