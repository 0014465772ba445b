#include "core/digest.h"

#include <gmock/gmock.h>

namespace maelstrom {
namespace {

TEST(Digest, OfTheVectorsOfFips180) {
  EXPECT_EQ(digest_of("").to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/0");
  EXPECT_EQ(digest_of("abc").to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad/3");
}

TEST(Digest, PartsGiveWhatTheWholeGives) {
  Sha256 hasher;
  hasher.update("a");
  hasher.update("bc");
  EXPECT_EQ(hasher.finish(), digest_of("abc"));
  hasher.update("abc");
  EXPECT_EQ(hasher.finish(), digest_of("abc")) << "finish() starts anew";
}

TEST(Digest, ParseIsTheInverseOfToString) {
  const auto digest = digest_of("abc");
  EXPECT_EQ(Digest::parse(digest.to_string()).value(), digest);
}

TEST(Digest, ParseRefusesWhatIsNoDigest) {
  const auto good = digest_of("abc").to_string();
  for (const auto& text : {std::string("x"), good.substr(0, 65), good + "x", "G" + good.substr(1), good.substr(1)}) {
    EXPECT_FALSE(Digest::parse(text)) << text;
  }
}

}  // namespace
}  // namespace maelstrom
