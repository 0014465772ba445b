#include "session/ctest_sources.h"

#include <gmock/gmock.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::IsSupersetOf;

class CtestSourcesTest : public ::testing::Test {
 protected:
  std::optional<CtestSources> sources() { return ctest_sources(host_, {.directory = "/b", .configuration = {}}); }
  // True if a test file with these lines may be remembered.
  bool is_foreseen(const std::string& lines) {
    FakeHost host;
    host.add("/b/CTestTestfile.cmake", lines);
    host.add("/b/beside");
    return ctest_sources(host, {.directory = "/b", .configuration = {}}).has_value();
  }
  FakeHost host_;
};

TEST_F(CtestSourcesTest, AreTheScriptsThatAreReadAndTheProgramsThatAreLookedFor) {
  host_.add("/b/CTestTestfile.cmake",
            "# CMake generated\nset_directory_properties(PROPERTIES LABELS \"x\")\ninclude(\"/b/a[1]_include.cmake\")\n"
            "subdirs(\"sub\")\nsubdirs(\"../elsewhere\")\n");
  host_.add("/b/a[1]_include.cmake",
            "if(EXISTS \"/b/a[1]_tests.cmake\")\n  include(\"/b/a[1]_tests.cmake\")\nelse()\n"
            "  add_test(a_NOT_BUILT a_NOT_BUILT)\nendif()\n");
  host_.add("/b/a[1]_tests.cmake", "add_test([=[A.B]=] /b/a [==[--gtest_filter=A.B]==])\nset(a_TESTS A.B)\n");
  host_.add("/b/sub/CTestTestfile.cmake",
            "if(CTEST_CONFIGURATION_TYPE MATCHES \"^([Dd])$\")\nadd_test(s \"/b/sub/s\")\nendif()\n");
  const auto found = sources();
  ASSERT_TRUE(found);
  EXPECT_THAT(found->files, IsSupersetOf({"/b/CTestTestfile.cmake", "/b/a[1]_include.cmake", "/b/a[1]_tests.cmake",
                                          "/b/sub/CTestTestfile.cmake", "/elsewhere/CTestTestfile.cmake",
                                          "/b/DartConfiguration.tcl", "/b/CTestCustom.cmake"}));
  EXPECT_THAT(found->names, IsSupersetOf({"/b/a[1]_tests.cmake", "/b/a", "/b/a_NOT_BUILT", "/b/sub/s", "/b/sub"}));
}

TEST_F(CtestSourcesTest, WhatNobodyCanForeseeIsNone) {
  EXPECT_TRUE(is_foreseen("add_test(a \"/b/a\")"));
  EXPECT_TRUE(is_foreseen("add_test(a python3 \"/b/a.py\")"));
  for (const char* lines : {"gtest_discover_tests_impl(TEST_TARGET a)", "include(\"${X}/a.cmake\")", "include(Module)",
                            "add_test(a \"$ENV{HOME}/a\")", "add_test(a beside)", "if(WIN32)\nendif()",
                            "if(EXISTS relative)\nendif()", "set(x \"${y}\")", "file(GLOB x *)", "add_test(a",
                            "if(CTEST_CONFIGURATION_TYPE MATCHES x)\nendif()", "include(a.cmake RESULT_VARIABLE x)"}) {
    EXPECT_FALSE(is_foreseen(lines)) << lines;
  }
}

TEST_F(CtestSourcesTest, ScriptsOfAPersonAreNone) {
  host_.add("/b/CTestTestfile.cmake", "");
  EXPECT_TRUE(sources());
  host_.add("/b/CTestCustom.cmake", "");
  EXPECT_FALSE(sources());
}

TEST_F(CtestSourcesTest, ScriptsThatIncludeEachOtherAreReadOnce) {
  host_.add("/b/CTestTestfile.cmake", "include(\"/b/x.cmake\")");
  host_.add("/b/x.cmake", "include(\"/b/CTestTestfile.cmake\")");
  EXPECT_TRUE(sources());
}

}  // namespace
}  // namespace maelstrom::session
