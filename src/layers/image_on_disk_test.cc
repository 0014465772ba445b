#include "layers/image_on_disk.h"

#include <cstdlib>

#include "layers/image_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::json;

const std::string kFile = " [0644 @1000000000]";
constexpr std::string_view kName = "org.opencontainers.image.ref.name";

class DiskImageTest : public ImageTest {
 protected:
  // Lays the fake image's blobs out as a layout of the project, with these names in its index.
  void lay_out(const std::string& directory, const std::vector<std::pair<std::string, BlobDescriptor>>& named) {
    Json entries = Json::array();
    for (const auto& [name, descriptor] : named) {
      Json entry = FakeImage::json_of(descriptor);
      if (!name.empty()) entry["annotations"] = {{kName, name}};
      entries.push_back(entry);
    }
    write(directory + "/oci-layout", R"({"imageLayoutVersion": "1.0.0"})");
    write(directory + "/index.json", Json{{"schemaVersion", 2}, {"manifests", entries}}.dump());
    for (const auto& [hex, bytes] : image_->blobs) write(directory + "/blobs/sha256/" + hex, bytes);
  }
  Result<ImportedImage> import(const std::string& text) {
    return import_from_disk({parse_image_reference(text).value(), project(), scratch_.path() + "/scratch"}, *store_);
  }
  std::vector<std::string> lines(const std::string& text) {
    const auto found = import(text);
    return found ? lines_of(found->layer) : std::vector<std::string>{"error: " + found.error().message()};
  }
  BlobDescriptor image_of(const std::string& file) {
    const std::string tar = tar_of({{file, "1"}});
    return image_->manifest_of({{tar, tar}});
  }
  // A tar as `docker save` writes it, of one image for each pair of names and layers.
  std::string saved(const std::string& tag, const std::vector<TarMember>& layer) {
    const std::string tar = tar_of(layer);
    const std::string config =
        Json{{"config", {{"Env", {"A=b"}}}}, {"rootfs", {{"diff_ids", {"sha256:" + digest_of(tar).hex()}}}}}.dump();
    const Json manifest{{{"Config", "c.json"}, {"RepoTags", {tag}}, {"Layers", {"x/layer.tar"}}}};
    return tar_of({{"c.json", config}, {"x/layer.tar", tar}, {"manifest.json", manifest.dump()}});
  }
};

TEST_F(DiskImageTest, ALayoutOfOneImageNeedsNoName) {
  lay_out("image", {{"", image_of("f")}});
  EXPECT_THAT(lines("oci:image"), ElementsAre("f 1 /f" + kFile));
  EXPECT_THAT(lines("oci:" + project() + "/image"), ElementsAre("f 1 /f" + kFile));
}

TEST_F(DiskImageTest, OfSeveralImagesTheNamedOneIsTaken) {
  lay_out("image", {{"one", image_of("f")}, {"two", image_of("g")}});
  EXPECT_THAT(lines("oci:image:two"), ElementsAre("f 1 /g" + kFile));
  EXPECT_THAT(lines("oci:image")[0], AllOf(HasSubstr("oci:image: "), HasSubstr("several"), HasSubstr("one, two")));
  EXPECT_THAT(lines("oci:image:three")[0], AllOf(HasSubstr("no image \"three\""), HasSubstr("one, two")));
}

TEST_F(DiskImageTest, WhatIsNoLayoutIsSaidToBeNone) {
  make_directory("empty");
  EXPECT_THAT(lines("oci:empty")[0], HasSubstr("no OCI layout"));
  EXPECT_THAT(lines("oci:gone")[0], AllOf(HasSubstr(project() + "/gone"), HasSubstr("no such directory")));
  write("broken/index.json", "{");
  EXPECT_THAT(lines("oci:broken")[0], HasSubstr("no JSON"));
  lay_out("large", {{"", image_of("f")}});
  write("large/index.json", std::string(kManifestLimit + 1, ' '));
  EXPECT_THAT(lines("oci:large")[0], HasSubstr("at most 4194304"));
}

TEST_F(DiskImageTest, ABlobThatIsMissingOrOfAnotherLengthIsNamed) {
  lay_out("image", {{"", image_of("f")}});
  const std::string layer = digest_of(tar_of({{"f", "1"}})).hex();
  write("image/blobs/sha256/" + layer, "short");
  EXPECT_THAT(lines("oci:image")[0], AllOf(HasSubstr("layer 1"), HasSubstr("has 5 bytes")));
  ASSERT_TRUE(os::remove_file(project() + "/image/blobs/sha256/" + layer));
  EXPECT_THAT(lines("oci:image")[0], AllOf(HasSubstr("layer 1"), HasSubstr(layer)));
}

TEST_F(DiskImageTest, LayersAreReadThroughTheirCompression) {
  for (const std::string program : {"gzip", "zstd"}) {
    const std::string tar = tar_of({{program, std::string(100'000, 'x')}});
    write("t", tar);
    const std::string command = "cd '" + project() + "' && " + program + " -c t > packed 2>/dev/null";
    if (std::system(command.c_str()) != 0) GTEST_SKIP() << program << " is not installed";  // NOLINT
    image_->blobs.clear();
    lay_out(program + "-image", {{"", image_->manifest_of({{os::read_file(project() + "/packed").value(), tar}})}});
    EXPECT_THAT(lines("oci:" + program + "-image"), ElementsAre("f 100000 /" + program + kFile));
  }
}

TEST_F(DiskImageTest, AnArchiveOfALayoutIsTaken) {
  lay_out("image", {{"v1", image_of("f")}});
  std::vector<TarMember> members;
  for (const auto& [hex, bytes] : image_->blobs) members.push_back({"./blobs/sha256/" + hex, bytes});
  members.push_back({"./index.json", os::read_file(project() + "/image/index.json").value()});
  write("image.tar", tar_of(members));
  EXPECT_THAT(lines("oci-archive:image.tar"), ElementsAre("f 1 /f" + kFile));
  EXPECT_THAT(lines("oci-archive:image.tar:v1"), ElementsAre("f 1 /f" + kFile));
  EXPECT_THAT(lines("oci-archive:image.tar:v2")[0], HasSubstr("v1"));
  EXPECT_THAT(lines("oci-archive:image")[0], HasSubstr("not a regular file"));
  EXPECT_TRUE(os::list_directory(scratch_.path() + "/scratch")->empty());
}

TEST_F(DiskImageTest, WhatDockerSavesIsTaken) {
  write("saved.tar", saved("team/app:latest", {{"f", "1"}}));
  for (const std::string text :
       {"docker-archive:saved.tar", "docker-archive:saved.tar:team/app", "docker-archive:saved.tar:team/app:latest"}) {
    EXPECT_THAT(lines(text), ElementsAre("f 1 /f" + kFile)) << text;
  }
  EXPECT_EQ(import("docker-archive:saved.tar")->config.environment.at("A"), "b");
  EXPECT_THAT(lines("docker-archive:saved.tar:other")[0], AllOf(HasSubstr("\"other\""), HasSubstr("team/app:latest")));
}

TEST_F(DiskImageTest, AnArchiveThatChangedIsReadAgainAndOneThatDidNotIsNot) {
  write("saved.tar", saved("app:latest", {{"f", "1"}}));
  // Its change is too young to be trusted at first, so it may be read more than once.
  const std::string scratch = scratch_.path() + "/scratch";
  bool read = true;
  for (int i = 0; i < 10'000 && read; ++i) {
    ASSERT_TRUE(os::remove_tree(scratch));
    ASSERT_THAT(lines("docker-archive:saved.tar"), ElementsAre("f 1 /f" + kFile));
    read = os::exists(scratch);
  }
  EXPECT_FALSE(read);
  write("saved.tar", saved("app:latest", {{"g", "1"}}));
  EXPECT_THAT(lines("docker-archive:saved.tar"), ElementsAre("f 1 /g" + kFile));
}

}  // namespace
}  // namespace maelstrom::layers
