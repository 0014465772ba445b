#include "layers/image_reference.h"

#include <gmock/gmock.h>

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string kDigest = "sha256:" + std::string(64, 'a');

std::string whole(const std::string& text) {
  const auto reference = parse_image_reference(text);
  return reference ? reference->to_string() : "error: " + reference.error().message();
}

TEST(ImageReference, WhatANameLeavesOutIsFilledIn) {
  EXPECT_EQ(whole("docker://alpine"), "docker://docker.io/library/alpine:latest");
  EXPECT_EQ(whole("docker://alpine:3.19"), "docker://docker.io/library/alpine:3.19");
  EXPECT_EQ(whole("docker://team/app"), "docker://docker.io/team/app:latest");
  EXPECT_EQ(whole("docker://index.docker.io/alpine"), "docker://docker.io/library/alpine:latest");
  EXPECT_EQ(whole("docker://alpine@" + kDigest), "docker://docker.io/library/alpine@" + kDigest);
  EXPECT_EQ(whole("docker://alpine:1@" + kDigest), "docker://docker.io/library/alpine:1@" + kDigest);
}

TEST(ImageReference, AFirstComponentWithDotOrColonOrLocalhostIsARegistry) {
  EXPECT_EQ(whole("docker://ghcr.io/app"), "docker://ghcr.io/app:latest");
  EXPECT_EQ(whole("docker://host:5000/a/b:v"), "docker://host:5000/a/b:v");
  EXPECT_EQ(whole("docker://localhost/app"), "docker://localhost/app:latest");
  EXPECT_EQ(whole("docker://[::1]:5000/app"), "docker://[::1]:5000/app:latest");
  EXPECT_EQ(parse_image_reference("docker://ghcr.io/app:x")->written, "ghcr.io/app");
}

TEST(ImageReference, ImagesOnDiskHaveAPathAndPerhapsAName) {
  EXPECT_EQ(whole("oci:images/app"), "oci:images/app");
  EXPECT_EQ(parse_image_reference("oci:a/b:v1")->tag, "v1");
  EXPECT_EQ(parse_image_reference("oci-archive:/x.tar")->name, "/x.tar");
  EXPECT_EQ(parse_image_reference("docker-archive:x.tar:team/app:1")->tag, "team/app:1");
}

TEST(ImageReference, WhatIsWrongIsSaidWithTheText) {
  for (const std::string text :
       {"docker://", "docker://Alpine", "docker://a//b", "docker://a/", "docker://-a", "docker://a..b", "docker://a_-b",
        "docker://host:0/a", "docker://host:x/a", "docker://a:", "docker://a:.x", "docker://a@sha256:12",
        "oci:", "oci:p:", "alpine", ""}) {
    EXPECT_THAT(whole(text), AllOf(HasSubstr("error: "), HasSubstr("the image \"" + text + "\""))) << text;
  }
  EXPECT_THAT(whole("docker://" + std::string(300, 'a')), HasSubstr("255"));
}

}  // namespace
}  // namespace maelstrom::layers
