#include "ledger.h"

#include <gtest/gtest.h>

namespace hello {
namespace {

// Every test of this file keeps its ledger in the same place. Alone that is fine.
constexpr const char* kPath = "/tmp/ledger.csv";

void book_and_check(const std::string& name) {
  const Ledger ledger(kPath);
  ledger.create();
  std::vector<Booking> expected;
  for (std::int64_t cents = 1; cents <= 3000; ++cents) {
    expected.push_back({name, {cents}});
    ledger.add(expected.back());
  }
  EXPECT_TRUE(ledger.load() == expected) << kPath << " does not hold what " << name << " wrote";
}

TEST(LedgerTest, KeepsWhatAdaBooks) { book_and_check("ada"); }

TEST(LedgerTest, KeepsWhatBobBooks) { book_and_check("bob"); }

TEST(LedgerTest, IsNotThereAtFirst) { EXPECT_THROW(Ledger(kPath).load(), std::runtime_error); }

}  // namespace
}  // namespace hello
