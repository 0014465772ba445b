#include "session/edition_container.h"

#include <gmock/gmock.h>

#include <map>

namespace maelstrom::session {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

config::Lookup client(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

ContainerSpec edition(DefaultContainer which, const frameworks::Artifact& artifact = {},
                      std::map<std::string, std::string> variables = {}) {
  return start_container(which, artifact, client(std::move(variables)));
}

TEST(EditionContainer, HasANameForEachProgram) {
  EXPECT_EQ(default_container_named("maelstrom"), DefaultContainer::kMaelstrom);
  EXPECT_EQ(default_container_named("cargo-maelstrom"), DefaultContainer::kCargo);
  EXPECT_EQ(default_container_named("maelstrom-go-test"), DefaultContainer::kGoTest);
  EXPECT_EQ(default_container_named("maelstrom-pytest"), DefaultContainer::kPytest);
  EXPECT_EQ(default_container_named("maelstrom-run"), std::nullopt);
}

TEST(EditionContainer, HasPlacesAndTheirMountsAndNoMore) {
  const ContainerSpec spec = edition(DefaultContainer::kGoTest, {.working_directory = "/w"});
  ASSERT_EQ(spec.layers.size(), 1U);
  EXPECT_EQ(spec.layers[0], LayerSpec(StubsLayer{{"/{proc,sys,tmp}/", "/dev/{full,null,random,urandom,zero}"}}));
  EXPECT_EQ(spec.settings, (ContainerSettings{.mounts = {TmpMount{"/tmp"}, ProcMount{"/proc"}, SysMount{"/sys"},
                                                         DevicesMount{{Device::kFull, Device::kNull, Device::kRandom,
                                                                       Device::kUrandom, Device::kZero}}}}));
}

TEST(EditionContainer, DoesNotHideAProjectInTmp) {
  const ContainerSpec spec = edition(DefaultContainer::kGoTest, {.program = "/tmp/p/t"});
  EXPECT_EQ(spec.settings.mounts.front(), Mount(ProcMount{"/proc"}));
}

TEST(EditionContainer, HandsOnHowRustTellsOfPanics) {
  EXPECT_THAT(edition(DefaultContainer::kCargo).settings.environment,
              UnorderedElementsAre(Pair("RUST_BACKTRACE", "0"), Pair("RUST_LIB_BACKTRACE", "0")));
  EXPECT_THAT(edition(DefaultContainer::kCargo, {}, {{"RUST_BACKTRACE", "full"}, {"RUST_LIB_BACKTRACE", ""}})
                  .settings.environment,
              UnorderedElementsAre(Pair("RUST_BACKTRACE", "full"), Pair("RUST_LIB_BACKTRACE", "0")));
  EXPECT_THAT(edition(DefaultContainer::kGoTest, {}, {{"RUST_BACKTRACE", "full"}}).settings.environment, IsEmpty());
}

TEST(EditionContainer, BringsThePythonFilesOfTheProject) {
  const ContainerSpec spec = edition(DefaultContainer::kPytest);
  EXPECT_THAT(spec.settings.environment, UnorderedElementsAre(Pair("PYTEST_XDIST_AUTO_NUM_WORKERS", "1")));
  ASSERT_EQ(spec.layers.size(), 3U);
  EXPECT_EQ(std::get<GlobLayer>(spec.layers[1]).pattern, "**.{py,pyc,pyi}");
  EXPECT_EQ(std::get<GlobLayer>(spec.layers[2]).pattern, "pyproject.toml");
  EXPECT_TRUE(std::get<GlobLayer>(spec.layers[2]).allow_empty);
}

TEST(EditionContainer, TheProjectsOwnHoldsHereToo) {
  const ContainerSettings settings =
      edition(DefaultContainer::kCargo, {.environment = {{"MODE", "fast"}, {"RUST_BACKTRACE", "1"}},
                                         .working_directory = "/w",
                                         .declared_by = "CTest"})
          .settings;
  EXPECT_EQ(settings.working_directory, "/w");
  EXPECT_THAT(settings.environment,
              UnorderedElementsAre(Pair("MODE", "fast"), Pair("RUST_BACKTRACE", "1"), Pair("RUST_LIB_BACKTRACE", "0")));
}

}  // namespace
}  // namespace maelstrom::session
