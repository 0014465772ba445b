#include "cli/credentials.h"

#include <gmock/gmock.h>

#include "base/fake_clock.h"

namespace maelstrom::cli {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Pair;

struct Source {
  int asked = 0;
  std::optional<seconds> life;
  bool fails = false;

  Credentials::Obtain obtain(const Clock& clock) {
    return [this, &clock]() -> Result<Credentials::Obtained> {
      ++asked;
      if (fails) return fail(ErrorCode::kUnavailable, "nothing today");
      std::optional<WallTime> expires;
      if (life) expires = clock.wall() + *life;
      return Credentials::Obtained{{{"number", std::to_string(asked)}}, expires};
    };
  }
};

std::string number(Credentials& credentials) { return credentials.get().value().front().second; }

TEST(Credentials, AreObtainedOnceAndKept) {
  FakeClock clock;
  Source source;
  Credentials credentials(source.obtain(clock), seconds(60), clock);
  EXPECT_EQ(source.asked, 0);
  EXPECT_THAT(credentials.get().value(), ElementsAre(Pair("number", "1")));
  clock.advance(seconds(59));
  EXPECT_EQ(number(credentials), "1");
  clock.advance(seconds(1));
  EXPECT_EQ(number(credentials), "2");
}

TEST(Credentials, AreObtainedAnewBeforeTheyExpire) {
  FakeClock clock;
  Source source{.life = seconds(3600)};
  Credentials credentials(source.obtain(clock), seconds(60), clock);
  EXPECT_EQ(number(credentials), "1");
  clock.advance(seconds(3569));
  EXPECT_EQ(number(credentials), "1");
  clock.advance(seconds(1));
  EXPECT_EQ(number(credentials), "2");
}

TEST(Credentials, ThatCannotBeObtainedAreAskedForAgain) {
  FakeClock clock;
  Source source{.fails = true};
  Credentials credentials(source.obtain(clock), seconds(60), clock);
  EXPECT_EQ(credentials.get().error().message(), "nothing today");
  source.fails = false;
  EXPECT_EQ(number(credentials), "2");
}

}  // namespace
}  // namespace maelstrom::cli
