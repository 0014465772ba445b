#include "reapi/job_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "core/directory.h"
#include "reapi/action.h"
#include "reapi/job_encoder.h"

namespace maelstrom::reapi {
namespace {

using ::testing::HasSubstr;

const Digest kCell = digest_of("the cell");

Job plain_job() { return {.layers = {digest_of("layer 0")}, .program = "/bin/true"}; }

EncodedJob encode(const Job& job) {
  JobEncoder encoder(kCell, [](MachineFact) -> Result<std::string> { return "a value"; });
  return encoder.encode(job).value();
}

// As a server has them.
class Blobs {
 public:
  explicit Blobs(const EncodedJob& job) : action_(job) {
    put(job.command);
    for (const std::string& blob : job.input_root->blobs) put(blob);
  }
  Digest put(const std::string& bytes) {
    const Digest digest = digest_of(bytes);
    blobs_[digest] = bytes;
    return digest;
  }
  void drop(const Digest& digest) { blobs_.erase(digest); }
  // An action that is like this one but for what `change` does.
  void change(const std::function<void(Action&)>& change) {
    Action action = Action::decode(action_.action).value();
    change(action);
    action_.action = action.encode();
  }
  void change_root(const std::function<void(Directory&)>& change) {
    this->change([&](Action& action) {
      Directory root = Directory::decode(blobs_.at(action.input_root)).value();
      change(root);
      action.input_root = put(root.encode());
    });
  }

  Result<Job> decode() const {
    TRY_ASSIGN(description, describe(digest_of(action_.action), action_.action,
                                     [this](const Digest& digest) { return get(digest); }));
    return decode_job(std::move(description));
  }
  std::string refusal() const {
    const auto job = decode();
    return job ? "none" : job.error().message();
  }

 private:
  Result<std::string> get(const Digest& digest) const {
    const auto found = blobs_.find(digest);
    if (found == blobs_.end()) return fail(ErrorCode::kNotFound, "no blob " + digest.to_string());
    return found->second;
  }

  EncodedJob action_;
  std::map<Digest, std::string> blobs_;
};

std::string refusal_of(const Job& job) { return Blobs(encode(job)).refusal(); }

void expect_equal(const Job& one, const Job& other) {
  EXPECT_EQ(one.layers, other.layers);
  EXPECT_EQ(one.container, other.container);
  EXPECT_EQ(one.program, other.program);
  EXPECT_EQ(one.arguments, other.arguments);
  EXPECT_EQ(one.timeout, other.timeout);
  EXPECT_EQ(one.terminal, other.terminal);
  EXPECT_EQ(one.capture_file_system_changes, other.capture_file_system_changes);
  EXPECT_EQ(one.machine_facts, other.machine_facts);
}

struct NamedChange {
  std::string name;
  std::function<void(Job&)> change;
};
void PrintTo(const NamedChange& change, std::ostream* out) { *out << change.name; }

class EveryField : public ::testing::TestWithParam<NamedChange> {};

TEST_P(EveryField, IsDecodedAsItWasEncoded) {
  Job job = plain_job();
  GetParam().change(job);
  const auto decoded = Blobs(encode(job)).decode();
  ASSERT_TRUE(decoded) << decoded.error().message();
  expect_equal(*decoded, job);
  EXPECT_EQ(encode(*decoded).digest, encode(job).digest);
}

const NamedChange kFields[] = {
    {"None", [](Job&) {}},
    {"Program", [](Job& job) { job.program = "sh"; }},
    {"Arguments", [](Job& job) { job.arguments = {"-c", "", "exec", std::string(70'000, 'x'), "\xff\n"}; }},
    {"Timeout", [](Job& job) { job.timeout = std::chrono::seconds(90); }},
    {"Layers",
     [](Job& job) {
       for (int i = 1; i < 25; ++i) job.layers.push_back(digest_of("layer " + std::to_string(i)));
     }},
    {"LayersTwice", [](Job& job) { job.layers = {job.layers[0], job.layers[0]}; }},
    {"Environment", [](Job& job) { job.container.environment = {{"Z", "ü\n"}, {"EMPTY", ""}, {"A", "a=b"}}; }},
    {"Mounts",
     [](Job& job) {
       job.container.mounts = {ProcMount{"/proc"},
                               DevicesMount{{Device::kFull, Device::kFuse, Device::kNull, Device::kRandom, Device::kShm,
                                             Device::kTty, Device::kUrandom, Device::kZero}},
                               DevptsMount{"/dev/pts"},
                               MqueueMount{"/dev/mqueue"},
                               SysMount{"/sys"},
                               TmpMount{"/tmp"},
                               DevicesMount{{}}};
     }},
    {"Bind", [](Job& job) { job.container.mounts = {BindMount{"/data", "/home/me/data", true}}; }},
    {"WritableBind", [](Job& job) { job.container.mounts = {BindMount{"/data", "/home/me/data", false}}; }},
    {"NetworkLoopback", [](Job& job) { job.container.network = Network::kLoopback; }},
    {"NetworkLocal", [](Job& job) { job.container.network = Network::kLocal; }},
    {"Isolation", [](Job& job) { job.container.isolation = Isolation::kStrict; }},
    {"Writable", [](Job& job) { job.container.writable_file_system = true; }},
    {"Pid1", [](Job& job) { job.container.pid1 = true; }},
    {"TimeoutSignal", [](Job& job) { job.container.timeout_signal = {15, std::chrono::milliseconds(500)}; }},
    {"LeakTimeout", [](Job& job) { job.container.leak_timeout = std::chrono::seconds(5); }},
    {"NoLeakTimeoutAtAll", [](Job& job) { job.container.leak_timeout = std::chrono::seconds(0); }},
    {"WorkingDirectory", [](Job& job) { job.container.working_directory = "/home/me"; }},
    {"User", [](Job& job) { job.container.user = 1000; }},
    {"Group", [](Job& job) { job.container.group = 4'000'000'000; }},
    {"Hostname", [](Job& job) { job.container.hostname = "elsewhere"; }},
    {"NoHostname", [](Job& job) { job.container.hostname = ""; }},
    {"Capture", [](Job& job) { job.capture_file_system_changes = true; }},
    {"Terminal", [](Job& job) { job.terminal = TerminalSize{24, 300}; }},
    {"OneFact", [](Job& job) { job.machine_facts = {MachineFact::kKernel}; }},
    {"AllFacts",
     [](Job& job) { job.machine_facts = {MachineFact::kCores, MachineFact::kCpuModel, MachineFact::kKernel}; }},
};
INSTANTIATE_TEST_SUITE_P(JobDecoder, EveryField, ::testing::ValuesIn(kFields),
                         [](const auto& info) { return info.param.name; });

TEST(JobDecoder, AMessageThatIsMissingIsTheErrorOfWhoGivesThem) {
  const EncodedJob job = encode(plain_job());
  std::vector<std::string> messages = job.input_root->blobs;
  messages.push_back(job.command);
  for (const std::string& message : messages) {
    Blobs blobs(job);
    blobs.drop(digest_of(message));
    const auto decoded = blobs.decode();
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code(), ErrorCode::kNotFound);
    EXPECT_THAT(decoded.error().message(), HasSubstr(digest_of(message).to_string()));
  }
}

TEST(JobDecoder, ActionsOfOthersAreRefused) {
  Blobs blobs(encode(plain_job()));
  const Digest other = blobs.put(Command{{"/bin/sh", "-c", "true"}}.encode());
  blobs.change([&](Action& action) { action.command = other; });
  EXPECT_THAT(blobs.refusal(), HasSubstr("command is not .maelstrom/cell"));

  Blobs without(encode(plain_job()));
  without.change_root(
      [](Directory& root) { std::erase_if(root.directories, [](auto& d) { return d.name[0] == '.'; }); });
  EXPECT_THAT(without.refusal(), HasSubstr("without .maelstrom"));

  Blobs later(encode(plain_job()));
  later.change([](Action& action) { action.salt = "maelstrom 2"; });
  EXPECT_THAT(later.refusal(), HasSubstr("another version of Maelstrom: \"maelstrom 2\""));
}

TEST(JobDecoder, LayersThatAreNotCountedFromNoughtAreRefused) {
  Blobs blobs(encode(plain_job()));
  Directory layers;
  layers.directories = {{"1", digest_of("layer 0")}};
  const Digest digest = blobs.put(layers.encode());
  blobs.change_root([&](Directory& root) {
    for (DirectoryNode& node : root.directories) {
      if (node.name == "layers") node.digest = digest;
    }
  });
  EXPECT_THAT(blobs.refusal(), HasSubstr("without 0"));
}

TEST(JobDecoder, WhatIsNoJobIsRefused) {
  const std::pair<const char*, std::function<void(Job&)>> kWrong[] = {
      {"without a program", [](Job& job) { job.program = ""; }},
      {"NUL byte in its program: \"/bin/a\\x00b\"", [](Job& job) { job.program = std::string("/bin/a\0b", 8); }},
      {"NUL byte in an argument", [](Job& job) { job.arguments = {std::string(1, '\0')}; }},
      {"without a layer", [](Job& job) { job.layers = {}; }},
      {"401 layers, more than 400", [](Job& job) { job.layers.assign(401, digest_of("layer")); }},
      {"negative timeout", [](Job& job) { job.timeout = std::chrono::seconds(-1); }},
      {"timeout of more than a year", [](Job& job) { job.timeout = std::chrono::seconds::max(); }},
      {"variable of no name: \"\"", [](Job& job) { job.container.environment = {{"", "x"}}; }},
      {"variable of no name: \"A=B\"", [](Job& job) { job.container.environment = {{"A=B", "x"}}; }},
      {"NUL byte in its environment", [](Job& job) { job.container.environment = {{"A", std::string(1, '\0')}}; }},
      {"working directory is not absolute: \"tmp\"", [](Job& job) { job.container.working_directory = "tmp"; }},
      {"working directory is not absolute: \"\"", [](Job& job) { job.container.working_directory = ""; }},
      {"NUL byte in its host name", [](Job& job) { job.container.hostname = std::string(1, '\0'); }},
      {"mount point is not absolute: \"../../etc\"", [](Job& job) { job.container.mounts = {TmpMount{"../../etc"}}; }},
      {"bind mount is not absolute: \"etc\"", [](Job& job) { job.container.mounts = {BindMount{"/x", "etc", true}}; }},
  };
  for (const auto& [message, change] : kWrong) {
    Job job = plain_job();
    change(job);
    EXPECT_THAT(refusal_of(job), HasSubstr(message));
  }
}

TEST(JobDecoder, WhatBelongsToAPersonsMachineRunsNowhereElse) {
  EXPECT_EQ(why_only_at_home(plain_job()), "");
  const std::pair<const char*, std::function<void(Job&)>> kAtHome[] = {
      {"uses the network of the host", [](Job& job) { job.container.network = Network::kLocal; }},
      {"mounts /etc of the host", [](Job& job) { job.container.mounts = {BindMount{"/x", "/etc", true}}; }},
      {"has a terminal, at which a person may type", [](Job& job) { job.terminal = TerminalSize{}; }},
      {"is run for what it changes of its file system", [](Job& job) { job.capture_file_system_changes = true; }},
  };
  for (const auto& [reason, change] : kAtHome) {
    Job job = plain_job();
    change(job);
    EXPECT_EQ(why_only_at_home(job), reason);
  }
}

}  // namespace
}  // namespace maelstrom::reapi
