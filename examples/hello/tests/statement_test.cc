#include <gtest/gtest.h>

#include <cstdlib>

#include "ledger.h"

namespace hello {
namespace {

// The working directory is tests/.
TEST(StatementTest, AddsUp) {
  std::int64_t total = 0;
  for (const Booking& booking : Ledger("data/statement.csv").load()) total += booking.amount.cents;
  EXPECT_EQ(total, 120050);
}

TEST(StatementTest, IsInTheLanguageOfTheUser) {
  if (std::getenv("BANK_LANGUAGE") == nullptr) GTEST_SKIP() << "BANK_LANGUAGE is not set";
  EXPECT_STREQ(std::getenv("BANK_LANGUAGE"), "en");
}

}  // namespace
}  // namespace hello
