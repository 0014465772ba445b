#include "execute/result_archive.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "execute/archive_entry.h"
#include "layers/tar_testing.h"
#include "os/file.h"
#include "reapi/action_result.h"

namespace maelstrom::execute {
namespace {

using ::testing::HasSubstr;

using layers::tar_of;
using Members = std::vector<layers::TarMember>;

// A cache and a log of their own.
class Machine {
 public:
  explicit Machine(const std::string& root)
      : store(store::Store::open({.root = root}).value()),
        results(store::Results::open(root + "/results.sqlite", {}).value()),
        log(store::ActionLog::open(root + "/actions.sqlite").value()) {}

  ArchivePorts ports() { return {*store, *results, *log}; }

  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Results> results;
  std::unique_ptr<store::ActionLog> log;
};

const JobResult kLoud{.standard_output = {.head = std::string(100'000, 'o')}};
const JobResult kQuiet{.standard_output = {.head = "passed"}};

reapi::EncodedJob job_of(const std::string& argument) {
  reapi::JobEncoder encoder(digest_of("cell"), [](MachineFact) -> Result<std::string> { return "fact"; });
  return encoder.encode({.layers = {digest_of("layer")}, .program = "/test", .arguments = {argument}}).value();
}

class ResultArchiveTest : public ::testing::Test {
 protected:
  // What came of the job of this argument, on the first machine.
  Digest ran(const std::string& argument, const JobResult& result, store::Standing standing) {
    const reapi::EncodedJob job = job_of(argument);
    auto record = reapi::encode_result(result, {.id = "run"}, [&](auto bytes) { return here_.store->put(bytes); });
    EXPECT_TRUE(here_.results->remember(job.digest, {record.value(), standing}));
    EXPECT_TRUE(here_.log->keep({{job.digest,
                                  {.action = job.action,
                                   .command = job.command,
                                   .input_root = job.input_root->digest,
                                   .root_messages = {job.input_root, &job.input_root->blobs}}}},
                                {}));
    return job.digest;
  }
  Exported write(const std::function<bool(const Digest&)>& wanted = [](const Digest&) { return true; }) {
    const auto fd = os::open(path_, O_WRONLY | O_CREAT | O_TRUNC, 0600).value();
    layers::TarWriter tar(fd.get(), path_);
    auto exported = export_results(here_.ports(), wanted, tar);
    EXPECT_TRUE(exported) << exported.error().message();
    return exported.value_or(Exported{});
  }
  Result<Imported> read() {
    TRY_ASSIGN(fd, os::open(path_, O_RDONLY));
    TRY_ASSIGN(tar, layers::TarReader::open(std::move(fd)));
    return import_results(there_.ports(), tar, {});
  }
  std::string why_refused(const std::string& tar) {
    EXPECT_TRUE(os::replace_file(path_, tar));
    const auto imported = read();
    if (imported) return "it is not";
    EXPECT_EQ(imported.error().code(), ErrorCode::kInvalid) << imported.error().message();
    return imported.error().message();
  }
  // An archive in which one result answers, its output before it.
  Members sound() {
    const Digest action = job_of("a").digest;
    std::string output(100'000, 'o');
    const std::string record = reapi::encode_result(kLoud, {}, [](auto bytes) { return digest_of(bytes); }).value();
    return {{"maelstrom-cache", "1\n"},
            {"blobs/" + digest_of(output).to_string(), output},
            {"actions/" + action.to_string(), encode_action_entry(job_of("a"))},
            {"results/" + action.to_string(), encode_result_entry(action, record)},
            {"end", "1\n"}};
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::string path_ = scratch_.path() + "/archive";
  Machine here_{scratch_.path() + "/here"};
  Machine there_{scratch_.path() + "/there"};
};

TEST_F(ResultArchiveTest, WhatAnswersHereAnswersThere) {
  const Digest loud = ran("loud", kLoud, store::Standing::kAnswer);
  const Digest quiet = ran("quiet", kQuiet, store::Standing::kAnswer);
  const Digest failed = ran("failed", kQuiet, store::Standing::kShown);
  const Exported exported = write();
  EXPECT_EQ(exported.results, 2U);
  EXPECT_EQ(exported.actions, 2U);
  EXPECT_EQ(exported.outputs, 1U);
  const auto imported = read();
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->results, 2U);
  EXPECT_EQ(imported->outputs, 1U);
  const auto known = there_.results->find(loud).value();
  ASSERT_TRUE(known);
  EXPECT_EQ(known->standing, store::Standing::kAnswer);
  const auto result = reapi::decode_result(known->record, [&](auto& blob) { return there_.store->get(blob); });
  EXPECT_EQ(result->standard_output.head, kLoud.standard_output.head);
  EXPECT_TRUE(there_.results->find(quiet).value());
  EXPECT_FALSE(there_.results->find(failed).value());
  const auto logged = there_.log->find(loud).value();
  ASSERT_TRUE(logged);
  EXPECT_EQ(logged->action, job_of("loud").action);
  EXPECT_EQ(*logged->root_messages, job_of("loud").input_root->blobs);
  EXPECT_EQ(read()->known, 2U);
}

TEST_F(ResultArchiveTest, OnlyWhatIsWantedIsInIt) {
  const Digest one = ran("one", kQuiet, store::Standing::kAnswer);
  ran("two", kLoud, store::Standing::kAnswer);
  EXPECT_EQ(write([&](const Digest& action) { return action == one; }).results, 1U);
  EXPECT_EQ(read()->results, 1U);
  EXPECT_TRUE(there_.results->find(one).value());
}

TEST_F(ResultArchiveTest, AResultWhoseOutputIsGoneIsLeftOut) {
  ran("loud", kLoud, store::Standing::kAnswer);
  ASSERT_TRUE(here_.store->collect_garbage(0));
  const Exported exported = write();
  EXPECT_EQ(exported.results, 0U);
  EXPECT_EQ(exported.incomplete, 1U);
  EXPECT_EQ(read()->results, 0U);
}

TEST_F(ResultArchiveTest, WhatCameOfAnActionHereStays) {
  const Digest action = ran("one", kQuiet, store::Standing::kAnswer);
  write();
  ASSERT_TRUE(there_.results->remember(action, {"failed here", store::Standing::kShown}));
  EXPECT_EQ(read()->known, 1U);
  EXPECT_EQ(there_.results->find(action).value()->record, "failed here");
}

TEST_F(ResultArchiveTest, TheTestsOwnArchiveIsSound) {
  ASSERT_TRUE(os::replace_file(path_, tar_of(sound())));
  const auto imported = read();
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->results, 1U);
}

TEST_F(ResultArchiveTest, WhatIsNoArchiveOfResultsIsRefused) {
  EXPECT_THAT(why_refused("no tar at all, though it is long enough"), HasSubstr("not a tar"));
  EXPECT_THAT(why_refused(tar_of({{"hello.txt", "hello"}})), HasSubstr("hello.txt: no name"));
  EXPECT_THAT(why_refused(tar_of({{"maelstrom-cache", "2\n"}})), HasSubstr("newer version"));
  EXPECT_THAT(why_refused(tar_of({{"end", "0\n"}})), HasSubstr("begins with its version"));
  EXPECT_THAT(why_refused(tar_of({})), HasSubstr("ends too early"));
}

TEST_F(ResultArchiveTest, ANameThatClimbsOrALinkIsRefused) {
  const layers::TarMember version{"maelstrom-cache", "1\n"};
  const std::string name = "blobs/" + digest_of("x").to_string();
  EXPECT_THAT(why_refused(tar_of({version, {"../../etc/passwd", "x"}})), HasSubstr("../../etc/passwd: no name"));
  EXPECT_THAT(why_refused(tar_of({version, {"/etc/passwd", "x"}})), HasSubstr("no name"));
  EXPECT_THAT(why_refused(tar_of({version, {"blobs/../../" + digest_of("x").to_string(), "x"}})), HasSubstr("no name"));
  EXPECT_THAT(why_refused(tar_of({version, {name, "", 0644, layers::kSoft, "/etc/passwd"}})),
              HasSubstr("is no plain file"));
  EXPECT_THAT(why_refused(tar_of({version, {name, "", 0644, layers::kHard, "maelstrom-cache"}})),
              HasSubstr("is no plain file"));
  EXPECT_THAT(why_refused(tar_of({version, {name, "", 0755, layers::kDirectory}})), HasSubstr("no"));
}

TEST_F(ResultArchiveTest, EveryEntryIsVerified) {
  const std::string reasons[] = {"newer version", "holds other bytes", "another action", "not what was written",
                                 "another number of results"};
  for (std::size_t i = 0; i < std::size(reasons); ++i) {
    Members members = sound();
    members[i].text[i == 2 ? 5 : 0] ^= 2;
    EXPECT_NE(why_refused(tar_of(members)), "it is not") << reasons[i];
    EXPECT_FALSE(i < 4 && there_.results->find(job_of("a").digest).value()) << reasons[i];
  }
}

TEST_F(ResultArchiveTest, AnArchiveThatLacksSomethingIsRefused) {
  Members without_output = sound();
  without_output.erase(without_output.begin() + 1);
  EXPECT_THAT(why_refused(tar_of(without_output)), HasSubstr("is neither before it nor here"));
  Members without_end = sound();
  without_end.pop_back();
  EXPECT_THAT(why_refused(tar_of(without_end)), HasSubstr("ends too early"));
  const std::string whole = tar_of(sound());
  EXPECT_NE(why_refused(whole.substr(0, 50'000)), "it is not");
  Members behind = sound();
  behind.push_back({"maelstrom-cache", "1\n"});
  EXPECT_THAT(why_refused(tar_of(behind)), HasSubstr("behind the end"));
}

}  // namespace
}  // namespace maelstrom::execute
