#include "worker/action_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>

#include "core/directory.h"
#include "os/file.h"
#include "reapi/action.h"
#include "reapi/action_result.h"
#include "reapi/fake_rpc.h"
#include "reapi/job_encoder.h"

namespace maelstrom::worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Always final : public Watch {
 public:
  bool take_turn(std::chrono::milliseconds) override { return true; }
  void end_turn() override { ++turns_ended; }
  bool go_on(reapi::Stage stage) override {
    stages.push_back(stage);
    return stages.size() <= wanted_for;
  }
  std::size_t wanted_for = SIZE_MAX;
  std::vector<reapi::Stage> stages;
  int turns_ended = 0;
};

// What an ExecuteResponse says.
struct Response {
  std::string result;
  std::uint64_t code = 0;
  std::string message;
  std::string details;

  explicit Response(std::string_view bytes) {
    const Status read = reapi::each_field(bytes, [this](const wire::Field& field) -> Status {
      if (field.number == 1) result = field.bytes;
      return field.number == 3 ? take_status(field.bytes) : Status();
    });
    if (!read) throw std::runtime_error(read.error().message());
  }

 private:
  Status take_status(std::string_view bytes) {
    return reapi::each_field(bytes, [this](const wire::Field& field) -> Status {
      if (field.number == 1) code = field.value;
      if (field.number == 2) message = field.bytes;
      if (field.number == 3) details += field.bytes;
      return {};
    });
  }
};

// A server, what a client of it uploads, and a worker that has nothing yet.
class ActionRunnerTest : public ::testing::Test {
 protected:
  ActionRunnerTest() {
    begin_anew();
    const Digest payload = upload(os::read_file(MAELSTROM_PAYLOAD).value());
    layer_ = upload(Directory{.files = {{.name = "payload", .digest = payload, .executable = true}},
                              .directories = {{"tmp", upload(Directory{})}}});
  }

  // As a worker that has never run anything.
  void begin_anew() {
    inputs_.reset();
    slots_.reset();
    store_.reset();
    store::StoreOptions options{.root = scratch_.path() + "/store-" + std::to_string(++begun_)};
    if (::geteuid() == 0) options.owner = {container::kUnprivilegedUser, container::kUnprivilegedGroup};
    store_ = store::Store::open(options).value();
    slots_ = Slots::create(*store_, {.count = 1, .cell_program = MAELSTROM_CELL}).value();
    inputs_ = std::make_unique<Inputs>(*store_, 2, TreeLimits{});
    messages_.emplace(1 << 20);
  }

  Digest upload(const std::string& bytes) {
    const Digest digest = digest_of(bytes);
    rpc_->blobs[digest] = bytes;
    return digest;
  }
  Digest upload(const Directory& directory) { return upload(directory.encode()); }

  Job job(std::vector<std::string> script) const {
    return {.layers = {layer_}, .program = "/payload", .arguments = std::move(script)};
  }
  reapi::Assignment assign(const Job& job) {
    reapi::JobEncoder encoder(digest_of("a cell"), [](MachineFact) -> Result<std::string> { return "a value"; });
    const reapi::EncodedJob encoded = encoder.encode(job).value();
    upload(encoded.command);
    for (const std::string& blob : encoded.input_root->blobs) upload(blob);
    return {.digest = encoded.digest, .action = encoded.action, .invocation = "an invocation"};
  }
  Response run(const reapi::Assignment& assignment) {
    ActionRunner runner({storage_, *inputs_, *slots_, *messages_, clock_, tally_, life_}, {.worker = "host/name"});
    auto response = runner.run(assignment, watch_);
    if (!response) throw std::runtime_error("it was stopped");
    return Response(*response);
  }
  Response run(const Job& job) { return run(assign(job)); }
  JobResult result_of(const Response& response) {
    EXPECT_EQ(response.message, "");
    return reapi::decode_result(response.result,
                                [this](const Digest& blob) -> Result<std::string> { return rpc_->blobs.at(blob); })
        .value();
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create("maelstrom-worker-").value();
  std::shared_ptr<reapi::FakeRpc> rpc_ = std::make_shared<reapi::FakeRpc>();
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Slots> slots_;
  std::unique_ptr<Inputs> inputs_;
  Storage storage_{rpc_, "a name", [](auto) {}};
  std::optional<MessageCache> messages_;
  int begun_ = 0;
  SystemClock clock_;
  Tally tally_;
  Lifecycle life_;
  Always watch_;
  Digest layer_;
};

TEST_F(ActionRunnerTest, AJobRunsInItsContainerAndItsResultIsThatOfALocalRun) {
  const Response response = run(job({"say hello"}));
  const JobResult result = result_of(response);
  EXPECT_EQ(result.termination, Termination(Exited{0}));
  EXPECT_EQ(result.standard_output.text(), "hello\n");
  EXPECT_EQ(result.cached->id, "an invocation");
  EXPECT_GT(result.usage.max_rss, 0U);
  EXPECT_EQ(result_of(run(job({"exit 7"}))).termination, Termination(Exited{7}));
  EXPECT_EQ(tally_.passed, 1U);
  EXPECT_EQ(tally_.failed, 1U);
  EXPECT_EQ(watch_.turns_ended, 2);
}

TEST_F(ActionRunnerTest, LargeOutputsAreBlobs) {
  const std::string word(5000, 'x');
  const Response response = run(job({"say " + word}));
  EXPECT_LT(response.result.size(), 1000U);
  EXPECT_EQ(result_of(response).standard_output.text(), word + "\n");
}

TEST_F(ActionRunnerTest, OnlyWhatPassedAndMayBeCachedIsKept) {
  const reapi::Assignment passed = assign(job({"say hello"}));
  const Response response = run(passed);
  EXPECT_EQ(rpc_->results.at(passed.digest), response.result);
  run(job({"exit 1"}));
  reapi::Assignment uncached = assign(job({"say again"}));
  reapi::Action action = reapi::Action::decode(uncached.action).value();
  action.do_not_cache = true;
  uncached.action = action.encode();
  EXPECT_EQ(result_of(run(uncached)).standard_output.text(), "again\n");
  EXPECT_EQ(rpc_->results.size(), 1U);
}

TEST_F(ActionRunnerTest, AServerThatLetsNobodyWriteResultsIsNotAsked) {
  rpc_->writable = false;
  run(job({"say hello"}));
  EXPECT_EQ(rpc_->count(reapi::kUpdateActionResult), 0U);
}

TEST_F(ActionRunnerTest, InputsAreFetchedOnce) {
  run(job({"say one"}));
  const std::size_t reads = rpc_->count(reapi::kBatchReadBlobs) + rpc_->count(reapi::kByteStreamRead);
  run(job({"say two"}));
  // Its command is new, and nothing else.
  EXPECT_EQ(rpc_->count(reapi::kBatchReadBlobs) + rpc_->count(reapi::kByteStreamRead), reads + 1);
}

TEST_F(ActionRunnerTest, TheTimeoutOfTheMessageHoldsAndTheResultComesWithTheStatus) {
  Job slow = job({"say begun", "sleep 1000"});
  slow.timeout = std::chrono::seconds(1);
  const Response response = run(slow);
  EXPECT_EQ(response.code, 4U);
  const auto result = reapi::decode_result(response.result, [](const Digest&) -> Result<std::string> { return ""; });
  EXPECT_EQ(result->termination, Termination(TimedOut{}));
  EXPECT_EQ(result->standard_output.text(), "begun\n");
  EXPECT_TRUE(rpc_->results.empty());
}

TEST_F(ActionRunnerTest, WhatIsMissingIsNamed) {
  const Digest payload = digest_of(os::read_file(MAELSTROM_PAYLOAD).value());
  const reapi::Assignment assignment = assign(job({"say hello"}));
  const reapi::Action action = reapi::Action::decode(assignment.action).value();
  for (const Digest& gone : {payload, layer_, action.command, action.input_root}) {
    const std::string kept = rpc_->blobs.extract(gone).mapped();
    begin_anew();
    const Response response = run(assignment);
    EXPECT_EQ(response.code, 9U);
    EXPECT_THAT(response.message, HasSubstr(gone.to_string()));
    EXPECT_THAT(response.details, HasSubstr("google.rpc.PreconditionFailure"));
    EXPECT_THAT(response.details, HasSubstr("MISSING"));
    EXPECT_THAT(response.details, HasSubstr("blobs/" + gone.to_string()));
    EXPECT_EQ(response.result, "");
    rpc_->blobs[gone] = kept;
  }
  EXPECT_EQ(result_of(run(assignment)).standard_output.text(), "hello\n");
}

TEST_F(ActionRunnerTest, BytesThatAreSomethingElseAreRefused) {
  const Digest payload = digest_of(os::read_file(MAELSTROM_PAYLOAD).value());
  const std::string kept = std::exchange(rpc_->blobs[payload], std::string(payload.size, 'x'));
  const Response response = run(job({"say hello"}));
  EXPECT_EQ(response.code, 3U);
  EXPECT_THAT(response.message, HasSubstr("the server sent something else"));
  EXPECT_FALSE(store_->is_there(payload));
  rpc_->blobs[payload] = kept;
  EXPECT_EQ(result_of(run(job({"say hello"}))).standard_output.text(), "hello\n");
  // Of those that come by many, too.
  Job other = job({"say hello"});
  other.layers.push_back(upload(Directory{.files = {{"small", upload(std::string("small"))}}}));
  rpc_->blobs[digest_of("small")] = "other";
  EXPECT_THAT(run(other).message, HasSubstr("the server sent something else"));
}

TEST_F(ActionRunnerTest, TreesThatNoWorkerMakesAreRefused) {
  Directory climbing = Directory::decode(rpc_->blobs.at(layer_)).value();
  std::string bytes = climbing.encode();
  bytes.replace(bytes.find("payload"), 7, "../../x");
  Digest tower = upload(Directory{.files = {{"file", upload(std::string("x"))}}});
  for (int level = 0; level < 30; ++level) {
    tower = upload(Directory{.directories = {{"a", tower}, {"b", tower}, {"c", tower}}});
  }
  const std::pair<Digest, const char*> kHostile[] = {
      {upload(bytes), "not a file name in a Directory"},
      {upload(std::string("no directory")), "directory"},
      {tower, "entries"},
      {upload(Directory{.symlinks = {{"link", std::string("a\0b", 3)}}}), "a symbolic link"},
  };
  for (const auto& [tree, reason] : kHostile) {
    Job hostile = job({"say hello"});
    hostile.layers = {tree};
    const Response response = run(hostile);
    EXPECT_EQ(response.code, 3U) << reason;
    EXPECT_THAT(response.message, HasSubstr(reason));
  }
  EXPECT_FALSE(store_->is_there(tower));
}

TEST_F(ActionRunnerTest, LinksThatLeadOutLeadNowhere) {
  const Digest payload = digest_of(os::read_file(MAELSTROM_PAYLOAD).value());
  const std::string secret = scratch_.path() + "/secret";
  ASSERT_TRUE(os::replace_file(secret, "secret"));
  Job job = this->job({"read /out"});
  job.layers = {upload(Directory{.files = {{.name = "payload", .digest = payload, .executable = true}},
                                 .symlinks = {{"out", "../../../../../../../.." + secret}}})};
  const JobResult result = result_of(run(job));
  EXPECT_THAT(result.standard_output.text(), ::testing::Not(HasSubstr("secret\n")));
}

TEST_F(ActionRunnerTest, JobsThatBelongToAPersonsMachineAreRefused) {
  Job bind = job({"say hello"});
  bind.container.mounts = {BindMount{"/tmp", "/etc", true}};
  const Response response = run(bind);
  EXPECT_EQ(response.code, 3U);
  EXPECT_THAT(response.message, HasSubstr("it mounts /etc of the host"));
}

TEST_F(ActionRunnerTest, AContainerThatCannotBeMadeIsSaidAsALocalRunSaysIt) {
  Job job = this->job({"say hello"});
  job.program = "/not-there";
  const Response response = run(job);
  EXPECT_NE(response.code, 0U);
  EXPECT_THAT(response.message, HasSubstr("/not-there"));
  EXPECT_EQ(response.result, "");
}

TEST_F(ActionRunnerTest, AnActionThatIsNotWantedEndsAndTheSlotIsFreeAgain) {
  ActionRunner runner({storage_, *inputs_, *slots_, *messages_, clock_, tally_, life_}, {.worker = "host/name"});
  watch_.wanted_for = 0;
  EXPECT_FALSE(runner.run(assign(job({"sleep 1000"})), watch_));
  EXPECT_THAT(watch_.stages, ElementsAre(reapi::Stage::kRunning));
  EXPECT_EQ(tally_.cancelled, 1U);
  watch_.wanted_for = SIZE_MAX;
  EXPECT_EQ(result_of(run(job({"say next"}))).standard_output.text(), "next\n");
}

TEST_F(ActionRunnerTest, AServerWithoutCompressionAndOneWithServeAlike) {
  rpc_->zstd = true;
  EXPECT_EQ(result_of(run(job({"say hello"}))).standard_output.text(), "hello\n");
  EXPECT_THAT(rpc_->resources, ::testing::Contains(HasSubstr("compressed-blobs/zstd/")));
}

}  // namespace
}  // namespace maelstrom::worker
