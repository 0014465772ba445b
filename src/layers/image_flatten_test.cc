#include "layers/image_flatten.h"

#include "layers/image_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kFile = " [0644 @1000000000]";
const std::string kDir = " [0755 @1000000000]";

TarMember file(const std::string& name, const std::string& text) { return {name, text}; }
TarMember directory(const std::string& name) { return {name, "", 0755, kDirectory}; }
TarMember soft(const std::string& name, const std::string& target) { return {name, "", 0777, kSoft, target}; }
TarMember hard(const std::string& name, const std::string& target) { return {name, "", 0644, kHard, target}; }
TarMember hide(const std::string& name) { return {name, ""}; }

TEST_F(ImageTest, AHardLinkMayNameAFileOfALowerLayer) {
  EXPECT_THAT(imported({{file("d/f", "12")}, {}, {hard("e/h", "d/f"), hard("i", "/d/f")}, {hard("j", "e/h")}}),
              ElementsAre("f 2 /i" + kFile, "f 2 /j" + kFile, "d /d", "f 2 /d/f" + kFile, "d /e", "f 2 /e/h" + kFile));
}

TEST_F(ImageTest, AHardLinkToALinkOrAPipeOfALowerLayerIsOne) {
  EXPECT_THAT(
      imported({{soft("l", "nowhere"), {"p", "", 0600, kPipe}}, {hard("m", "l"), hard("q", "p")}}),
      ElementsAre("p 0 /p [0600 @1000000000]", "p 0 /q [0600 @1000000000]", "l /l -> nowhere", "l /m -> nowhere"));
}

TEST_F(ImageTest, AHardLinkIsTheFileAsItWasBelowTheLayer) {
  const std::vector<TarMember> below{file("f", "1"), file("d/g", "22")};
  // What its own layer gives behind it, hides, or takes away, is not what it names.
  EXPECT_THAT(imported({below, {hard("h", "f"), file("f", "333")}}),
              ElementsAre("f 3 /f" + kFile, "f 1 /h" + kFile, "d /d", "f 2 /d/g" + kFile));
  EXPECT_THAT(imported({below, {hide(".wh.f"), hide(".wh.d"), hard("h", "f"), hard("e/h", "d/g")}}),
              ElementsAre("f 1 /h" + kFile, "d /e", "f 2 /e/h" + kFile));
  EXPECT_THAT(imported({below, {directory("d/"), hide("d/.wh..wh..opq"), hard("d/h", "d/g")}}),
              ElementsAre("f 1 /f" + kFile, "d /d" + kDir, "f 2 /d/h" + kFile));
  EXPECT_THAT(imported({below, {file("f", "333"), hard("h", "f")}}),
              ElementsAre("f 3 /f" + kFile, "f 3 /h" + kFile, "d /d", "f 2 /d/g" + kFile));
}

TEST_F(ImageTest, AHardLinkToAHardLinkIsTheSameFile) {
  EXPECT_THAT(imported({{file("f", "12")}, {hard("g", "f"), hard("h", "g"), hard("f", "f")}}),
              ElementsAre("f 2 /f" + kFile, "f 2 /g" + kFile, "f 2 /h" + kFile));
}

TEST_F(ImageTest, OfAHardLinkAndAnotherEntryTheLastWins) {
  const std::vector<TarMember> below{file("f", "12"), directory("d/"), file("d/x", "")};
  EXPECT_THAT(imported({below, {hard("g", "f"), file("g", "1"), file("h", "1"), hard("h", "f"), hard("d", "f")}}),
              ElementsAre("f 2 /d" + kFile, "f 2 /f" + kFile, "f 1 /g" + kFile, "f 2 /h" + kFile));
  EXPECT_THAT(imported({below, {hard("g", "f"), directory("g/"), hard("d/x", "f")}}),
              ElementsAre("f 2 /f" + kFile, "d /d" + kDir, "f 2 /d/x" + kFile, "d /g" + kDir));
}

TEST_F(ImageTest, AHardLinkAndItsFileMayLieBehindLinksOfLowerLayers) {
  EXPECT_THAT(imported({{file("usr/lib/f", "1"), soft("lib", "usr/lib"), soft("up", "../../usr")},
                        {hard("lib/g", "lib/f"), hard("h", "up/lib/f")}}),
              ElementsAre("f 1 /h" + kFile, "l /lib -> usr/lib", "l /up -> ../../usr", "d /usr", "d /usr/lib",
                          "f 1 /usr/lib/f" + kFile, "f 1 /usr/lib/g" + kFile));
}

TEST_F(ImageTest, AHardLinkToWhatNoLayerHasOrToADirectoryIsRefused) {
  EXPECT_THAT(imported({{file("f", "1")}, {hard("h", "g")}})[0],
              AllOf(HasSubstr("layer 2: /h: a hard link to /g"), HasSubstr("no file before it or in a lower layer")));
  EXPECT_THAT(imported({{hard("h", "f")}, {file("f", "1")}})[0], HasSubstr("layer 1: /h: a hard link to /f"));
  EXPECT_THAT(imported({{directory("d/")}, {hard("h", "d")}})[0],
              AllOf(HasSubstr("layer 2: /h: a hard link to /d"), HasSubstr("a directory stands")));
  EXPECT_THAT(imported({{directory("d/"), hard("h", "d")}})[0], HasSubstr("a directory stands"));
}

TEST_F(ImageTest, ALayerOfHardLinksMeansAnotherFileOnAnotherLayer) {
  const std::string links = tar_of({hard("h", "f")});
  for (const std::string& text : {std::string("1"), std::string("22")}) {
    for (int time = 0; time < 2; ++time) {  // the second is remembered
      image_->set_layers({tar_of({file("f", text)}), links});
      const auto found = import();
      ASSERT_TRUE(found) << found.error().message();
      EXPECT_THAT(lines_of(found->layer), ElementsAre(fmt::format("f {} /f{}", text.size(), kFile),
                                                      fmt::format("f {} /h{}", text.size(), kFile)));
    }
  }
  const int asked = image_->asked;
  image_->set_layers({tar_of({file("f", "1")}), links, tar_of({file("g", "")})});
  EXPECT_THAT(lines_of(import()->layer), testing::Contains("f 1 /h" + kFile));
  EXPECT_EQ(image_->asked - asked, 3);  // manifest, configuration, and the layer that is new
}

TEST_F(ImageTest, AHardLinkToADeviceIsLeftOutWithIt) {
  image_->set_layers({tar_of({{"dev/a", "", 0600, kBlock}, hard("dev/b", "dev/a"), file("f", "1")})});
  const auto found = import();
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_THAT(lines_of(found->layer), ElementsAre("f 1 /f" + kFile));
  EXPECT_THAT(found->warnings, ElementsAre(HasSubstr("2 devices are left out")));
}

}  // namespace
}  // namespace maelstrom::layers
