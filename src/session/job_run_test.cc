#include "session/job_run.h"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <future>
#include <mutex>

#include "session/fakes.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// Gives one piece after the other; at their end waits to be interrupted, if it is to stay open.
class Pieces final : public ByteSource {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  Result<std::string> read() override { return at_ < pieces_.size() ? pieces_[at_++] : std::string(); }
  void interrupt() override { interrupted_ = true; }
  bool interrupted() const { return interrupted_; }
  std::size_t taken() const { return at_; }

 private:
  std::vector<std::string> pieces_;
  std::atomic<std::size_t> at_ = 0;
  std::atomic<bool> interrupted_ = false;
};

class JobRunTest : public ::testing::Test {
 protected:
  Result<JobRunEnd> run(std::vector<std::string> pieces, std::size_t slots = 1) {
    pieces_.emplace(std::move(pieces));
    FakeExecutor executor(slots, [](const Job& job) -> Result<JobResult> {
      if (job.program == "gone") return invalid("gone: no such program");
      return JobResult{.termination = Exited{0}, .standard_output = {.head = job.program}};
    });
    const Ports ports{.executor = executor,
                      .wake = wake_,
                      .clock = clock_,
                      .observer = observer_,
                      .build_layer = [](const LayerSpec& spec) -> Result<layers::BuiltLayer> {
                        if (const auto* tar = std::get_if<TarLayer>(&spec)) return invalid("no tar " + tar->path);
                        return layers::BuiltLayer{.tree = digest_of(std::get<StubsLayer>(spec).stubs.front())};
                      },
                      .import_image = [this](const std::string& name) { return import_image(name); },
                      .stack_layers = as_they_are,
                      .known_change = {},
                      .remember_change = {},
                      .read_elf = {},
                      .environment = [](const std::string&) { return std::nullopt; },
                      .past = {}};
    const auto ended = [this](const EndedJob& job) {
      ended_.push_back(job.job.program + (job.result ? "" : " " + job.result.error().message()));
      if (ended_.size() == kOthers) others_ended_.set_value();
      return told_;
    };
    JobRun run(ports, {.input = &*pieces_, .ended = ended}, options_);
    auto end = run.run();
    ran_ = executor.ran();
    return end;
  }

  static std::string job(const std::string& program, const std::string& more = R"("layers": [{"stubs": ["/s"]}])") {
    return R"({"program": ")" + program + R"(", )" + more + "}";
  }

  Result<layers::ImportedImage> import_image(const std::string& name) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(name);
    }
    if (name == "oci:gone") return fail(ErrorCode::kNotFound, "no such directory");
    if (name.starts_with("oci:slow") && may_come_.wait_for(std::chrono::seconds(20)) != std::future_status::ready) {
      return fail(ErrorCode::kInternal, "the others did not end before");
    }
    return layers::ImportedImage{.layer = digest_of(name),
                                 .config = {.environment = {{"OF", "image"}}, .working_directory = "/of/it"},
                                 .warnings = {"a device is left out"}};
  }

  // The jobs of which the slow images wait until they have ended.
  static constexpr std::size_t kOthers = 3;

  FakeClock clock_;
  FakeWake wake_;
  std::mutex mutex_;
  std::vector<std::string> asked_;  // images
  std::promise<void> others_ended_;
  std::shared_future<void> may_come_ = others_ended_.get_future();  // the images oci:slow...
  RecordingObserver observer_;
  JobRunOptions options_{.input_name = "jobs", .project = "/p"};
  std::optional<Pieces> pieces_;
  std::vector<std::string> ended_;
  std::vector<Job> ran_;
  Status told_;
};

TEST_F(JobRunTest, JobsRunInTheOrderOfTheInputHoweverItIsCut) {
  const std::string text = job("a") + job("b") + "\n" + job("c");
  const auto end = run({text.substr(0, 20), text.substr(20, 60), text.substr(80)});
  ASSERT_TRUE(end.has_value()) << end.error().message();
  EXPECT_EQ(end->jobs, 3U);
  EXPECT_FALSE(end->input_error.has_value());
  EXPECT_THAT(ended_, ElementsAre("a", "b", "c"));
}

TEST_F(JobRunTest, AJobGetsWhatItsContainerDeclares) {
  options_.output_limit = 77;
  ASSERT_TRUE(run({R"({"containers": {"c": {"layers": [{"stubs": ["/x"]}], "user": 4}}})",
                   job("a", R"("parent": "c", "group": 5, "timeout": 6, "arguments": ["z"])")}));
  ASSERT_EQ(ran_.size(), 1U);
  EXPECT_THAT(ran_[0].layers, ElementsAre(digest_of("/x")));
  EXPECT_EQ(ran_[0].container.user, 4U);
  EXPECT_EQ(ran_[0].container.group, 5U);
  EXPECT_EQ(ran_[0].container.network, Network::kDisabled);
  EXPECT_EQ(ran_[0].timeout, std::chrono::seconds(6));
  EXPECT_THAT(ran_[0].arguments, ElementsAre("z"));
  EXPECT_EQ(ran_[0].output_limit, 77U);
}

TEST_F(JobRunTest, AJobWaitsForItsContainerToTheEndOfTheInput) {
  const std::string containers = R"({"containers": {"p": {"parent": "g"}}} )"
                                 R"({"containers": {"g": {"layers": [{"stubs": ["/g"]}]}}})";
  ASSERT_TRUE(run({job("late", R"("parent": "p")") + job("lost", R"("parent": "nobody")") + job("a") + containers}));
  EXPECT_THAT(ended_, ::testing::UnorderedElementsAre(
                          "a", "late", HasSubstr("lost jobs:1:55: a job: unknown container \"nobody\"")));
}

TEST_F(JobRunTest, AMistakeInTheInputEndsReadingAndTheJobsBeforeItRun) {
  const auto end = run({job("a") + "\n{\"layers\": 7}" + job("never")});
  ASSERT_TRUE(end.has_value());
  EXPECT_THAT(end->input_error->message(), HasSubstr("jobs:2:12: error: \"layers\" must be an array"));
  EXPECT_THAT(ended_, ElementsAre("a"));
  const auto unfinished = run({job("b") + "{\"layers\""});
  EXPECT_THAT(unfinished->input_error->message(), HasSubstr("jobs:1:"));
}

TEST_F(JobRunTest, WhatCannotBeHadIsTheErrorOfItsJobOnly) {
  const auto end = run({job("tarless", R"("layers": [{"tar": "x"}])") + job("bare", R"("layers": [])") +
                        job("imaged", R"("image": "oci:gone")") + job("gone") + job("a")});
  ASSERT_TRUE(end.has_value());
  EXPECT_THAT(ended_, ::testing::UnorderedElementsAre(
                          HasSubstr("tarless a layer cannot be made: no tar x"), HasSubstr("it has no layers"),
                          "imaged jobs:1:104: a job: no such directory", "gone gone: no such program", "a"));
}

TEST_F(JobRunTest, AnImageLiesBelowTheLayersAndGivesWhatIsUsedOfIt) {
  ASSERT_TRUE(run({job("a", R"("image": "oci:i", "added_layers": [{"stubs": ["/x"]}],
                              "added_environment": {"MORE": "$prev{OF}!"})"),
                   job("b", R"("image": {"name": "oci:i", "use": ["environment"]}, "layers": [{"stubs": ["/x"]}])")}));
  ASSERT_EQ(ran_.size(), 2U);
  EXPECT_THAT(ran_[0].layers, ElementsAre(digest_of("oci:i"), digest_of("/x")));
  EXPECT_THAT(ran_[0].container.environment, ElementsAre(Pair("MORE", "image!"), Pair("OF", "image")));
  EXPECT_EQ(ran_[0].container.working_directory, "/of/it");
  EXPECT_THAT(ran_[1].layers, ElementsAre(digest_of("/x")));
  EXPECT_THAT(ran_[1].container.environment, ElementsAre(Pair("OF", "image")));
  EXPECT_EQ(ran_[1].container.working_directory, "/");
}

TEST_F(JobRunTest, AnImageOfManyJobsIsGotOnceAndItsWarningsAreToldOnce) {
  std::string text = R"({"containers": {"c": {"image": "oci:i"}}})";
  for (int i = 0; i < 20; ++i) text += job("a", i % 2 == 0 ? R"("image": "oci:i")" : R"("parent": "c")");
  ASSERT_TRUE(run({text}));
  EXPECT_EQ(ran_.size(), 20U);
  EXPECT_THAT(asked_, ElementsAre("oci:i"));
  EXPECT_THAT(observer_.notices, ElementsAre("a device is left out"));
}

// These images come only once the last of the others has ended; they are more than there are preparing threads.
TEST_F(JobRunTest, JobsThatWaitForTheirImagesHoldUpNoOthers) {
  ASSERT_TRUE(
      run({job("slow", R"("image": "oci:slow1")") + job("too", R"("image": "oci:slow1")") +
           job("slower", R"("image": "oci:slow2")") + job("a") + job("b", R"("image": "oci:i")") + job("last")}));
  EXPECT_THAT(ended_, ::testing::UnorderedElementsAre("slow", "too", "slower", "a", "b", "last"));
  EXPECT_THAT(std::vector(ended_.end() - 3, ended_.end()), ::testing::UnorderedElementsAre("slow", "too", "slower"));
}

TEST_F(JobRunTest, OfTheFirstJobOnlyTheProgramIsReplacedAndNothingElseIsRead) {
  options_.which = JobRunOptions::Which::kFirst;
  options_.instead = {.program = "mine", .arguments = {"x"}};
  ASSERT_TRUE(run({job("a"), job("b"), "no JSON"}));
  EXPECT_THAT(ended_, ElementsAre("mine"));
  EXPECT_EQ(pieces_->taken(), 1U);
  EXPECT_THAT(ran_[0].arguments, ElementsAre("x"));
}

TEST_F(JobRunTest, TheFirstJobsContainerMayComeAfterIt) {
  options_.which = JobRunOptions::Which::kFirst;
  ASSERT_TRUE(
      run({job("a", R"("parent": "c")"), job("b"), R"({"containers": {"c": {"layers": [{"stubs": ["/"]}]}}})"}));
  EXPECT_THAT(ended_, ElementsAre("a"));
}

TEST_F(JobRunTest, JobsOfAFileNeedNoInput) {
  config::Diagnostics diagnostics("jobs.toml");
  options_.file = config::read_job_file("[[jobs]]\nprogram = \"t\"\nlayers = [{ stubs = [\"/s\"] }]\n", diagnostics);
  ASSERT_THAT(diagnostics.take_errors(), IsEmpty());
  ASSERT_TRUE(run({}));
  EXPECT_THAT(ended_, ElementsAre("t"));
}

TEST_F(JobRunTest, ThatAnEndCannotBeToldEndsTheRun) {
  told_ = fail(ErrorCode::kExhausted, "no space left");
  const auto end = run({job("a") + job("b")});
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().message(), "no space left");
  EXPECT_THAT(ended_, ElementsAre("a"));
}

TEST_F(JobRunTest, ASignalEndsTheRunAndTheReading) {
  wake_.send(SIGTERM);
  const auto end = run({job("a")});
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->signal, SIGTERM);
  EXPECT_TRUE(pieces_->interrupted());
}

}  // namespace
}  // namespace maelstrom::session
