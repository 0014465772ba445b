#include "reapi/job_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>

#include "core/container_message.h"
#include "reapi/action.h"
#include "reapi/golden.h"

namespace maelstrom::reapi {
namespace {

const Digest kCell = digest_of("the cell");

Result<std::string> fact_of(MachineFact fact) {
  switch (fact) {
    case MachineFact::kCores:
      return "64";
    case MachineFact::kCpuModel:
      return "A CPU";
    case MachineFact::kKernel:
      return "6.1";
  }
  return invalid("no such fact");
}

Job plain_job() { return {.layers = {digest_of("layer 0")}, .program = "/bin/true"}; }

Job full_job() {
  Job job{.program = "sh",
          .arguments = {"-c", "", std::string(200, 'x')},
          .timeout = std::chrono::seconds(90),
          .output_limit = 12345,
          .terminal = TerminalSize{24, 300},
          .capture_file_system_changes = true,
          .machine_facts = {MachineFact::kCores, MachineFact::kCpuModel, MachineFact::kKernel}};
  for (int i = 0; i < 12; ++i) job.layers.push_back(digest_of("layer " + std::to_string(i)));
  job.container = {.environment = {{"Z", "ü\n"}, {"LANG", "C.UTF-8"}, {"EMPTY", ""}},
                   .mounts = {ProcMount{"/proc"}, BindMount{"/data", "/home/me/data", true},
                              DevicesMount{{Device::kZero, Device::kFull, Device::kNull, Device::kUrandom}},
                              DevptsMount{"/dev/pts"}, MqueueMount{"/dev/mqueue"}, SysMount{"/sys"}, TmpMount{"/tmp"}},
                   .network = Network::kLocal,
                   .isolation = Isolation::kStrict,
                   .writable_file_system = true,
                   .pid1 = true,
                   .working_directory = "/home/me",
                   .user = 1000,
                   .group = 1001,
                   .hostname = "elsewhere"};
  return job;
}

EncodedJob encode(const Job& job) {
  JobEncoder encoder(kCell, fact_of);
  auto encoded = encoder.encode(job);
  EXPECT_TRUE(encoded);
  return encoded ? *encoded : EncodedJob{};
}

Digest identity(const Job& job) { return encode(job).digest; }

class Golden : public ::testing::TestWithParam<std::pair<std::string, Job>> {};

TEST_P(Golden, BytesAreThoseOfProtobuf) {
  const auto& [name, job] = GetParam();
  const EncodedJob encoded = encode(job);
  EXPECT_EQ(hexadecimal(encoded.input_root->blobs.front()), golden(name + ".container"));
  EXPECT_EQ(hexadecimal(encoded.input_root->blobs.back()), golden(name + ".root"));
  EXPECT_EQ(hexadecimal(encoded.command), golden(name + ".command"));
  EXPECT_EQ(hexadecimal(encoded.action), golden(name + ".action"));
  EXPECT_EQ(encoded.digest, digest_of(encoded.action));
}

INSTANTIATE_TEST_SUITE_P(JobEncoder, Golden,
                         ::testing::Values(std::pair("plain", plain_job()), std::pair("full", full_job())),
                         [](const auto& info) { return info.param.first; });

TEST(JobEncoder, WhatIsEncodedIsReadBack) {
  const Job job = full_job();
  const EncodedJob encoded = encode(job);
  const auto action = Action::decode(encoded.action);
  ASSERT_TRUE(action);
  EXPECT_EQ(action->command, digest_of(encoded.command));
  EXPECT_EQ(action->input_root, encoded.input_root->digest);
  EXPECT_EQ(action->timeout, job.timeout);
  EXPECT_EQ(action->salt, kSalt);
  EXPECT_EQ(action->platform.size(), 5U);
  EXPECT_EQ(action->encode(), encoded.action);
  const auto command = Command::decode(encoded.command);
  ASSERT_TRUE(command);
  EXPECT_THAT(command->arguments, ::testing::ElementsAre(".maelstrom/cell", "exec", "sh", "-c", "", job.arguments[2]));
  const auto container = ContainerMessage::decode(encoded.input_root->blobs.front());
  ASSERT_TRUE(container);
  ContainerSettings expected = job.container;
  expected.mounts[2] = DevicesMount{{Device::kFull, Device::kNull, Device::kUrandom, Device::kZero}};
  EXPECT_EQ(container->settings, expected);
  EXPECT_TRUE(container->capture_file_system_changes);
  EXPECT_EQ(container->terminal, job.terminal);
}

using Change = std::function<void(Job&)>;
struct NamedChange {
  std::string name;
  Change change;
};
void PrintTo(const NamedChange& change, std::ostream* out) { *out << change.name; }

class EveryInput : public ::testing::TestWithParam<NamedChange> {};

TEST_P(EveryInput, MakesAnotherAction) {
  Job job = full_job();
  GetParam().change(job);
  EXPECT_NE(identity(job), identity(full_job()));
}

const NamedChange kChanges[] = {
    {"Program", [](Job& job) { job.program = "bash"; }},
    {"Argument", [](Job& job) { job.arguments[0] = "-e"; }},
    {"EmptyArgumentGone", [](Job& job) { job.arguments.erase(job.arguments.begin() + 1); }},
    {"ArgumentsParted", [](Job& job) { job.arguments = {"-c", "", std::string(100, 'x'), std::string(100, 'x')}; }},
    {"ProgramOrArgument",
     [](Job& job) { job.arguments.insert(job.arguments.begin(), std::exchange(job.program, "")); }},
    {"Timeout", [](Job& job) { job.timeout = std::chrono::seconds(91); }},
    {"NoTimeout", [](Job& job) { job.timeout = {}; }},
    {"Layer", [](Job& job) { job.layers[3] = digest_of("another"); }},
    {"OrderOfLayers", [](Job& job) { std::swap(job.layers[0], job.layers[1]); }},
    {"LayerGone", [](Job& job) { job.layers.pop_back(); }},
    {"VariableGone", [](Job& job) { job.container.environment.erase("EMPTY"); }},
    {"Variable", [](Job& job) { job.container.environment["LANG"] = "C"; }},
    {"Mount", [](Job& job) { job.container.mounts.pop_back(); }},
    {"OrderOfMounts", [](Job& job) { std::swap(job.container.mounts[0], job.container.mounts[3]); }},
    {"MountPoint", [](Job& job) { job.container.mounts[6] = TmpMount{"/var/tmp"}; }},
    {"KindOfMount", [](Job& job) { job.container.mounts[6] = SysMount{"/tmp"}; }},
    {"Device", [](Job& job) { job.container.mounts[2] = DevicesMount{{Device::kZero}}; }},
    {"Bind", [](Job& job) { job.container.mounts[1] = BindMount{"/data", "/home/you/data", true}; }},
    {"BindIsWritable", [](Job& job) { job.container.mounts[1] = BindMount{"/data", "/home/me/data", false}; }},
    {"Network", [](Job& job) { job.container.network = Network::kDisabled; }},
    {"Isolation", [](Job& job) { job.container.isolation = Isolation::kDefault; }},
    {"Writable", [](Job& job) { job.container.writable_file_system = false; }},
    {"Pid1", [](Job& job) { job.container.pid1 = false; }},
    {"TimeoutSignal", [](Job& job) { job.container.timeout_signal = {15, std::chrono::seconds(0)}; }},
    {"LeakTimeout", [](Job& job) { job.container.leak_timeout = std::chrono::seconds(0); }},
    {"WorkingDirectory", [](Job& job) { job.container.working_directory = "/home"; }},
    {"User", [](Job& job) { job.container.user = 0; }},
    {"Group", [](Job& job) { job.container.group = 0; }},
    {"Hostname", [](Job& job) { job.container.hostname = "maelstrom"; }},
    {"Capture", [](Job& job) { job.capture_file_system_changes = false; }},
    {"Terminal", [](Job& job) { job.terminal->columns = 80; }},
    {"MachineFacts", [](Job& job) { job.machine_facts.pop_back(); }},
};
INSTANTIATE_TEST_SUITE_P(JobEncoder, EveryInput, ::testing::ValuesIn(kChanges),
                         [](const auto& info) { return info.param.name; });

TEST(JobEncoder, ACellOfOtherBytesMakesAnotherAction) {
  JobEncoder other(digest_of("another cell"), fact_of);
  EXPECT_NE(other.encode(plain_job())->digest, identity(plain_job()));
}

TEST(JobEncoder, AnotherValueOfANamedFactMakesAnotherActionOfThoseThatNameIt) {
  JobEncoder other(kCell, [](MachineFact) -> Result<std::string> { return "another"; });
  EXPECT_NE(other.encode(full_job())->digest, identity(full_job()));
  EXPECT_EQ(other.encode(plain_job())->digest, identity(plain_job()));
}

TEST(JobEncoder, AFactThatCannotBeHadIsAnErrorOfThoseThatNameIt) {
  JobEncoder encoder(kCell, [](MachineFact) -> Result<std::string> { return invalid("not known"); });
  EXPECT_TRUE(encoder.encode(plain_job()));
  Job job = plain_job();
  job.machine_facts = {MachineFact::kKernel};
  const auto encoded = encoder.encode(job);
  ASSERT_FALSE(encoded);
  EXPECT_EQ(encoded.error().message(), "kernel: not known");
}

TEST(JobEncoder, HowMuchOutputIsKeptMakesNoOtherAction) {
  Job job = full_job();
  job.output_limit = 1;
  job.may_stand = [](const JobResult&) { return true; };
  EXPECT_EQ(identity(job), identity(full_job()));
}

TEST(JobEncoder, OrderOfDevicesAndOfEnvironmentMakesNoOtherAction) {
  Job job = full_job();
  job.container.mounts[2] =
      DevicesMount{{Device::kUrandom, Device::kNull, Device::kZero, Device::kFull, Device::kNull}};
  job.container.environment = {};
  for (const char* name : {"EMPTY", "Z", "LANG"}) {
    job.container.environment[name] = full_job().container.environment.at(name);
  }
  EXPECT_EQ(identity(job), identity(full_job()));
}

TEST(JobEncoder, ManyContainersBesideEachOtherKeepTheirIdentities) {
  JobEncoder encoder(kCell, fact_of);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 200; ++i) {
      Job job = plain_job();
      job.container.environment["N"] = std::to_string(i);
      EXPECT_EQ(encoder.encode(job)->digest, identity(job)) << i;
    }
  }
}

TEST(JobEncoder, ContainersAreEncodedOnceForAllTheirJobs) {
  JobEncoder encoder(kCell, fact_of);
  Job job = plain_job();
  const auto first = encoder.encode(job)->input_root;
  job.arguments = {"another"};
  EXPECT_EQ(encoder.encode(job)->input_root, first);
}

TEST(JobEncoder, LocaleTimeAndEnvironmentOfTheCallerMakeNoOtherAction) {
  const Digest before = identity(full_job());
  ASSERT_EQ(setenv("TZ", "Asia/Tokyo", 1), 0);
  ASSERT_EQ(setenv("LANG", "de_DE.UTF-8", 1), 0);
  tzset();
  std::setlocale(LC_ALL, "C.UTF-8");
  EXPECT_EQ(identity(full_job()), before);
  std::setlocale(LC_ALL, "C");
}

TEST(Action, MalformedBytesAreRefused) {
  const std::string action = encode(full_job()).action;
  for (std::size_t size = 1; size < action.size(); ++size) {
    const auto cut = Action::decode(std::string_view(action).substr(0, size));
    EXPECT_TRUE(!cut || cut->encode().size() < action.size()) << size;
  }
  EXPECT_FALSE(Action::decode("\x0a\x05hello"));
  EXPECT_FALSE(Command::decode("\x0a\x7f"));
  EXPECT_FALSE(ContainerMessage::decode("\x18\x03"));          // no such network
  EXPECT_FALSE(ContainerMessage::decode("\x12\x02\x08\x08"));  // no such mount
}

}  // namespace
}  // namespace maelstrom::reapi
