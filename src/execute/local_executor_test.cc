#include "execute/local_executor.h"

#include <gmock/gmock.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "os/fd.h"
#include "os/file.h"

namespace maelstrom::execute {
namespace {

using ::testing::HasSubstr;

constexpr std::chrono::milliseconds kPatience{30'000};

std::vector<pid_t> children() {
  std::ifstream file("/proc/thread-self/children");
  std::vector<pid_t> found;
  for (pid_t pid = 0; file >> pid;) found.push_back(pid);
  return found;
}

class LocalExecutorTest : public ::testing::Test {
 protected:
  LocalExecutorTest() : scratch_(os::TemporaryDirectory::create("maelstrom-execute-").value()) {
    store::StoreOptions options{.root = scratch_.path() + "/store"};
    if (::geteuid() == 0) options.owner = {container::kUnprivilegedUser, container::kUnprivilegedGroup};
    store_ = store::Store::open(options).value();
    const Digest payload = store_->put_file(MAELSTROM_PAYLOAD).value();
    const Digest empty = store_->put_directory({}).value();
    layer_ = store_
                 ->put_directory({.files = {{.name = "payload", .digest = payload, .executable = true}},
                                  .directories = {{.name = "tmp", .digest = empty}}})
                 .value();
  }

  std::unique_ptr<LocalExecutor> executor(std::size_t slots) {
    auto made = LocalExecutor::create(*store_, {.slots = slots, .cell_program = MAELSTROM_CELL});
    if (!made) throw std::runtime_error(made.error().message());
    return std::move(*made);
  }

  Job job(std::vector<std::string> script) const {
    return {.layers = {layer_}, .program = "/payload", .arguments = std::move(script)};
  }

  static Completion next(LocalExecutor& executor) {
    auto completion = executor.wait(-1, kPatience);
    if (!completion) throw std::runtime_error(completion.error().message());
    if (!*completion) throw std::runtime_error("no job has ended");
    return std::move(**completion);
  }

  // "ID: what it wrote", or "ID: error: …".
  static std::string told(const Completion& completion) {
    const std::string id = std::to_string(completion.id) + ": ";
    return completion.result ? id + completion.result->standard_output.text()
                             : id + "error: " + completion.result.error().message();
  }

  os::TemporaryDirectory scratch_;
  std::unique_ptr<store::Store> store_;
  Digest layer_;
};

TEST_F(LocalExecutorTest, RunsJobsOneAfterTheOtherInASlot) {
  const auto local = executor(1);
  for (JobId id = 1; id <= 3; ++id) {
    ASSERT_TRUE(local->start(id, job({"say hello"})).has_value());
    EXPECT_EQ(told(next(*local)), std::to_string(id) + ": hello\n");
  }
  ASSERT_TRUE(local->start(4, job({"exit 7"})).has_value());
  EXPECT_EQ(std::get<Exited>(next(*local).result->termination).code, 7);
}

TEST_F(LocalExecutorTest, TwoSlotsRunTwoJobsAtOnceAndTakeOthersAhead) {
  const auto local = executor(2);
  EXPECT_GT(local->ahead(), 2u);
  const JobId last = local->slots() + local->ahead();
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  for (JobId id = 2; id <= last; ++id) ASSERT_TRUE(local->start(id, job({"say hello"})).has_value());
  const Status another = local->start(last + 1, job({"say never"}));
  ASSERT_FALSE(another.has_value());
  EXPECT_EQ(another.error().code(), ErrorCode::kExhausted);
  for (JobId id = 2; id <= last; ++id) {
    const Completion completion = next(*local);
    EXPECT_EQ(told(completion), std::to_string(id) + ": hello\n");
    EXPECT_EQ(completion.begun, id < last ? std::optional(id + 1) : std::nullopt);
  }
}

TEST_F(LocalExecutorTest, AJobGivenAheadThatCannotBeginLeavesItsSlotToTheNext) {
  const auto local = executor(2);
  Job impossible = job({"say never"});
  impossible.layers = {digest_of("gone")};
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  ASSERT_TRUE(local->start(2, job({"say two"})).has_value());
  ASSERT_TRUE(local->start(3, impossible).has_value());
  ASSERT_TRUE(local->start(4, job({"say four"})).has_value());
  EXPECT_THAT(told(next(*local)), HasSubstr("3: error: "));
  const Completion second = next(*local);
  EXPECT_EQ(told(second), "2: two\n");
  EXPECT_EQ(second.begun, std::optional<JobId>(4));
  EXPECT_EQ(told(next(*local)), "4: four\n");
}

TEST_F(LocalExecutorTest, ACellThatDiesGivesItsSlotToTheJobGivenAhead) {
  const auto local = executor(1);
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  ASSERT_TRUE(local->start(2, job({"say alive"})).has_value());
  for (const pid_t cell : children()) ASSERT_EQ(::kill(cell, SIGKILL), 0);
  const Completion lost = next(*local);
  EXPECT_FALSE(lost.result.has_value());
  EXPECT_EQ(lost.begun, std::optional<JobId>(2));
  EXPECT_EQ(told(next(*local)), "2: alive\n");
}

TEST_F(LocalExecutorTest, WhatWaitsInACellBehindALongJobRunsInASlotThatIsFree) {
  const auto local = executor(2);
  Job second = job({"sleep 1000"});
  second.timeout = std::chrono::seconds(1);
  ASSERT_TRUE(local->start(1, job({"say one"})).has_value());
  ASSERT_TRUE(local->start(2, second).has_value());
  ASSERT_TRUE(local->start(3, job({"sleep 1000"})).has_value());
  for (JobId id = 4; id <= 6; ++id) ASSERT_TRUE(local->start(id, job({"say more"})).has_value());
  EXPECT_EQ(next(*local).begun, std::optional<JobId>(3));  // and 4 has gone with it
  const Completion over = next(*local);
  EXPECT_EQ(over.id, 2u);
  EXPECT_EQ(over.begun, std::optional<JobId>(5));
  EXPECT_EQ(told(next(*local)), "5: more\n");
  const Completion last = next(*local);
  EXPECT_EQ(told(last), "6: more\n");
  EXPECT_EQ(last.begun, std::nullopt);
  const auto nothing_ended = local->wait(-1, kPatience);
  ASSERT_TRUE(nothing_ended.has_value());
  EXPECT_FALSE(nothing_ended->has_value());
  EXPECT_EQ(local->take_begun(), std::vector<JobId>{4});
  EXPECT_TRUE(local->take_begun().empty());
  EXPECT_EQ(told(next(*local)), "4: more\n");
}

TEST_F(LocalExecutorTest, OfSeveralJobsInACellThatDiesEachBeginsAgainInOneToItself) {
  const auto local = executor(1);
  ASSERT_TRUE(local->start(1, job({"say one"})).has_value());
  ASSERT_TRUE(local->start(2, job({"sleep 1000"})).has_value());
  ASSERT_TRUE(local->start(3, job({"say three"})).has_value());
  EXPECT_EQ(next(*local).begun, std::optional<JobId>(2));
  const auto first_cell = children();
  for (const pid_t cell : first_cell) ASSERT_EQ(::kill(cell, SIGKILL), 0);
  while (children() == first_cell) ASSERT_FALSE(local->wait(-1, std::chrono::milliseconds(10)).value().has_value());
  EXPECT_TRUE(local->take_begun().empty());  // 2 has begun again, which is no news
  for (const pid_t cell : children()) ASSERT_EQ(::kill(cell, SIGKILL), 0);
  const Completion lost = next(*local);
  EXPECT_THAT(told(lost), HasSubstr("2: error: "));
  EXPECT_EQ(lost.begun, std::optional<JobId>(3));
  EXPECT_EQ(told(next(*local)), "3: three\n");
}

TEST_F(LocalExecutorTest, ACellThatDiesCostsItsJobOnly) {
  const auto local = executor(1);
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  for (const pid_t cell : children()) ASSERT_EQ(::kill(cell, SIGKILL), 0);
  const Completion lost = next(*local);
  EXPECT_EQ(lost.id, 1u);
  EXPECT_FALSE(lost.result.has_value());
  ASSERT_TRUE(local->start(2, job({"say alive"})).has_value());
  EXPECT_EQ(told(next(*local)), "2: alive\n");
}

TEST_F(LocalExecutorTest, ACellThatDiedBetweenTwoJobsIsReplaced) {
  const auto local = executor(1);
  ASSERT_TRUE(local->start(1, job({"say one"})).has_value());
  EXPECT_EQ(told(next(*local)), "1: one\n");
  for (const pid_t cell : children()) {
    ASSERT_EQ(::kill(cell, SIGKILL), 0);
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(cell), &info, WEXITED | WNOWAIT), 0);
  }
  ASSERT_TRUE(local->start(2, job({"say two"})).has_value());
  EXPECT_EQ(told(next(*local)), "2: two\n");
}

TEST_F(LocalExecutorTest, AJobWhoseTreeIsMissingEndsWithAnErrorThatNamesTheBlob) {
  const auto local = executor(1);
  Job without = job({"say never"});
  without.layers = {digest_of("gone")};
  ASSERT_TRUE(local->start(1, without).has_value());
  EXPECT_THAT(told(next(*local)), HasSubstr(digest_of("gone").hex()));
  ASSERT_TRUE(local->start(2, job({"say next"})).has_value());
  EXPECT_EQ(told(next(*local)), "2: next\n");
}

TEST_F(LocalExecutorTest, TreesThatNoContainerStandsOnAreReleased) {
  const auto local = executor(1);
  const auto held = [this] {
    EXPECT_TRUE(store_->collect_garbage(0));
    return store_->usage()->trees;
  };
  ASSERT_TRUE(local->start(1, job({"say first"})));
  next(*local);
  local->release_unused_trees();
  EXPECT_EQ(held(), 1U);  // its container is kept
  const Digest text = store_->put("text").value();
  for (JobId id = 2; id < 2 + 16; ++id) {
    const Digest above = store_->put_directory({.files = {{std::to_string(id), text}}}).value();
    Job other = job({"say other"});
    other.layers = {layer_, above};
    ASSERT_TRUE(local->start(id, other));
    next(*local);
  }
  EXPECT_EQ(held(), 17U);
  for (JobId id = 20; id < 20 + 16; ++id) {
    const Digest above = store_->put_directory({.files = {{std::to_string(id), text}}}).value();
    Job other = job({"say other"});
    other.layers = {layer_, above};
    ASSERT_TRUE(local->start(id, other));
    next(*local);
  }
  local->release_unused_trees();
  EXPECT_EQ(held(), 17U);  // those of the latest sixteen containers
  ASSERT_TRUE(local->start(99, job({"say again"})));
  EXPECT_EQ(told(next(*local)), "99: again\n");
}

TEST_F(LocalExecutorTest, ATimeoutEndsAJobAndKeepsWhatItWrote) {
  const auto local = executor(1);
  Job slow = job({"say begun", "sleep 1000"});
  slow.timeout = std::chrono::seconds(1);
  ASSERT_TRUE(local->start(1, slow).has_value());
  const Completion completion = next(*local);
  ASSERT_TRUE(completion.result.has_value()) << completion.result.error().message();
  EXPECT_TRUE(std::holds_alternative<TimedOut>(completion.result->termination));
  EXPECT_EQ(completion.result->standard_output.text(), "begun\n");
}

TEST_F(LocalExecutorTest, AJobOnTheHostsNetworkRunsBesideTheOthers) {
  const auto local = executor(1);
  Job on_host = job({"say outside"});
  on_host.container.network = Network::kLocal;
  ASSERT_TRUE(local->start(1, on_host).has_value());
  EXPECT_EQ(told(next(*local)), "1: outside\n");
  ASSERT_TRUE(local->start(2, job({"say inside"})).has_value());
  EXPECT_EQ(told(next(*local)), "2: inside\n");
}

TEST_F(LocalExecutorTest, ANoticeOrATimeoutEndsAWaitWithNothing) {
  const auto local = executor(1);
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  const os::Fd notice(::eventfd(1, EFD_CLOEXEC));
  auto woken = local->wait(notice.get(), kPatience);
  ASSERT_TRUE(woken.has_value());
  EXPECT_FALSE(woken->has_value());
  auto over = local->wait(-1, std::chrono::milliseconds(1));
  ASSERT_TRUE(over.has_value());
  EXPECT_FALSE(over->has_value());
}

TEST_F(LocalExecutorTest, CancelledJobsAreGoneAndTheirSlotsFree) {
  const auto local = executor(2);
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  ASSERT_TRUE(local->start(2, job({"ignore-signals", "sleep 1000"})).has_value());
  local->cancel_all();
  EXPECT_TRUE(children().empty());
  ASSERT_TRUE(local->start(3, job({"say free"})).has_value());
  EXPECT_EQ(told(next(*local)), "3: free\n");
}

TEST_F(LocalExecutorTest, AMissingCellProgramIsSaidAtOnce) {
  const auto made = LocalExecutor::create(*store_, {.cell_program = "/nowhere/maelstrom-cell"});
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().message(), HasSubstr("/nowhere/maelstrom-cell"));
}

// As a program that has done its work ends: the kernel takes the cells apart while the store is closed.
TEST_F(LocalExecutorTest, WhoRetiresNeedsTheStoreNoMore) {
  auto local = executor(2);
  ASSERT_TRUE(local->start(1, job({"sleep 1000"})).has_value());
  ASSERT_TRUE(local->start(2, job({"sleep 1000"})).has_value());
  EXPECT_EQ(children().size(), 2);
  local->retire();
  store_.reset();
  local.reset();
  EXPECT_TRUE(children().empty());
}

}  // namespace
}  // namespace maelstrom::execute
