#include "registry/registries_conf.h"

#include <gmock/gmock.h>

namespace maelstrom::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RegistriesConf conf(std::string_view text) {
  RegistriesConf conf;
  const Status added = conf.add(text, "registries.conf");
  EXPECT_TRUE(added) << added.error().message();
  return conf;
}

std::vector<std::string> asked(const RegistriesConf& conf, const ImageRepository& repository) {
  std::vector<std::string> names;
  const auto endpoints = conf.endpoints(repository);
  if (!endpoints) return {endpoints.error().message()};
  for (const auto& one : *endpoints)
    names.push_back(one.host + " " + one.repository + (one.insecure ? " insecure" : one.plain ? " plain" : ""));
  return names;
}

TEST(RegistriesConf, WithoutAnEntryTheRegistryItselfIsAsked) {
  EXPECT_THAT(asked(conf(""), {"docker.io", "library/alpine"}), ElementsAre("registry-1.docker.io library/alpine"));
  EXPECT_THAT(asked(conf(""), {"r.example:5000", "a/b"}), ElementsAre("r.example:5000 a/b"));
  EXPECT_THAT(asked(conf(""), {"localhost:5000", "a"}), ElementsAre("localhost:5000 a plain"));
}

TEST(RegistriesConf, MirrorsAreAskedFirst) {
  const auto both = conf(R"([[registry]]
prefix = "docker.io"
[[registry.mirror]]
location = "one.example/hub"
[[registry.mirror]]
location = "two.example"
insecure = true
)");
  EXPECT_THAT(asked(both, {"docker.io", "library/alpine"}),
              ElementsAre("one.example hub/library/alpine", "two.example library/alpine insecure",
                          "registry-1.docker.io library/alpine"));
}

TEST(RegistriesConf, TheLongestPrefixCountsAndMoves) {
  const auto moved = conf(R"([[registry]]
location = "a.example"
insecure = true
[[registry]]
prefix = "a.example/team"
location = "b.example/other"
)");
  EXPECT_THAT(asked(moved, {"a.example", "team/app"}), ElementsAre("b.example other/app"));
  EXPECT_THAT(asked(moved, {"a.example", "teams/app"}), ElementsAre("a.example teams/app insecure"));
  EXPECT_THAT(asked(moved, {"a.example.org", "x"}), ElementsAre("a.example.org x"));
}

TEST(RegistriesConf, AWildPrefixIsForTheHostsBelow) {
  const auto wild = conf("[[registry]]\nprefix = \"*.example\"\ninsecure = true\n");
  EXPECT_THAT(asked(wild, {"a.example", "x"}), ElementsAre("a.example x insecure"));
  EXPECT_THAT(asked(wild, {"example", "x"}), ElementsAre("example x"));
}

TEST(RegistriesConf, WhatIsBlockedIsRefused) {
  EXPECT_THAT(asked(conf("[[registry]]\nlocation = \"a.example\"\nblocked = true\n"), {"a.example", "x"}),
              ElementsAre("registries.conf blocks images of a.example"));
}

TEST(RegistriesConf, AnErrorHasFileLineAndColumn) {
  RegistriesConf conf;
  EXPECT_THAT(conf.add("[[registry]\n", "r.conf").error().message(), HasSubstr("r.conf:1:"));
  EXPECT_THAT(conf.add("\n[[registry]]\n", "r.conf").error().message(),
              HasSubstr("r.conf:2:1: error: a registry without"));
}

}  // namespace
}  // namespace maelstrom::registry
