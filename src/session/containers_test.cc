#include "session/containers.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <mutex>

#include "session/default_container.h"
#include "session/fakes.h"

namespace maelstrom::session {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ContainersTest : public ::testing::Test {
 protected:
  void configure(const std::string& toml) {
    config::ParsedConfig parsed = config::parse_config(toml, "maelstrom.toml");
    ASSERT_TRUE(parsed.errors.empty()) << parsed.errors.front().to_string();
    rules_.config = std::move(parsed.config);
  }

  Result<layers::BuiltLayer> build(const LayerSpec& spec) {
    const std::lock_guard lock(mutex_);
    built_.push_back(spec);
    if (std::holds_alternative<GlobLayer>(spec)) {
      return layers::BuiltLayer{.tree = digest_of("glob"), .warnings = {"the glob matches nothing"}};
    }
    if (std::holds_alternative<TarLayer>(spec)) return invalid("open a.tar: No such file or directory");
    if (std::holds_alternative<SharedLibrariesLayer>(spec) && !libraries_) return invalid("libgone.so is not found");
    return layers::BuiltLayer{.tree = digest_of(std::to_string(built_.size()))};
  }

  // What becomes of the container of case `name`.
  Containers::Ready ready(const std::string& name) {
    auto decided = containers_->decide(artifact_, {.name = name, .artifact = artifact_.name, .framework = "gtest"});
    if (!decided) throw std::runtime_error(decided.error().message());
    std::optional<Containers::Ready> given;
    containers_->with(**decided, [&](const Containers::Ready& ready) { given = ready; });
    EXPECT_TRUE(loop_.run().has_value());
    return given.value();
  }

  void make() { containers_.emplace(ports_, loop_, rules_); }

  frameworks::Artifact artifact_{.name = "a_test", .program = "/b/a_test", .working_directory = "/w"};
  std::mutex mutex_;
  std::vector<LayerSpec> built_;
  bool libraries_ = true;
  FakeClock clock_;
  FakeWake wake_;
  FakeExecutor executor_{1, [](const Job&) -> Result<JobResult> { return JobResult{}; }};
  RecordingObserver observer_;
  Ports ports_{.executor = executor_,
               .wake = wake_,
               .clock = clock_,
               .observer = observer_,
               .build_layer = [this](const LayerSpec& spec) { return build(spec); },
               .stack_layers = as_they_are,
               .read_elf = {},
               .environment = [](const std::string&) { return std::nullopt; },
               .past = {}};
  JobLoop loop_{executor_, wake_, clock_, 2};
  ContainerRules rules_;
  std::optional<Containers> containers_;
};

TEST_F(ContainersTest, CasesOfTheSameDirectivesShareAContainerThatIsBuiltOnce) {
  configure("[[directives]]\nfilter = \"name.contains(Slow)\"\ntimeout = 9\n");
  make();
  ASSERT_TRUE(ready("S.One").has_value());
  const std::size_t layers = built_.size();
  EXPECT_EQ(ready("S.Two")->timeout, std::chrono::seconds(0));
  EXPECT_EQ(ready("S.Slow")->timeout, std::chrono::seconds(9));
  EXPECT_EQ(built_.size(), layers) << "a layer was built twice";
}

TEST_F(ContainersTest, TheBinaryAndItsLibrariesLieOnTopOfTheDeclaredLayers) {
  configure("[[directives]]\nfilter = \"all\"\nlayers = [{ stubs = [\"/mine/\"] }]\n");
  make();
  ASSERT_TRUE(ready("S.One").has_value());
  ASSERT_GE(built_.size(), 4u);
  const std::size_t top = built_.size() - 1;
  EXPECT_EQ(std::get<StubsLayer>(built_[top - 3]).stubs, std::vector<std::string>{"/mine/"});
  EXPECT_EQ(std::get<PathsLayer>(built_[top - 2]).paths, std::vector<std::string>{"/b/a_test"});
  EXPECT_EQ(std::get<SharedLibrariesLayer>(built_[top - 1]).binaries, std::vector<std::string>{"/b/a_test"});
  EXPECT_EQ(std::get<StubsLayer>(built_[top]).stubs.back(), "/w/") << "a stub, so that it changes nothing";
}

TEST_F(ContainersTest, TheLayersAreStackedAndTheJobGetsWhatComesOfIt) {
  std::vector<Digest> together;
  ports_.stack_layers = [&](const std::vector<Digest>& layers) -> Result<std::vector<Digest>> {
    together = layers;
    return std::vector{digest_of("stacked")};
  };
  make();
  EXPECT_THAT(ready("S.One")->layers, ElementsAre(digest_of("stacked")));
  EXPECT_EQ(together.size(), built_.size());
  ports_.stack_layers = [](const std::vector<Digest>&) -> Result<std::vector<Digest>> {
    return fail(ErrorCode::kExhausted, "the disk is full");
  };
  make();
  const Containers::Ready broken = ready("S.Two");
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().error.message(), "the disk is full");
}

TEST_F(ContainersTest, AnImageLiesAboveTheSyntheticEtcAndBelowTheDeclaredLayers) {
  configure(
      "[[directives]]\nimage = \"oci:x\"\nadded_layers = [{ stubs = [\"/mine/\"] }]\n"
      "added_environment = { A = \"$prev{A}!\" }\n");
  std::vector<std::string> asked;
  ports_.import_image = [&](const std::string& name) -> Result<layers::ImportedImage> {
    asked.push_back(name);
    return layers::ImportedImage{.layer = digest_of("image"),
                                 .config = {.environment = {{"A", "of the image"}}, .working_directory = "/of/it"},
                                 .warnings = {"a device is left out"}};
  };
  std::vector<Digest> together;
  ports_.stack_layers = [&](const std::vector<Digest>& layers) -> Result<std::vector<Digest>> {
    together = layers;
    return layers;
  };
  make();
  const Containers::Ready container = ready("S.One");
  ASSERT_TRUE(container.has_value()) << container.error().error.message();
  EXPECT_THAT(asked, ElementsAre("oci:x"));
  const auto image = std::ranges::find(together, digest_of("image")) - together.begin();
  ASSERT_EQ(image, 2) << "the links of /dev and the synthetic /etc are below it";
  EXPECT_EQ(std::get<StubsLayer>(built_.at(2)).stubs, std::vector<std::string>{"/mine/"});
  EXPECT_EQ(container->settings.environment.at("A"), "of the image!");
  EXPECT_EQ(container->settings.working_directory, "/of/it");
  EXPECT_EQ(std::get<StubsLayer>(built_.back()).stubs.back(), "/of/it/");
  EXPECT_FALSE(std::ranges::any_of(built_, [](const LayerSpec& spec) {
    return std::holds_alternative<SharedLibrariesLayer>(spec);
  })) << "the libraries are the image's";
}

TEST_F(ContainersTest, AnImageThatCannotBeHadIsToldWithWhoWantsIt) {
  configure("\n[[directives]]\nimage = \"oci:x\"\n");
  ports_.import_image = [](const std::string&) -> Result<layers::ImportedImage> {
    return fail(ErrorCode::kNotFound, "oci:x: no such directory");
  };
  make();
  const Containers::Ready container = ready("S.One");
  ASSERT_FALSE(container.has_value());
  EXPECT_EQ(container.error().cause, ContainerFailure::Cause::kConfiguration);
  EXPECT_EQ(container.error().error.code(), ErrorCode::kInvalid);
  EXPECT_THAT(container.error().error.message(), HasSubstr("maelstrom.toml:3:"));
  EXPECT_THAT(container.error().error.message(), HasSubstr("oci:x: no such directory"));
}

TEST_F(ContainersTest, WhoseFaultAMissingLayerIsDecidesWhoseErrorItIs) {
  configure("[[directives]]\nfilter = \"name.equals(S.Tar)\"\nlayers = [{ tar = \"a.tar\" }]\n");
  libraries_ = false;
  make();
  const Containers::Ready broken = ready("S.One");
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().cause, ContainerFailure::Cause::kArtifact);
  const Containers::Ready declared = ready("S.Tar");
  ASSERT_FALSE(declared.has_value());
  EXPECT_EQ(declared.error().cause, ContainerFailure::Cause::kConfiguration);
  EXPECT_THAT(declared.error().error.message(), HasSubstr("a.tar"));
}

TEST_F(ContainersTest, AWarningIsSaidOnce) {
  configure(
      "[[directives]]\nfilter = \"all\"\nlayers = [{ glob = \"data/**\" }]\n"
      "[[directives]]\nfilter = \"name.equals(S.Two)\"\ntimeout = 3\n");
  make();
  ASSERT_TRUE(ready("S.One").has_value());
  ASSERT_TRUE(ready("S.Two").has_value());
  EXPECT_THAT(observer_.notices, ElementsAre("the glob matches nothing"));
}

TEST_F(ContainersTest, CTestsTimeoutIsStrongerThanTheSettingAndWeakerThanADirective) {
  rules_.defaults.timeout = {std::chrono::seconds(1), {}};
  artifact_.timeout = std::chrono::seconds(2);
  configure("[[directives]]\nfilter = \"name.equals(S.Two)\"\ntimeout = 3\n");
  make();
  EXPECT_EQ(ready("S.One")->timeout, std::chrono::seconds(2));
  EXPECT_EQ(ready("S.Two")->timeout, std::chrono::seconds(3));
}

TEST_F(ContainersTest, PathsOfDirectivesHaveTheBuildDirectory) {
  rules_.templates = {.project = "/p", .build_directory = "/p/build"};
  configure("[[directives]]\nfilter = \"all\"\nlayers = [{ paths = [\"<build-dir>/data\"] }]\n");
  artifact_.program = "/b/<odd>";
  make();
  ASSERT_TRUE(ready("S.One").has_value());
  EXPECT_THAT(built_, Contains(LayerSpec(PathsLayer{.paths = {"/p/build/data"}})));
  EXPECT_THAT(built_, Contains(program_layer({.program = "/b/<odd>"}))) << "what no person wrote has no templates";
  configure("[[directives]]\nfilter = \"all\"\nlayers = [{ tar = \"<bild-dir>/x.tar\" }]\n");
  make();
  const auto refused = containers_->decide(artifact_, {.name = "S.One", .artifact = "a_test", .framework = "gtest"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(refused.error().message(), HasSubstr("maelstrom.toml: a layer cannot be made: \"<bild-dir>/x.tar\""));
}

TEST_F(ContainersTest, AVariableThatIsNotSetIsTheDirectivesError) {
  configure("[[directives]]\nfilter = \"all\"\nenvironment = { X = \"$env{NOWHERE}\" }\n");
  make();
  const auto decided = containers_->decide(artifact_, {.name = "S.One", .artifact = "a_test", .framework = "gtest"});
  ASSERT_FALSE(decided.has_value());
  EXPECT_THAT(decided.error().message(), HasSubstr("NOWHERE"));
}

TEST_F(ContainersTest, WhatTheProjectSaysOfTheTimeoutsSignalHoldsInAnyContainer) {
  artifact_.timeout_signal = TimeoutSignal{2, std::chrono::seconds(3)};
  configure("[[directives]]\nparent = \"bare\"\n[containers.bare]\n");
  make();
  const auto decided = containers_->decide(artifact_, {.name = "S.One", .artifact = "a_test", .framework = "gtest"});
  ASSERT_TRUE(decided) << decided.error().message();
  EXPECT_EQ((*decided)->plan().container.spec.settings.timeout_signal, artifact_.timeout_signal);
}

TEST_F(ContainersTest, DirectivesAddToWhatTheProjectSaysOfSlotsAndLocks) {
  configure(
      "[[directives]]\nfilter = \"name.contains(Wide)\"\nslots = 4\n"
      "[[directives]]\nfilter = \"name.contains(Large)\"\nmemory = \"3 MiB\"\n"
      "[[directives]]\nfilter = \"name.contains(Db)\"\nlock = { name = \"db\", at_most = 3 }\n");
  make();
  const auto needs = [this](std::string_view name, const Needs& of_project) {
    return (*containers_->decide(artifact_, {.name = name, .artifact = "a_test", .framework = "gtest"}))
        ->needs(of_project);
  };
  const Needs said{.slots = 2, .locks = {"disk"}};
  EXPECT_EQ(needs("S.One", said), said);
  EXPECT_EQ(needs("S.WideDb", said), (Needs{.slots = 4, .locks = {Lock("disk"), Lock("db", 3)}}));
  EXPECT_EQ(needs("S.Db", {.locks = {"db"}}), (Needs{.locks = {Lock("db", 1)}}));
  EXPECT_EQ(needs("S.Large", {}), (Needs{.memory = 3 << 20}));
}

}  // namespace
}  // namespace maelstrom::session
