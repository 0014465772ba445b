#include "layers/image_import.h"

#include <thread>

#include "layers/image_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using Json = nlohmann::json;

// [MODE @TIME] of every member below.
const std::string kFile = " [0644 @1000000000]";
const std::string kDir = " [0755 @1000000000]";

TarMember file(const std::string& name, const std::string& text) { return {name, text}; }
TarMember directory(const std::string& name) { return {name, "", 0755, kDirectory}; }
TarMember soft(const std::string& name, const std::string& target) { return {name, "", 0777, kSoft, target}; }

TEST_F(ImageTest, LayersMergeAndTheHighestWins) {
  EXPECT_THAT(imported({{directory("d/"), file("d/a", "1"), file("d/b", "1")}, {file("d/b", "22"), file("c", "")}}),
              ElementsAre("f 0 /c" + kFile, "d /d" + kDir, "f 1 /d/a" + kFile, "f 2 /d/b" + kFile));
}

TEST_F(ImageTest, WhiteoutsTakeOutAndAreNotThere) {
  EXPECT_THAT(imported({{file("d/a", "1"), file("d/b", "1"), file("e/x", "1")},
                        {file("d/.wh.a", ""), file("e/.wh..wh..opq", ""), file("e/y", "1"), file(".wh.none", "")}}),
              ElementsAre("d /d", "f 1 /d/b" + kFile, "d /e", "f 1 /e/y" + kFile));
}

TEST_F(ImageTest, AWhiteoutHidesNothingOfItsOwnLayer) {
  EXPECT_THAT(imported({{file("d/old", "1")}, {file("d/new", "1"), file(".wh.d", "")}}),
              ElementsAre("d /d", "f 1 /d/new" + kFile));
}

TEST_F(ImageTest, WhiteoutsOfTheLowestLayerAreNotThereEither) {
  EXPECT_THAT(imported({{file("d/.wh.a", ""), file("d/.wh..wh..opq", ""), file("d/b", "")}}),
              ElementsAre("d /d", "f 0 /d/b" + kFile));
}

TEST_F(ImageTest, AnEntryReplacesOneOfAnotherKind) {
  EXPECT_THAT(imported({{file("a", "1"), directory("b/"), file("b/x", ""), soft("c", "a")},
                        {directory("a/"), file("b", "22"), file("c", "333")}}),
              ElementsAre("f 2 /b" + kFile, "f 3 /c" + kFile, "d /a" + kDir));
  EXPECT_THAT(imported({{file("a", "1"), directory("a/"), file("a/x", "1")}}),
              ElementsAre("d /a" + kDir, "f 1 /a/x" + kFile));
}

TEST_F(ImageTest, AnImpliedDirectoryGoesThroughALinkAndOneThatIsGivenReplacesIt) {
  const std::vector<TarMember> base{directory("usr/"), directory("usr/lib/"), soft("lib", "usr/lib"),
                                    soft("l", "/usr")};
  EXPECT_THAT(imported({base, {file("lib/a", "1"), file("l/b", "1")}}),
              ElementsAre("l /l -> /usr", "l /lib -> usr/lib", "d /usr" + kDir, "f 1 /usr/b" + kFile,
                          "d /usr/lib" + kDir, "f 1 /usr/lib/a" + kFile));
  EXPECT_THAT(imported({{directory("usr/"), soft("lib", "usr")}, {directory("lib/"), file("lib/a", "1")}}),
              ElementsAre("d /lib" + kDir, "f 1 /lib/a" + kFile, "d /usr" + kDir));
}

TEST_F(ImageTest, TheConfigurationComesAlong) {
  image_->set_layers({tar_of({file("f", "1")})}, {{"Env", {"A=b"}}, {"WorkingDir", "/w"}, {"User", "7"}});
  const auto found = import();
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_THAT(found->config.environment, ElementsAre(Pair("A", "b")));
  EXPECT_EQ(found->config.working_directory, "/w");
  EXPECT_EQ(found->config.user, "7");
  ASSERT_NE(found->tree, nullptr);
  EXPECT_EQ(found->tree->digest(), found->layer);
}

TEST_F(ImageTest, AnImageOfNoLayersIsEmpty) { EXPECT_THAT(imported({}), IsEmpty()); }

TEST_F(ImageTest, EmptyLayersAndEqualLayersAreTaken) {
  EXPECT_THAT(imported({{}, {file("f", "1")}, {}, {file("f", "1")}}), ElementsAre("f 1 /f" + kFile));
}

TEST_F(ImageTest, ATarMayLackItsEnd) {
  const std::string whole = tar_of({file("f", "1"), file("g", "22")});
  for (const std::size_t missing : {1024U, 1500U, 1534U}) {  // with the padding of the last file: 510 more
    image_->set_layers({whole.substr(0, whole.size() - missing)});
    const auto found = import();
    ASSERT_TRUE(found) << missing << ": " << found.error().message();
    EXPECT_THAT(lines_of(found->layer), ElementsAre("f 1 /f" + kFile, "f 2 /g" + kFile));
  }
  image_->set_layers({whole.substr(0, whole.size() - 1748)});
  EXPECT_THAT(refusal(), HasSubstr("layer 1"));  // in the middle of a header
}

TEST_F(ImageTest, DevicesAreLeftOutWithAWarning) {
  image_->set_layers({tar_of({{"dev/a", "", 0600, kBlock}, {"dev/b", "", 0600, kCharacter}, file("f", "1")})});
  for (int time = 0; time < 2; ++time) {  // the second is remembered
    const auto found = import();
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_THAT(lines_of(found->layer), ElementsAre("f 1 /f" + kFile));
    EXPECT_THAT(found->warnings, ElementsAre(AllOf(HasSubstr("2 devices are left out"), HasSubstr("dev/a"))));
  }
}

TEST_F(ImageTest, NothingIsAskedForTwice) {
  image_->set_layers({tar_of({file("f", "1")}), tar_of({file("g", "1")})}, {{"Env", {"A=b"}}});
  const auto first = import();
  ASSERT_TRUE(first) << first.error().message();
  const int asked = image_->asked;
  EXPECT_EQ(asked, 4);  // manifest, configuration, two layers
  const auto second = import();
  ASSERT_TRUE(second) << second.error().message();
  EXPECT_EQ(image_->asked, asked);
  EXPECT_EQ(second->layer, first->layer);
  EXPECT_EQ(second->config, first->config);
}

TEST_F(ImageTest, ALayerThatTwoImagesShareIsFetchedOnce) {
  const std::string shared = tar_of({file("f", "1")});
  image_->set_layers({shared, tar_of({file("g", "1")})});
  ASSERT_TRUE(import());
  const int asked = image_->asked;
  image_->set_layers({shared, tar_of({file("h", "1")})});
  const auto second = import();
  ASSERT_TRUE(second) << second.error().message();
  EXPECT_EQ(image_->asked - asked, 3);
  EXPECT_THAT(lines_of(second->layer), ElementsAre("f 1 /f" + kFile, "f 1 /h" + kFile));
}

TEST_F(ImageTest, WhatWasEvictedIsImportedAgain) {
  image_->set_layers({tar_of({directory("d/"), file("d/f", "1"), file("g", "22")}), tar_of({file("h", "1")})});
  const auto before = import()->layer;
  store_ = store::Store::open({.root = scratch_.path() + "/store"}).value();
  ASSERT_TRUE(store_->collect_garbage(0));
  const auto after = import();
  ASSERT_TRUE(after) << after.error().message();
  EXPECT_EQ(after->layer, before);
  EXPECT_THAT(lines_of(after->layer),
              ElementsAre("f 2 /g" + kFile, "f 1 /h" + kFile, "d /d" + kDir, "f 1 /d/f" + kFile));
}

TEST_F(ImageTest, ManyImportsOfOneImageAtOnceFetchItsLayersOnce) {
  image_->set_layers({tar_of({file("f", "1")}), tar_of({file("g", "1")})});
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([this] {
      const auto found = import();
      EXPECT_TRUE(found) << found.error().message();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(image_->asked, 6 * 2 + 2);  // each may ask for the documents
}

TEST_F(ImageTest, EveryPartIsCheckedAgainstItsDigest) {
  const std::string tar = tar_of({file("f", "1")});
  image_->set_layers({tar});
  const std::string layer = digest_of(tar).hex();
  image_->blobs[layer] = tar_of({file("f", "2")});
  EXPECT_THAT(refusal(), AllOf(HasSubstr("layer 1: sha256:" + layer), HasSubstr("its digest is sha256:")));
  image_->blobs[layer] = tar.substr(0, 600);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("layer 1"), HasSubstr("ends ")));
  image_->blobs[layer] = tar;
  image_->blobs[image_->root.digest.hex()] += " ";
  EXPECT_THAT(refusal(), AllOf(HasSubstr("the manifest"), HasSubstr("its digest is")));
}

TEST_F(ImageTest, ALayerThatUnfoldsToSomethingElseIsRefused) {
  image_->root = image_->manifest_of({{tar_of({file("f", "1")}), tar_of({file("f", "2")})}});
  EXPECT_THAT(refusal(), HasSubstr("where the configuration says"));
}

TEST_F(ImageTest, TheImageOfThePlatformIsTaken) {
  const auto entry = [&](const std::string& name, const std::string& architecture) {
    const std::string tar = tar_of({file(name, "1")});
    Json json = FakeImage::json_of(image_->manifest_of({{tar, tar}}));
    json["platform"] = {{"os", "linux"}, {"architecture", architecture}};
    return json;
  };
  const Json inner{{"schemaVersion", 2}, {"manifests", {entry("a", "amd64"), entry("b", "riscv64")}}};
  const Json outer{{"schemaVersion", 2}, {"manifests", {FakeImage::json_of(image_->put(inner.dump()))}}};
  image_->root = image_->put(outer.dump());
  EXPECT_THAT(lines_of(import({.platform = {"linux", "riscv64", ""}})->layer), ElementsAre("f 1 /b" + kFile));
  EXPECT_THAT(lines_of(import({.platform = {"linux", "amd64", ""}})->layer), ElementsAre("f 1 /a" + kFile));
  EXPECT_THAT(import({.platform = {"linux", "s390x", ""}}).error().message(), HasSubstr("linux/amd64, linux/riscv64"));
}

TEST_F(ImageTest, WhatReachesOutOfTheTreeIsRefusedOrStaysInside) {
  EXPECT_THAT(imported({{file("../evil", "x")}})[0], AllOf(HasSubstr("../evil"), HasSubstr("\"..\"")));
  EXPECT_THAT(imported({{file("f", "x"), {"h", "", 0644, kHard, "../../etc/shadow"}}})[0], HasSubstr("etc/shadow"));
  EXPECT_THAT(imported({{{"h", "", 0644, kHard, "/etc/shadow"}}})[0], HasSubstr("no file before it or in a lower"));
  EXPECT_THAT(
      imported({{file("/etc/f", "x"), soft("l", "/tmp"), file("l/f", "x"), soft("up", "../../.."), file("up/g", "")}}),
      ElementsAre("f 0 /g" + kFile, "l /l -> /tmp", "l /up -> ../../..", "d /etc", "f 1 /etc/f" + kFile, "d /tmp",
                  "f 1 /tmp/f" + kFile));
  EXPECT_THAT(imported({{soft("a", "b"), soft("b", "a"), file("a/f", "")}})[0], HasSubstr("loop"));
}

TEST_F(ImageTest, HardLinksAreTheSameFileAndOnesToLinksAreLinks) {
  EXPECT_THAT(imported({{file("f", "12"),
                         soft("l", "f"),
                         {"h", "", 0644, kHard, "f"},
                         {"m", "", 0644, kHard, "./l"},
                         {"f", "", 0644, kHard, "f"}}}),
              ElementsAre("f 2 /f" + kFile, "f 2 /h" + kFile, "l /l -> f", "l /m -> f"));
}

TEST_F(ImageTest, MoreThanTheLimitsAllowIsRefused) {
  image_->set_layers({tar_of({file("f", "123"), file("g", "1")})});
  EXPECT_THAT(import({.limits = {.content = 3}}).error().message(), HasSubstr("more than 3 bytes"));
  EXPECT_THAT(import({.limits = {.entries = 1}}).error().message(), HasSubstr("more than 1 entries"));
}

TEST_F(ImageTest, AHundredThousandFilesAreTaken) {
  constexpr std::size_t kFiles = 100'000;
  constexpr std::size_t kDirectories = 100;
  std::vector<TarMember> members;
  for (std::size_t i = 0; i < kFiles; ++i) {
    members.push_back(file(fmt::format("d{}/f{}", i % kDirectories, i), std::to_string(i % 1000)));
  }
  image_->set_layers({tar_of(members)});
  const auto found = import();
  ASSERT_TRUE(found) << found.error().message();
  const auto lines = lines_of(found->layer);
  EXPECT_EQ(lines.size(), kFiles + kDirectories);
  EXPECT_THAT(lines, testing::Contains("f 3 /d99/f99999" + kFile));
}

TEST_F(ImageTest, TwoHundredLayersOfADirectoryThatNobodyMayWriteAreTaken) {
  std::vector<std::string> tars;
  for (int i = 0; i < 200; ++i) {
    tars.push_back(tar_of({{"d/", "", 0555, kDirectory}, file("d/" + std::to_string(i % 150), std::to_string(i))}));
  }
  image_->set_layers(tars);
  const auto found = import();
  ASSERT_TRUE(found) << found.error().message();
  const auto lines = lines_of(found->layer);
  EXPECT_EQ(lines.size(), 151U);
  EXPECT_EQ(lines.front(), "d /d [0555 @1000000000]");
  EXPECT_THAT(lines, testing::Contains("f 3 /d/49" + kFile));
}

}  // namespace
}  // namespace maelstrom::layers
