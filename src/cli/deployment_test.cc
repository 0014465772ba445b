#include "cli/deployment.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string content(const Deployment& deployment, const std::string& path) {
  const auto files = files_of(deployment);
  for (const DeployedFile& file : files.value()) {
    if (file.path == path) return file.content;
  }
  return "no " + path;
}

class DeploymentTest : public testing::TestWithParam<DeploymentKind> {};

TEST_P(DeploymentTest, NothingIsLeftToFillIn) {
  const auto files = files_of({.kind = GetParam(), .image = "image:1"});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->front().path, "README.md");
  for (const DeployedFile& file : *files) {
    EXPECT_THAT(file.content, Not(HasSubstr("{{"))) << file.path;
    EXPECT_THAT(file.content, testing::EndsWith("\n")) << file.path;
    EXPECT_EQ(file.executable, file.content.starts_with("#!")) << file.path;
  }
}

TEST_P(DeploymentTest, SaysHowLargeAFileMayBe) {
  // 64 GiB without results and keys, in thirteen blocks.
  EXPECT_THAT(content({.kind = GetParam()}, "README.md"), HasSubstr("| largest file | 4.8 GiB |"));
}

TEST_P(DeploymentTest, AStoreMustHoldSomething) { EXPECT_FALSE(files_of({.kind = GetParam(), .storage = 1000})); }

INSTANTIATE_TEST_SUITE_P(Kinds, DeploymentTest,
                         testing::Values(DeploymentKind::kKubernetes, DeploymentKind::kCompose,
                                         DeploymentKind::kSystemd));

TEST(Deployment, KubernetesHasTheNumbersOfTheOptions) {
  const std::string manifest = content({.kind = DeploymentKind::kKubernetes,
                                        .workers = 7,
                                        .slots = 16,
                                        .shards = 3,
                                        .name_space = "ci",
                                        .image = "registry.example/maelstrom:9"},
                                       "cluster.yaml");
  EXPECT_THAT(manifest, HasSubstr("replicas: 7"));
  EXPECT_THAT(manifest, HasSubstr("replicas: 3"));
  EXPECT_THAT(manifest, HasSubstr("--slots=16"));
  EXPECT_THAT(manifest, HasSubstr("--engine=grpcs://scheduler.ci.svc:8983"));
  EXPECT_THAT(manifest, HasSubstr("image: registry.example/maelstrom:9"));
  EXPECT_THAT(manifest, HasSubstr("\"storage-2\": \"storage-2.storage:8981\""));
  EXPECT_THAT(manifest, HasSubstr("storage: 68Gi"));
}

TEST(Deployment, ComposeHasAServiceAndVolumesOfEachShardAndWorker) {
  const std::string manifest = content({.kind = DeploymentKind::kCompose, .workers = 1, .shards = 2}, "compose.yaml");
  EXPECT_THAT(manifest, HasSubstr("\n  storage-1:\n"));
  EXPECT_THAT(manifest, HasSubstr("\n  storage-1-cas:\n"));
  EXPECT_THAT(manifest, HasSubstr("\n  worker-0:\n"));
  EXPECT_THAT(manifest, Not(HasSubstr("worker-1")));
  EXPECT_THAT(manifest, Not(HasSubstr("storage-2")));
}

TEST(Deployment, ServicesCallTheEnginesMachineByItsName) {
  const Deployment deployment{.kind = DeploymentKind::kSystemd, .host = "engine.example", .programs = "/opt/bin"};
  const std::string unit = content(deployment, "maelstrom-worker.service");
  EXPECT_THAT(unit, HasSubstr("ExecStart=/opt/bin/maelstrom worker"));
  EXPECT_THAT(unit, HasSubstr("--engine=grpcs://engine.example:8983"));
  EXPECT_THAT(content(deployment, "certificates.sh"), HasSubstr("signed engine engine.example \"$@\""));
}

}  // namespace
}  // namespace maelstrom::cli
