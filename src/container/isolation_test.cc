#include "container/isolation.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <string_view>

#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::container {
namespace {

IsolationCheck check(std::vector<Mount> added = {}, Isolation isolation = Isolation::kDefault) {
  return IsolationCheck::create({.cell_program = MAELSTROM_CELL,
                                 .probe_program = MAELSTROM_PROBE,
                                 .isolation = isolation,
                                 .added_mounts = std::move(added)})
      .value();
}

const IsolationPair& pair_of(std::string_view probe, PairKind kind = PairKind::kLeaveSee) {
  for (const IsolationPair& pair : isolation_pairs()) {
    if (probe == pair.probe && kind == pair.kind) return pair;
  }
  throw std::runtime_error("no such pair");
}

// Some pairs exhaust what the kernel counts for a user over all containers (inotify instances): two of these tests at
// once, or one beside `doctor --isolation`, would see each other.
class IsolationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    program_ = os::open(MAELSTROM_PROBE, O_RDONLY).value();
    ASSERT_TRUE(os::lock_file(program_.get(), MAELSTROM_PROBE, os::LockKind::kExclusive));
  }

 private:
  os::Fd program_;
};

TEST_F(IsolationTest, EveryChannelIsClosedOrReplacedOrOpenByNature) {
  const IsolationCheck isolation = check();
  for (const IsolationPair& pair : isolation_pairs()) {
    const IsolationResult result = isolation.run(pair);
    EXPECT_TRUE(result.passed()) << pair.channel << ": " << result.detail;
    EXPECT_EQ(result.verdict == Verdict::kOpenByNature, pair.expected == Expected::kOpenByNature) << pair.channel;
  }
}

TEST_F(IsolationTest, ExactlyThePartThatATraceLiesInIsReplaced) {
  const IsolationCheck isolation = check();
  for (const IsolationPair& pair : isolation_pairs()) {
    if (pair.kind == PairKind::kMeet) continue;
    const IsolationResult result = isolation.run(pair);
    EXPECT_EQ(result.detail.find("without need"), std::string::npos) << pair.channel << ": " << result.detail;
    if (!pair.parts.any() || pair.fades) continue;
    EXPECT_EQ(result.verdict, Verdict::kReplaced) << pair.channel << ": " << result.detail;
  }
}

TEST_F(IsolationTest, StrictClosesTheSame) {
  const IsolationCheck isolation = check({}, Isolation::kStrict);
  for (const IsolationPair& pair : isolation_pairs()) {
    const IsolationResult result = isolation.run(pair);
    EXPECT_TRUE(result.passed()) << pair.channel << ": " << result.detail;
  }
}

// A directory of the host in the place of /tmp: the check must find what it is for.
TEST_F(IsolationTest, AContainerThatSharesADirectoryIsFoundOpen) {
  const auto shared = os::TemporaryDirectory::create().value();
  ASSERT_EQ(::chmod(shared.path().c_str(), 01777), 0);
  const IsolationCheck isolation = check({BindMount{"/tmp", shared.path(), false}});
  EXPECT_EQ(isolation.run(pair_of("tmp")).verdict, Verdict::kOpen);
  EXPECT_FALSE(isolation.run(pair_of("tmp")).passed());
}

TEST_F(IsolationTest, AContainerWithoutACellIsNoVerdict) {
  const IsolationCheck isolation =
      IsolationCheck::create({.cell_program = "/no/such/cell", .probe_program = MAELSTROM_PROBE}).value();
  const IsolationResult result = isolation.run(pair_of("tmp"));
  EXPECT_EQ(result.verdict, Verdict::kBroken);
  EXPECT_THAT(result.detail, ::testing::HasSubstr("/no/such/cell"));
}

}  // namespace
}  // namespace maelstrom::container
