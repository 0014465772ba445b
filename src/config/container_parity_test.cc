// The cases that were recorded from the Rust edition's programs: which are refused, and which variables a job gets.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "config/container_testing.h"

namespace maelstrom::config {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

std::vector<json> cases(const std::string& area) {
  std::vector<json> all;
  for (const auto& file : std::filesystem::directory_iterator(std::string(MAELSTROM_PARITY_CASES "/") + area)) {
    all.push_back(json::parse(std::ifstream(file.path())));
  }
  return all;
}

// The last job of the case, or what is wrong with it.
Result<ResolvedContainer> resolved(const json& recorded) {
  JobText text;
  for (const auto& job : recorded.at("jobs")) text.read(job.dump());
  if (!text.errors.empty()) return invalid(join(text.errors, "\n"));
  const auto client = [&](const std::string& name) -> std::optional<std::string> {
    const auto environment = recorded.value("env", json::object());
    if (!environment.contains(name)) return std::nullopt;
    return environment.at(name).get<std::string>();
  };
  return resolve_container(text.containers, text.job, client, "/project");
}

// Whether an image can be had is not known before it is asked for.
bool is_refused(const json& recorded) {
  return recorded.at("expect").contains("error") && recorded.at("expect").at("error").at("kind") != "image-failed";
}

class Parity : public ::testing::TestWithParam<const char*> {};

TEST_P(Parity, WhatThatEditionRefusesIsRefusedWithItsSubject) {
  std::size_t refused = 0;
  for (const json& recorded : cases(GetParam())) {
    const auto id = recorded.at("id").get<std::string>();
    const auto result = resolved(recorded);
    if (!is_refused(recorded)) {
      if (!recorded.contains("also_accept")) {
        EXPECT_TRUE(result.has_value()) << id << ": " << (result ? "" : result.error().message());
      }
      continue;
    }
    ++refused;
    ASSERT_FALSE(result.has_value()) << id << " is accepted: " << recorded.at("title");
    for (const auto& word : recorded.at("expect").at("error").at("subject")) {
      EXPECT_THAT(result.error().message(), HasSubstr(word.get<std::string>())) << id;
    }
  }
  EXPECT_GE(refused, 8U);
}

TEST_P(Parity, AJobThatShowsItsEnvironmentShowsTheSame) {
  std::size_t seen = 0;
  for (const json& recorded : cases(GetParam())) {
    const auto& expect = recorded.at("expect");
    if (recorded.at("jobs").back().value("program", "") != "/bin/env" || !expect.contains("stdout")) continue;
    if (recorded.contains("also_accept")) continue;
    const auto result = resolved(recorded);
    ASSERT_TRUE(result.has_value()) << recorded.at("id") << ": " << result.error().message();
    std::vector<std::string> lines;
    for (const auto& [name, value] : result->spec.settings.environment) {
      lines.push_back(name);
      lines.back().append("=").append(value);
    }
    EXPECT_THAT(lines, UnorderedElementsAreArray(expect.at("stdout").get<std::vector<std::string>>()))
        << recorded.at("id");
    ++seen;
  }
  EXPECT_GE(seen, 3U);
}

INSTANTIATE_TEST_SUITE_P(Areas, Parity, ::testing::Values("container", "env"));

}  // namespace
}  // namespace maelstrom::config
