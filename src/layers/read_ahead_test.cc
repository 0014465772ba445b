#include "layers/read_ahead.h"

#include <gtest/gtest.h>

#include <string>

namespace maelstrom::layers {
namespace {

// Gives `pieces` of its own, each longer than the one before, then ends or fails.
class Counting final : public ByteInput {
 public:
  Counting(std::size_t pieces, Status end) : left_(pieces), end_(std::move(end)) {}
  Result<std::string_view> read() override {
    if (left_ == 0) {
      if (!end_) return fail(end_.error());
      return std::string_view();
    }
    --left_;
    piece_.append(997, static_cast<char>('a' + left_ % 26));
    all_ += piece_;
    return piece_;
  }
  const std::string& all() const { return all_; }

 private:
  std::size_t left_;
  Status end_;
  std::string piece_;
  std::string all_;  // all that it gave
};

TEST(ReadAhead, GivesAllInOrder) {
  Counting input(400, {});  // the last is longer than a chunk
  std::string got;
  {
    const auto ahead = ReadAhead::start(input);
    ASSERT_NE(ahead, nullptr);
    for (auto piece = ahead->read(); piece && !piece->empty(); piece = ahead->read()) got += *piece;
    EXPECT_EQ(ahead->read().value(), "");  // and once more
  }
  EXPECT_TRUE(got == input.all());
}

TEST(ReadAhead, AnErrorComesBehindWhatCameBeforeIt) {
  Counting input(3, invalid("damaged"));
  const auto ahead = ReadAhead::start(input);
  ASSERT_NE(ahead, nullptr);
  std::size_t got = 0;
  auto piece = ahead->read();
  for (; piece && !piece->empty(); piece = ahead->read()) got += piece->size();
  EXPECT_EQ(got, (1U + 2U + 3U) * 997U);
  ASSERT_FALSE(piece);
  EXPECT_EQ(piece.error().message(), "damaged");
}

TEST(ReadAhead, WhoHasEnoughLeavesTheRestToOthers) {
  Counting input(2000, {});  // far more than fits into it
  std::string got;
  {
    got = ReadAhead::start(input)->read().value();
  }
  EXPECT_EQ(got, input.all().substr(0, got.size()));
  const std::size_t before = input.all().size();
  EXPECT_FALSE(input.read().value().empty());
  EXPECT_GT(input.all().size(), before);
}

}  // namespace
}  // namespace maelstrom::layers
