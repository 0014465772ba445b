#include "money.h"

#include <gtest/gtest.h>

namespace hello {
namespace {

// One test for each type: MoneyTest/0.Adds, MoneyTest/1.Adds, …
template <typename Cents>
class MoneyTest : public testing::Test {};

using Widths = testing::Types<std::int32_t, std::int64_t>;
TYPED_TEST_SUITE(MoneyTest, Widths);

TYPED_TEST(MoneyTest, Adds) { EXPECT_EQ(Money<TypeParam>{150} + Money<TypeParam>{250}, Money<TypeParam>{400}); }

TYPED_TEST(MoneyTest, GoesBelowZero) { EXPECT_LT(Money<TypeParam>{100} - Money<TypeParam>{250}, Money<TypeParam>{0}); }

// One test for each value: Good/ParseMoney.Reads/whole, …
struct Sample {
  const char* name;
  const char* text;
  std::int64_t cents;
};
class ParseMoney : public testing::TestWithParam<Sample> {};

TEST_P(ParseMoney, Reads) {
  const auto amount = parse_money(GetParam().text);
  ASSERT_TRUE(amount.has_value());
  EXPECT_EQ(amount->cents, GetParam().cents);
}

INSTANTIATE_TEST_SUITE_P(Good, ParseMoney,
                         testing::Values(Sample{"whole", "7", 700}, Sample{"cents", "12.34", 1234},
                                         Sample{"negative", "-0.50", -50}),
                         [](const auto& sample) { return sample.param.name; });

TEST(ParseMoneyTest, RefusesWhatIsNoAmount) {
  for (const char* text : {"", "-", ".50", "1.5", "1.234", "1,00", "one", "99999999999999999999.00"}) {
    EXPECT_FALSE(parse_money(text).has_value()) << text;
  }
}

TEST(ParseMoneyTest, DISABLED_UnderstandsThousandsSeparators) { EXPECT_TRUE(parse_money("1'000.00").has_value()); }

}  // namespace
}  // namespace hello
