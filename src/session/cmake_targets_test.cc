#include "session/cmake_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/fake_host.h"

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CmakeTargetsTest : public ::testing::Test {
 protected:
  void add(const std::string& file, const std::string& content) {
    host_.add("/b/.cmake/api/v1/reply/" + file, content);
  }
  void add_codemodel(const std::string& index) {
    add(index, R"({"objects": [{"kind": "cache", "version": {"major": 2}, "jsonFile": "cache.json"},
                               {"kind": "codemodel", "version": {"major": 2, "minor": 4}, "jsonFile": "model.json"}]})");
    add("model.json", R"({"configurations": [
        {"name": "Debug", "targets": [{"name": "a", "jsonFile": "a.json"}, {"name": "l", "jsonFile": "l.json"}]},
        {"name": "Release", "targets": [{"name": "a", "jsonFile": "a-release.json"}]}]})");
    add("a.json", R"({"name": "a", "type": "EXECUTABLE", "artifacts": [{"path": "bin/a"}]})");
    add("a-release.json", R"({"name": "a", "type": "EXECUTABLE", "artifacts": [{"path": "/elsewhere/a"}]})");
    add("l.json",
        R"({"name": "l", "type": "SHARED_LIBRARY", "artifacts": [{"path": "libl.so"}, {"path": "libl.so.1"}]})");
  }
  auto read(std::optional<std::string> configuration = {}) {
    return read_cmake_targets(host_, {.directory = "/b", .configuration = std::move(configuration)});
  }

  FakeHost host_;
};

TEST_F(CmakeTargetsTest, EachHasItsProducts) {
  add_codemodel("index-2026-01-02.json");
  const auto targets = read();
  ASSERT_TRUE(targets && *targets);
  ASSERT_EQ((*targets)->size(), 2u);
  EXPECT_EQ((**targets)[0].name, "a");
  EXPECT_TRUE((**targets)[0].is_program);
  EXPECT_THAT((**targets)[0].products, ElementsAre("/b/bin/a"));
  EXPECT_FALSE((**targets)[1].is_program);
  EXPECT_THAT((**targets)[1].products, ElementsAre("/b/libl.so", "/b/libl.so.1"));
}

TEST_F(CmakeTargetsTest, OfSeveralConfigurationsTheAskedOneIsTaken) {
  add_codemodel("index-2026-01-02.json");
  const auto targets = read("Release");
  ASSERT_TRUE(targets && *targets);
  ASSERT_EQ((*targets)->size(), 1u);
  EXPECT_THAT((**targets)[0].products, ElementsAre("/elsewhere/a"));
}

TEST_F(CmakeTargetsTest, TheNewestIndexCounts) {
  add_codemodel("index-2026-01-02.json");
  add("index-2026-01-01.json", "what an earlier configuration left");
  EXPECT_TRUE(read().has_value());
}

TEST_F(CmakeTargetsTest, WhoNeverAskedIsToldNothing) {
  auto targets = read();
  ASSERT_TRUE(targets.has_value());
  EXPECT_FALSE(targets->has_value());
  add("index-1.json", R"({"objects": [{"kind": "codemodel", "version": {"major": 3}, "jsonFile": "model.json"}]})");
  targets = read();
  ASSERT_TRUE(targets.has_value());
  EXPECT_FALSE(targets->has_value()) << "of another version";
}

TEST_F(CmakeTargetsTest, WhatIsDamagedIsAnErrorThatNamesTheFile) {
  add_codemodel("index-1.json");
  add("l.json", "{");
  const auto targets = read();
  ASSERT_FALSE(targets.has_value());
  EXPECT_THAT(targets.error().message(), HasSubstr("/b/.cmake/api/v1/reply/l.json"));
}

TEST_F(CmakeTargetsTest, AsksOnce) {
  host_.answer("cmake -E make_directory", HostCommandResult{});
  host_.answer("cmake -E touch", [this] {
    host_.add("/b/.cmake/api/v1/query/client-maelstrom/codemodel-v2");
    return HostCommandResult{};
  });
  ASSERT_TRUE(ask_for_targets(host_, "/b").has_value());
  ASSERT_TRUE(ask_for_targets(host_, "/b").has_value());
  EXPECT_THAT(host_.ran(), ElementsAre("cmake -E make_directory /b/.cmake/api/v1/query/client-maelstrom",
                                       "cmake -E touch /b/.cmake/api/v1/query/client-maelstrom/codemodel-v2"));
}

}  // namespace
}  // namespace maelstrom::session
