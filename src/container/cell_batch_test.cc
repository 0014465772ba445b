// Several commands that a cell has at once.
#include <gmock/gmock.h>
#include <poll.h>

#include "container/cell.h"
#include "container/testbed.h"

namespace maelstrom::container {
namespace {

using std::chrono::milliseconds;

class CellBatchTest : public Testbed {
 protected:
  void add(CommandBatch& batch, const std::vector<std::string>& script) {
    ASSERT_TRUE(batch.add(pack(command(script)).value()));
  }
  // "exit CODE: what it wrote", or what went wrong.
  std::string next() {
    const auto result = await(cell());
    if (!result) return result.error().message();
    const auto* exited = std::get_if<Exited>(&result->termination);
    return exited == nullptr ? "killed"
                             : "exit " + std::to_string(exited->code) + ": " + result->standard_output.text();
  }
  std::size_t withdrawn() {
    while (true) {
      EXPECT_FALSE(cell().receive().value().has_value());
      if (const auto count = cell().take_withdrawn()) return *count;
      pollfd ready{cell().fd(), POLLIN, 0};
      ::poll(&ready, 1, -1);
    }
  }
};

TEST_F(CellBatchTest, RunOneAfterTheOtherEachInACleanContainer) {
  CommandBatch batch;
  add(batch, {"write /tmp/one", "shmget", "list /tmp"});
  add(batch, {"shmget", "list /tmp"});
  add(batch, {"exit 7"});
  add(batch, {"say last"});
  ASSERT_TRUE(cell().run(batch));
  EXPECT_TRUE(cell().busy());
  EXPECT_EQ(next(), "exit 0: write /tmp/one: ok\nshmget: ok\nlist /tmp: one\n");
  EXPECT_EQ(next(), "exit 0: shmget: ok\nlist /tmp:\n");
  EXPECT_EQ(next(), "exit 7: ");
  EXPECT_EQ(next(), "exit 0: last\n");
  EXPECT_FALSE(cell().busy());
  EXPECT_EQ(see({"say again"}), "again\n");
}

TEST_F(CellBatchTest, WhatHasEndedIsToldWhileTheNextOneRuns) {
  CommandBatch batch;
  add(batch, {"say done"});
  add(batch, {"sleep 1000"});
  ASSERT_TRUE(cell().run(batch));
  EXPECT_EQ(next(), "exit 0: done\n");
  EXPECT_TRUE(cell().busy());
}

TEST_F(CellBatchTest, LongOutputBelongsToTheCommandThatWroteIt) {
  CommandBatch batch;
  add(batch, {"say before"});
  add(batch, {"flood 100000 x"});
  add(batch, {"flood 15000 y"});
  add(batch, {"flood 15000 z"});
  add(batch, {"flood 15000 w"});
  add(batch, {"flood 15000 v"});
  add(batch, {"flood 15000 u"});
  ASSERT_TRUE(cell().run(batch));
  EXPECT_EQ(next(), "exit 0: before\n");
  EXPECT_EQ(next(), "exit 0: " + std::string(100000, 'x'));
  for (const char letter : {'y', 'z', 'w', 'v', 'u'}) EXPECT_EQ(next(), "exit 0: " + std::string(15000, letter));
}

TEST_F(CellBatchTest, OneThatCannotBeRunCostsNoOther) {
  ContainerCommand nowhere = command({"say never"});
  nowhere.program = "/nowhere";
  CommandBatch batch;
  add(batch, {"say one"});
  ASSERT_TRUE(batch.add(pack(nowhere).value()));
  add(batch, {"say three"});
  ASSERT_TRUE(cell().run(batch));
  EXPECT_EQ(next(), "exit 0: one\n");
  EXPECT_THAT(next(), ::testing::HasSubstr("/nowhere"));
  EXPECT_EQ(next(), "exit 0: three\n");
}

TEST_F(CellBatchTest, OnesThatHaveNotBegunAreWithdrawn) {
  CommandBatch batch;
  add(batch, {"sleep 1000"});
  add(batch, {"say two"});
  add(batch, {"say three"});
  ASSERT_TRUE(cell().run(batch));
  ASSERT_TRUE(cell().withdraw());
  EXPECT_EQ(withdrawn(), 2u);
  EXPECT_TRUE(cell().busy());
  ASSERT_TRUE(cell().withdraw());
  EXPECT_EQ(withdrawn(), 0u);
  ASSERT_TRUE(cell().kill_job());
  EXPECT_EQ(next(), "killed");
  EXPECT_FALSE(cell().busy());
  ASSERT_TRUE(cell().withdraw());  // too late
  EXPECT_EQ(withdrawn(), 0u);
  EXPECT_EQ(see({"say next"}), "next\n");
}

TEST_F(CellBatchTest, OneThatIsKilledEndsAlone) {
  CommandBatch batch;
  add(batch, {"sleep 1000"});
  add(batch, {"say two"});
  ASSERT_TRUE(cell().run(batch));
  ASSERT_TRUE(cell().kill_job());
  EXPECT_EQ(next(), "killed");
  EXPECT_EQ(next(), "exit 0: two\n");
}

TEST_F(CellBatchTest, TakesWhatFitsAPacketAndAnyOneCommand) {
  const PackedCommand large = pack(command({"say " + std::string(20'000, 'x')})).value();
  CommandBatch batch;
  EXPECT_TRUE(batch.add(large));
  EXPECT_TRUE(batch.add(large));
  EXPECT_TRUE(batch.add(large));
  EXPECT_FALSE(batch.add(large));
  ASSERT_TRUE(cell().run(batch));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(next(), "exit 0: " + std::string(20'000, 'x') + "\n");
  CommandBatch larger;
  EXPECT_TRUE(larger.add(pack(command({"say " + std::string(100'000, 'x')})).value()));
  ASSERT_TRUE(cell().run(larger));
  EXPECT_EQ(next(), "exit 0: " + std::string(100'000, 'x') + "\n");
}

TEST_F(CellBatchTest, ATerminalAndChangesComeAlone) {
  const PackedCommand plain = pack(command({"say plain"})).value();
  ContainerCommand on_terminal = command({"say terminal"});
  on_terminal.terminal = TerminalSize{};
  ContainerCommand capturing = command({"say capturing"});
  capturing.container.writable_file_system = true;
  capturing.capture_changes = true;
  for (const ContainerCommand& special : {on_terminal, capturing}) {
    CommandBatch plain_first;
    CommandBatch special_first;
    EXPECT_TRUE(plain_first.add(plain));
    EXPECT_FALSE(plain_first.add(pack(special).value()));
    EXPECT_TRUE(special_first.add(pack(special).value()));
    EXPECT_FALSE(special_first.add(plain));
  }
}

}  // namespace
}  // namespace maelstrom::container
