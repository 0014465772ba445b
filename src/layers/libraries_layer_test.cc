#include "layers/libraries_layer.h"

#include <gmock/gmock.h>

#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Libraries = LayerTest;

TEST_F(Libraries, TheInterpreterComesWithItsLinksAndTheLibrariesStandWhereTheLoaderLooks) {
  const auto tree = tree_of(SharedLibrariesLayer{{"/proc/self/exe"}, {}});
  EXPECT_THAT(tree, Contains(HasSubstr(" /lib64/ld-linux-x86-64.so.2")));
  EXPECT_THAT(tree, Contains(AllOf(StartsWith("x"), EndsWith("/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"))));
  EXPECT_THAT(tree, Contains(EndsWith(" /lib/x86_64-linux-gnu/libc.so.6")));
  EXPECT_THAT(tree, Contains(HasSubstr(" /lib/x86_64-linux-gnu/libstdc++.so.6 -> libstdc++.so.6.")));
  EXPECT_THAT(tree, Contains(ContainsRegex("f [0-9]+ /lib/x86_64-linux-gnu/libstdc\\+\\+\\.so\\.6\\.[0-9.]+$")));
}

}  // namespace
}  // namespace maelstrom::layers
