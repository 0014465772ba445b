#include "session/layer_assembler.h"

#include <gmock/gmock.h>

#include <map>
#include <mutex>

#include "core/directory.h"
#include "session/fakes.h"

namespace maelstrom::session {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

LayerSpec stub(const std::string& path) { return StubsLayer{{path}}; }
LayerSpec command(const std::string& text, const std::string& version = "") {
  return CommandLayer{.argv = {"/bin/sh", "-c", text}, .version = version, .declared_at = "maelstrom.toml:3:3"};
}

// A stub's tree is named by its path, a command's by its text; they are "stacked" as they are.
class LayerAssemblerTest : public ::testing::Test {
 protected:
  Result<JobResult> answer(const Job& job) {
    if (broken_) return invalid("open /bin/sh: No such file or directory");
    JobResult result{.termination = ends_};
    result.standard_error.head = said_;
    result.change = change_.value_or(digest_of(job.arguments.back()));
    return result;
  }

  void assemble(std::vector<LayerSpec> layers, Environment environment = {}) {
    assembler_->assemble({layers.begin(), layers.end()}, std::move(environment),
                         [this](LayerAssembler::Outcome outcome) { outcomes_.push_back(std::move(outcome)); });
  }
  LayerAssembler::Outcome assembled(std::vector<LayerSpec> layers, Environment environment = {}) {
    outcomes_.clear();
    assemble(std::move(layers), std::move(environment));
    EXPECT_TRUE(loop_.run().has_value());
    return outcomes_.at(0);
  }
  // As another run of the program.
  void begin_anew() { assembler_.emplace(ports_, loop_); }

  Termination ends_ = Exited{0};
  std::string said_;
  std::optional<Digest> change_;
  bool broken_ = false;
  std::mutex mutex_;
  std::map<Digest, Digest> remembered_;
  std::shared_ptr<int> claim_ = std::make_shared<int>(0);
  bool claimed_when_remembered_ = false;
  FakeClock clock_;
  FakeWake wake_;
  FakeExecutor executor_{2, [this](const Job& job) { return answer(job); }};
  RecordingObserver observer_;
  Ports ports_{.executor = executor_,
               .wake = wake_,
               .clock = clock_,
               .observer = observer_,
               .build_layer = [](const LayerSpec& spec) -> Result<layers::BuiltLayer> {
                 return layers::BuiltLayer{.tree = digest_of(std::get<StubsLayer>(spec).stubs.front())};
               },
               .stack_layers = as_they_are,
               .known_change = [this](const Digest& key) -> Result<KnownChange> {
                 const std::lock_guard lock(mutex_);
                 if (const auto known = remembered_.find(key); known != remembered_.end())
                   return KnownChange{known->second, {}};
                 return KnownChange{.claim = claim_};
               },
               .remember_change = [this](const Digest& key, const Digest& tree) -> Status {
                 const std::lock_guard lock(mutex_);
                 claimed_when_remembered_ = claim_.use_count() > 1;
                 remembered_[key] = tree;
                 return {};
               },
               .environment = {}};
  JobLoop loop_{executor_, wake_, clock_, 2};
  std::optional<LayerAssembler> assembler_{std::in_place, ports_, loop_};
  std::vector<LayerAssembler::Outcome> outcomes_;
};

TEST_F(LayerAssemblerTest, ACommandRunsOnTheLayersBelowItAndItsChangeIsALayer) {
  const auto outcome = assembled({stub("/a"), command("first"), stub("/b"), command("second")}, {{"X", "1"}});
  ASSERT_TRUE(outcome.has_value());
  EXPECT_THAT(outcome->trees, ElementsAre(digest_of("/a"), digest_of("first"), digest_of("/b"), digest_of("second")));
  ASSERT_THAT(executor_.ran(), SizeIs(2));
  const Job& first = executor_.ran()[0];
  EXPECT_THAT(first.layers, ElementsAre(digest_of("/a"), digest_of("/proc/")));
  EXPECT_EQ(first.program, "/bin/sh");
  EXPECT_THAT(first.arguments, ElementsAre("-c", "first"));
  EXPECT_TRUE(first.container.writable_file_system);
  EXPECT_TRUE(first.capture_file_system_changes);
  EXPECT_EQ(first.container.network, Network::kDisabled);
  EXPECT_EQ(first.container.environment, (Environment{{"X", "1"}}));
  EXPECT_EQ(first.timeout, std::chrono::seconds(600));
  EXPECT_THAT(executor_.ran()[1].layers,
              ElementsAre(digest_of("/a"), digest_of("first"), digest_of("/b"), digest_of("/proc/")));
}

TEST_F(LayerAssemblerTest, OneCommandRunsOnceForAllContainersOfARun) {
  for (int i = 0; i < 5; ++i) assemble({stub("/a"), command("make")});
  ASSERT_TRUE(loop_.run().has_value());
  EXPECT_THAT(outcomes_, SizeIs(5));
  for (const auto& outcome : outcomes_) EXPECT_THAT(outcome->trees, ElementsAre(digest_of("/a"), digest_of("make")));
  EXPECT_THAT(executor_.ran(), SizeIs(1));
}

TEST_F(LayerAssemblerTest, ACommandIsClaimedUntilWhatItMadeIsRemembered) {
  ASSERT_TRUE(assembled({stub("/a"), command("make")}).has_value());
  EXPECT_TRUE(claimed_when_remembered_);
  EXPECT_EQ(claim_.use_count(), 1);
}

TEST_F(LayerAssemblerTest, AnotherRunTakesWhatIsRememberedAndRunsWhatIsLost) {
  assembled({stub("/a"), command("make")});
  begin_anew();
  const auto again = assembled({stub("/a"), command("make")});
  EXPECT_THAT(again->trees, ElementsAre(digest_of("/a"), digest_of("make")));
  EXPECT_THAT(executor_.ran(), SizeIs(1));
  begin_anew();
  remembered_.clear();
  ASSERT_TRUE(assembled({stub("/a"), command("make")}).has_value());
  EXPECT_THAT(executor_.ran(), SizeIs(2));
}

TEST_F(LayerAssemblerTest, WhateverGoesIntoACommandMakesItAnother) {
  assembled({stub("/a"), command("make")}, {{"X", "1"}});
  const auto runs_again = [this](std::vector<LayerSpec> layers, Environment environment) {
    begin_anew();
    const std::size_t before = executor_.ran().size();
    assembled(std::move(layers), std::move(environment));
    return executor_.ran().size() > before;
  };
  EXPECT_FALSE(runs_again({stub("/a"), command("make")}, {{"X", "1"}}));
  EXPECT_TRUE(runs_again({stub("/b"), command("make")}, {{"X", "1"}})) << "other layers";
  EXPECT_TRUE(runs_again({stub("/a"), command("make all")}, {{"X", "1"}})) << "other words";
  EXPECT_TRUE(runs_again({stub("/a"), command("make")}, {{"X", "2"}})) << "another environment";
  EXPECT_TRUE(runs_again({stub("/a"), command("make", "2")}, {{"X", "1"}})) << "another version";
  EXPECT_TRUE(
      runs_again({stub("/a"), CommandLayer{.argv = {"/bin/sh", "-c", "make"}, .local_network = true}}, {{"X", "1"}}))
      << "another network";
  EXPECT_EQ(executor_.ran().back().container.network, Network::kLocal);
  CommandLayer slower = std::get<CommandLayer>(command("make"));
  slower.timeout = std::chrono::seconds(9);
  slower.declared_at = "elsewhere.toml:1:1";
  EXPECT_FALSE(runs_again({stub("/a"), slower}, {{"X", "1"}})) << "its place and its time make no other of it";
}

TEST_F(LayerAssemblerTest, ACommandThatFailsIsTheErrorOfItsLayerAndNotRemembered) {
  ends_ = Exited{3};
  said_ = "no\x01such\nthing\n";
  const auto failed = assembled({stub("/a"), command("make")});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().layer, 1u);
  EXPECT_EQ(failed.error().error.code(), ErrorCode::kInvalid);
  EXPECT_EQ(failed.error().error.message(),
            "the command at maelstrom.toml:3:3 (/bin/sh -c make) ended with code 3:\n  | no\\x01such\n  | thing");
  EXPECT_THAT(remembered_, IsEmpty());
  ASSERT_FALSE(assembled({stub("/a"), command("make")}).has_value());
  EXPECT_THAT(executor_.ran(), SizeIs(1)) << "one that failed is not tried twice in a run";
  ends_ = Exited{0};
  begin_anew();
  EXPECT_TRUE(assembled({stub("/a"), command("make")}).has_value());
}

TEST_F(LayerAssemblerTest, ACommandThatHangsIsKilledOrCannotRunSaysSo) {
  ends_ = TimedOut{};
  EXPECT_THAT(assembled({command("hang")}).error().error.message(),
              HasSubstr("did not end within 600 s, which \"timeout\" can change; it wrote nothing"));
  ends_ = Signaled{.signal = 11};
  for (int line = 0; line < 100; ++line) said_ += "line " + std::to_string(line) + "\n";
  EXPECT_THAT(assembled({command("crash")}).error().error.message(),
              AllOf(HasSubstr("was ended by SIGSEGV; its last lines:\n  | line 80\n"), HasSubstr("| line 99")));
  broken_ = true;
  EXPECT_THAT(assembled({command("none")}).error().error.message(),
              AllOf(HasSubstr("maelstrom.toml:3:3"), HasSubstr("open /bin/sh: No such file")));
  EXPECT_THAT(remembered_, IsEmpty());
}

TEST_F(LayerAssemblerTest, ACommandThatChangesNothingIsWarnedOfEachTime) {
  change_ = digest_of(Directory{.properties = {.unix_mode = 0755}}.encode());
  for (int run = 0; run < 2; ++run) {
    begin_anew();
    const auto outcome = assembled({stub("/a"), command("true")});
    EXPECT_THAT(outcome->warnings, ElementsAre("the command at maelstrom.toml:3:3 (/bin/sh -c true) changes nothing"));
  }
  EXPECT_THAT(executor_.ran(), SizeIs(1));
}

TEST_F(LayerAssemblerTest, WhatCannotBeRememberedIsALayerAllTheSame) {
  ports_.remember_change = [](const Digest&, const Digest&) -> Status {
    return fail(ErrorCode::kExhausted, "the disk is full");
  };
  begin_anew();
  EXPECT_TRUE(assembled({command("make")}).has_value());
  EXPECT_THAT(observer_.notices, ElementsAre(HasSubstr("running the command"), HasSubstr("the disk is full")));
}

TEST_F(LayerAssemblerTest, AnErrorNamesItsLayerAndTheLayersTogetherAreNone) {
  ports_.build_layer = [](const LayerSpec& spec) -> Result<layers::BuiltLayer> {
    if (std::get<StubsLayer>(spec).stubs.front() == "/bad") return invalid("bad");
    return layers::BuiltLayer{};
  };
  begin_anew();
  EXPECT_EQ(assembled({stub("/a"), stub("/bad")}).error().layer, 1u);
  ports_.stack_layers = [](const std::vector<Digest>&) -> Result<std::vector<Digest>> { return invalid("no"); };
  EXPECT_EQ(assembled({stub("/a"), stub("/b")}).error().layer, 2u);
}

}  // namespace
}  // namespace maelstrom::session
