#include "cli/cell_program.h"

#include <gtest/gtest.h>

#include "session/fake_host.h"

namespace maelstrom::cli {
namespace {

TEST(CellProgram, IsFoundInABuildTreeAndWhereItIsInstalled) {
  session::FakeHost host;
  host.add("/b/bin/maelstrom-cell");
  host.add("/usr/libexec/maelstrom/maelstrom-cell");
  EXPECT_EQ(find_cell_program(host, "/b/bin/maelstrom").value(), "/b/bin/maelstrom-cell");
  EXPECT_EQ(find_cell_program(host, "/usr/bin/maelstrom").value(), "/usr/libexec/maelstrom/maelstrom-cell");
}

TEST(CellProgram, WhereItIsMissingBothPlacesAreNamed) {
  const auto found = find_cell_program(session::FakeHost(), "/opt/bin/maelstrom");
  ASSERT_FALSE(found.has_value());
  EXPECT_NE(found.error().message().find("/opt/bin/maelstrom-cell"), std::string::npos);
  EXPECT_NE(found.error().message().find("/opt/libexec/maelstrom/maelstrom-cell"), std::string::npos);
}

}  // namespace
}  // namespace maelstrom::cli
