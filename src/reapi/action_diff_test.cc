#include "reapi/action_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "core/directory.h"

namespace maelstrom::reapi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "variable LANG: C -> C.UTF-8", "file 1:/a/b: nothing -> 2c…"; digests as their content.
class ActionDiffTest : public ::testing::Test {
 protected:
  Digest put(const std::string& bytes) {
    const Digest digest = digest_of(bytes);
    blobs_[digest] = bytes;
    return digest;
  }
  Digest tree(const Directory& directory) { return put(directory.encode()); }
  static FileNode file(const std::string& name, const std::string& content, bool executable = false) {
    return {.name = name, .digest = digest_of(content), .executable = executable, .properties = {}};
  }

  Job job() {
    Job job{.layers = {tree({.files = {file("base", "base")}}), tree(nested(file("file", "old")))},
            .program = "/test",
            .arguments = {"one", "two"},
            .timeout = std::chrono::seconds(5)};
    job.container.environment = {{"LANG", "C"}};
    job.container.mounts = {ProcMount{"/proc"}, TmpMount{"/tmp"}};
    return job;
  }
  Directory nested(const FileNode& inner) {
    return {.directories = {{"deep", tree({.files = {inner}, .symlinks = {{"link", "there"}}})}}};
  }

  EncodedJob encoded(const Job& job, const std::string& cell = "cell") {
    JobEncoder encoder(digest_of(cell), [](MachineFact) -> Result<std::string> { return "of this machine"; });
    return encoder.encode(job).value();
  }
  std::vector<std::string> lines(const EncodedJob& before, const EncodedJob& after) {
    const auto found = differences(describe(before).value(), describe(after).value(), [this](const Digest& digest) {
      const auto blob = blobs_.find(digest);
      return blob == blobs_.end() ? Result<std::string>(fail(ErrorCode::kNotFound, "gone")) : blob->second;
    });
    EXPECT_TRUE(found) << found.error().message();
    more_ = found && found->more;
    std::vector<std::string> all;
    for (const Difference& difference : found->list) all.push_back(line(difference));
    return all;
  }
  std::vector<std::string> changed(const std::function<void(Job&)>& change) {
    Job other = job();
    change(other);
    return lines(encoded(job()), encoded(other));
  }
  static std::string line(const Difference& difference) {
    std::string text(input_name(difference.kind));
    if (difference.layer) text += " " + std::to_string(*difference.layer) + ":";
    if (!difference.name.empty()) text += (difference.layer ? "" : " ") + difference.name;
    const auto value = [](const std::optional<std::string>& side) { return side ? *side : "nothing"; };
    return text + ": " + value(difference.before) + " -> " + value(difference.after);
  }

  std::map<Digest, std::string> blobs_;
  bool more_ = false;
};

TEST_F(ActionDiffTest, WhatIsReadBackIsTheJob) {
  Job full = job();
  full.machine_facts = {MachineFact::kKernel};
  full.container.hostname = "here";
  const EncodedJob action = encoded(full);
  const auto description = describe(action);
  ASSERT_TRUE(description) << description.error().message();
  EXPECT_EQ(description->digest, action.digest);
  EXPECT_EQ(description->program, "/test");
  EXPECT_EQ(description->arguments, full.arguments);
  EXPECT_EQ(description->timeout, full.timeout);
  EXPECT_EQ(description->layers, full.layers);
  EXPECT_EQ(description->container.settings, full.container);
  EXPECT_EQ(description->cell, digest_of("cell"));
  EXPECT_EQ(description->platform.back(), (NamedValue{"kernel", "of this machine"}));
}

TEST_F(ActionDiffTest, MoreThanTenLayersComeBackInTheirOrder) {
  Job many = job();
  for (int i = 0; i < 20; ++i) many.layers.push_back(digest_of(std::to_string(i)));
  EXPECT_EQ(describe(encoded(many))->layers, many.layers);
}

TEST_F(ActionDiffTest, MessagesOfTwoActionsAreNoAction) {
  Job other = job();
  other.arguments = {"another"};
  EncodedJob mixed = encoded(job());
  mixed.command = encoded(other).command;
  EXPECT_FALSE(describe(mixed));
  mixed = encoded(job());
  other.container.user = 7;
  mixed.input_root = encoded(other).input_root;
  EXPECT_FALSE(describe(mixed));
}

TEST_F(ActionDiffTest, TheSameJobHasNoDifferences) {
  EXPECT_THAT(changed([](Job&) {}), IsEmpty());
}

TEST_F(ActionDiffTest, EachSettingIsNamedWithItsValues) {
  struct {
    std::function<void(Job&)> change;
    std::string line;
  } const kChanges[] = {
      {[](Job& job) { job.program = "/other"; }, "program: /test -> /other"},
      {[](Job& job) { job.arguments[1] = "three"; }, "argument 2: two -> three"},
      {[](Job& job) { job.arguments.emplace_back(""); }, "argument 3: nothing -> "},
      {[](Job& job) { job.arguments.pop_back(); }, "argument 2: two -> nothing"},
      {[](Job& job) { job.container.environment["LANG"] = "de"; }, "variable LANG: C -> de"},
      {[](Job& job) { job.container.environment["MORE"] = ""; }, "variable MORE: nothing -> "},
      {[](Job& job) { job.container.environment.clear(); }, "variable LANG: C -> nothing"},
      {[](Job& job) { job.container.working_directory = "/w"; }, "working directory: / -> /w"},
      {[](Job& job) { job.timeout = {}; }, "timeout: 5 s -> none"},
      {[](Job& job) { job.container.user = 3; }, "user: 0 -> 3"},
      {[](Job& job) { job.container.group = 4; }, "group: 0 -> 4"},
      {[](Job& job) { job.container.hostname = "h"; }, "host name: maelstrom -> h"},
      {[](Job& job) { job.container.network = Network::kLoopback; }, "network: disabled -> loopback"},
      {[](Job& job) { job.container.isolation = Isolation::kStrict; }, "isolation: default -> strict"},
      {[](Job& job) { job.container.writable_file_system = true; }, "writable file system: no -> yes"},
      {[](Job& job) { job.container.mounts[1] = SysMount{"/tmp"}; }, "mount /tmp: tmp -> sys"},
      {[](Job& job) { job.container.mounts.pop_back(); }, "mount /tmp: tmp -> nothing"},
      {[](Job& job) { job.container.mounts.insert(job.container.mounts.begin(), BindMount{"/b", "/home", true}); },
       "mount /b: nothing -> bind /home, read only"},
      {[](Job& job) { job.container.pid1 = true; }, "process pid1: no -> yes"},
      {[](Job& job) { job.container.timeout_signal = {2, std::chrono::seconds(1)}; },
       "process signal at the timeout: nothing -> SIGINT 1000 ms before the end"},
      {[](Job& job) { job.container.leak_timeout = std::chrono::milliseconds(1500); },
       "process leak_timeout: nothing -> 1500 ms"},
      {[](Job& job) { job.terminal = TerminalSize{24, 80}; }, "process terminal: nothing -> 24 rows, 80 columns"},
      {[](Job& job) { job.capture_file_system_changes = true; }, "process captured changes: no -> yes"},
      {[](Job& job) { job.machine_facts = {MachineFact::kCores}; }, "platform cores: nothing -> of this machine"},
  };
  for (const auto& [change, line] : kChanges) EXPECT_THAT(changed(change), ElementsAre(line));
}

TEST_F(ActionDiffTest, MountsInAnotherOrderDiffer) {
  EXPECT_THAT(changed([](Job& job) { std::swap(job.container.mounts[0], job.container.mounts[1]); }),
              ElementsAre("mount /proc: proc, mount 1 -> proc, mount 2", "mount /tmp: tmp, mount 2 -> tmp, mount 1"));
}

TEST_F(ActionDiffTest, AnotherCellIsNamed) {
  EXPECT_THAT(lines(encoded(job()), encoded(job(), "other")),
              ElementsAre("Maelstrom maelstrom-cell: " + digest_of("cell").to_string() + " -> " +
                          digest_of("other").to_string()));
}

TEST_F(ActionDiffTest, AFileIsNamedWithItsLayerItsPathAndBothDigests) {
  EXPECT_THAT(
      changed([this](Job& job) { job.layers[1] = tree(nested(file("file", "new"))); }),
      ElementsAre("file 1:/deep/file: " + digest_of("old").to_string() + " -> " + digest_of("new").to_string()));
}

TEST_F(ActionDiffTest, ModesLinksAndWhatIsHiddenAreNamed) {
  EXPECT_THAT(changed([this](Job& job) { job.layers[1] = tree(nested(file("file", "old", true))); }),
              ElementsAre("mode 1:/deep/file: not executable -> executable"));
  EXPECT_THAT(changed([this](Job& job) {
                job.layers[1] = tree(
                    {.directories = {{"deep", tree({.files = {file("file", "old")}, .symlinks = {{"link", "x"}}})}}});
              }),
              ElementsAre("link 1:/deep/link: there -> x"));
  EXPECT_THAT(changed([this](Job& job) {
                Directory hiding = nested(file("file", "old"));
                hiding.whiteouts = {"base"};
                hiding.properties.unix_mode = 0700;
                job.layers[1] = tree(hiding);
              }),
              ElementsAre("mode 1:/: nothing -> 0700", "hidden 1:/: nothing -> base"));
}

TEST_F(ActionDiffTest, AFileThatBecomesALinkIsBoth) {
  EXPECT_THAT(
      changed([this](Job& job) { job.layers[0] = tree({.symlinks = {{"base", "x"}}}); }),
      ElementsAre("file 0:/base: " + digest_of("base").to_string() + " -> nothing", "link 0:/base: nothing -> x"));
}

TEST_F(ActionDiffTest, ALayerBetweenOthersIsAllThatDiffers) {
  EXPECT_THAT(
      changed([this](Job& job) {
        job.layers.insert(job.layers.begin() + 1,
                          tree({.files = {file("more", "more")}, .directories = {{"empty", tree({})}}}));
      }),
      ElementsAre("file 1:/more: nothing -> " + digest_of("more").to_string(), "directory 1:/empty: nothing -> empty"));
}

TEST_F(ActionDiffTest, ADirectoryThatTheStoreLostIsNamedItself) {
  const EncodedJob before = encoded(job());
  Job other = job();
  const Digest lost = digest_of("lost");
  other.layers[1] = lost;
  const Digest old = job().layers[1];
  EXPECT_THAT(lines(before, encoded(other)),
              ElementsAre("directory 1:/: " + old.to_string() + " -> " + lost.to_string()));
}

TEST_F(ActionDiffTest, ALongListEnds) {
  Directory many;
  for (std::size_t i = 0; i < 2 * kMostDifferences; ++i) many.files.push_back(file(std::to_string(i), "x"));
  EXPECT_EQ(changed([&](Job& job) { job.layers[0] = tree(many); }).size(), kMostDifferences);
  EXPECT_TRUE(more_);
}

}  // namespace
}  // namespace maelstrom::reapi
