#include "session/path_templates.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const PathTemplates kTemplates{.project = "/p", .build_directory = "/p/build"};

LayerSpec expanded(LayerSpec layer, const PathTemplates& templates = kTemplates) {
  auto layers = with_values({std::move(layer)}, templates);
  if (!layers) throw std::runtime_error(layers.error().message());
  return layers->front();
}
std::string refusal(LayerSpec layer, const PathTemplates& templates = kTemplates) {
  const auto layers = with_values({std::move(layer)}, templates);
  return layers ? "it is accepted" : layers.error().message();
}

TEST(PathTemplates, EveryPathOfEveryLayerHasThem) {
  const PrefixOptions both{.strip_prefix = "<build-dir>/s", .prepend_prefix = "<build-dir>/p"};
  const PrefixOptions absolute{.strip_prefix = "/p/build/s", .prepend_prefix = "/p/build/p"};
  EXPECT_EQ(expanded(PathsLayer{{"<build-dir>/a", "b"}, both}), LayerSpec(PathsLayer{{"/p/build/a", "b"}, absolute}));
  EXPECT_EQ(expanded(SharedLibrariesLayer{{"<build-dir>/a"}, both}),
            LayerSpec(SharedLibrariesLayer{{"/p/build/a"}, absolute}));
  EXPECT_EQ(expanded(TarLayer{"<build-dir>/a.tar"}), LayerSpec(TarLayer{"/p/build/a.tar"}));
  EXPECT_EQ(expanded(StubsLayer{{"<build-dir>/{a,b}"}}), LayerSpec(StubsLayer{{"/p/build/{a,b}"}}));
  EXPECT_EQ(expanded(SymlinksLayer{{{"/l<build-dir>", "<build-dir>/t<build-dir>"}}}),
            LayerSpec(SymlinksLayer{{{"/l/p/build", "/p/build/t/p/build"}}}));
}

TEST(PathTemplates, InAGlobTheyAreRelativeToTheProject) {
  const PrefixOptions both{.strip_prefix = "<build-dir>", .prepend_prefix = "<build-dir>"};
  EXPECT_EQ(
      expanded(GlobLayer{.pattern = "<build-dir>/**", .prefix = both}),
      LayerSpec(GlobLayer{.pattern = "build/**", .prefix = {.strip_prefix = "build", .prepend_prefix = "/p/build"}}));
  EXPECT_THAT(refusal(GlobLayer{.pattern = "<build-dir>/**"}, {.project = "/p", .build_directory = "/out"}),
              AllOf(HasSubstr("\"<build-dir>/**\""), HasSubstr("/out"), HasSubstr("\"paths\"")));
}

TEST(PathTemplates, TheSignsOfAPatternStandForThemselvesInAValue) {
  const PathTemplates odd{.project = "/p", .build_directory = "/p/b{1,2}*"};
  EXPECT_EQ(expanded(GlobLayer{.pattern = "<build-dir>/*"}, odd), LayerSpec(GlobLayer{.pattern = R"(b\{1\,2\}\*/*)"}));
  EXPECT_EQ(expanded(StubsLayer{{"<build-dir>/{a,b}"}}, odd), LayerSpec(StubsLayer{{R"(/p/b\{1\,2\}*/{a,b})"}}));
  EXPECT_EQ(expanded(TarLayer{"<build-dir>"}, odd), LayerSpec(TarLayer{"/p/b{1,2}*"}));
}

TEST(PathTemplates, TwoSignsAreOne) {
  EXPECT_EQ(expanded(TarLayer{"<<build-dir>/<<<<a>"}), LayerSpec(TarLayer{"<build-dir>/<<a>"}));
  EXPECT_EQ(expanded(TarLayer{"<<<build-dir>>"}), LayerSpec(TarLayer{"</p/build>"}));
}

TEST(PathTemplates, WhatIsNoTemplateIsNamed) {
  EXPECT_THAT(refusal(TarLayer{"<bild-dir>/a"}),
              AllOf(HasSubstr("\"<bild-dir>/a\""), HasSubstr("<bild-dir>"), HasSubstr("there is <build-dir>")));
  EXPECT_THAT(refusal(TarLayer{"a<"}), AllOf(HasSubstr("no \">\" ends"), HasSubstr("\"<<\"")));
  EXPECT_THAT(refusal(TarLayer{"<>"}), HasSubstr("nothing is called <>"));
  EXPECT_THAT(refusal(TarLayer{"<build-dir>"}, {.project = "/p"}), HasSubstr("--build-dir"));
}

TEST(PathTemplates, ACommandIsNoPath) {
  const LayerSpec command = CommandLayer{.argv = {"/bin/sh", "-c", "cat < /a > <build-dir>"}};
  EXPECT_EQ(expanded(command), command);
}

}  // namespace
}  // namespace maelstrom::session
