#include "session/cmake_cache.h"

#include <gmock/gmock.h>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CmakeCache, GivesTheSourceAndTheConfigurations) {
  const CmakeCache cache = parse_cmake_cache(
      "# This is the CMakeCache file.\n//Path\nCMAKE_HOME_DIRECTORY:INTERNAL=/p with=blank\n"
      "CMAKE_CONFIGURATION_TYPES:STRING=Debug;Release\nCMAKE_DEFAULT_BUILD_TYPE:STRING=Release\r\n");
  EXPECT_EQ(cache.source, "/p with=blank");
  EXPECT_THAT(cache.configurations, ElementsAre("Debug", "Release"));
  EXPECT_EQ(cache.default_configuration, "Release");
}

TEST(CmakeCache, AGeneratorOfOneConfigurationHasNone) {
  EXPECT_THAT(parse_cmake_cache("CMAKE_BUILD_TYPE:STRING=Debug\nnonsense\n").configurations, IsEmpty());
}

}  // namespace
}  // namespace maelstrom::session
