#include <gmock/gmock.h>

#include "config/config.h"

namespace maelstrom::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::optional<std::string> client(const std::string& name) {
  if (name == "FOO") return "foo";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

Result<CasePlan> plan(const std::string& text, CasePlan start = {}, const std::string& name = "a") {
  auto parsed = parse_config(text, "maelstrom.toml");
  for (const auto& error : parsed.errors) ADD_FAILURE() << error.to_string();
  parsed.config.project = "/project";
  return apply(parsed.config, matching(parsed.config, {.name = name}), std::move(start), client);
}

Environment environment(const std::string& text, Environment start = {}) {
  CasePlan first;
  first.container.spec.settings.environment = std::move(start);
  auto result = plan(text, std::move(first));
  if (!result) return {{"error", result.error().message()}};
  return result->container.spec.settings.environment;
}

TEST(Plan, EveryDirectiveThatMatchesCountsInOrder) {
  const auto parsed = parse_config(
      "[[directives]]\n[[directives]]\nfilter = \"name.equals(b)\"\n[[directives]]\nfilter = \"name.equals(a)\"\n", "");
  EXPECT_THAT(matching(parsed.config, {.name = "a"}), ElementsAre(0, 2));
  const std::string two =
      "[[directives]]\ntimeout = 1\nignore = true\n[[directives]]\nfilter = \"name.equals(a)\"\ntimeout = 2\n";
  EXPECT_EQ(plan(two)->timeout.value, std::chrono::seconds(2));
  EXPECT_TRUE(plan(two)->ignore.value);
  EXPECT_EQ(plan(two, {}, "b")->timeout.value, std::chrono::seconds(1));
}

TEST(Plan, OfAFieldThatIsNoListTheLastDirectiveCounts) {
  const auto is = plan("[[directives]]\nuser = 1\ngroup = 3\n[[directives]]\nuser = 2\n");
  ASSERT_TRUE(is.has_value());
  EXPECT_EQ(is->container.spec.settings.user, 2U);
  EXPECT_EQ(is->container.spec.settings.group, 3U);
  EXPECT_EQ(is->container.origins.scalars.at(ContainerField::kUser).to_string(), "maelstrom.toml:5:1: a directive");
}

TEST(Plan, TagsOfAllDirectivesAddUp) {
  const auto is = plan("[[directives]]\ntags = [\"net\"]\n[[directives]]\ntags = [\"slow\", \"big\"]\n");
  ASSERT_TRUE(is.has_value());
  EXPECT_THAT(is->tags.value, ElementsAre("net", "slow", "big"));
  EXPECT_EQ(is->tags.origin.to_string(), "maelstrom.toml:4:1: a directive");
}

TEST(Plan, EachFieldOfADirectiveKnowsWhoSetIt) {
  CasePlan start{.timeout = {std::chrono::seconds(3), {.what = "--timeout"}}};
  start.container.origins.scalars[ContainerField::kWorkingDirectory] = {.what = "CTest"};
  start.container.spec.settings.environment = {{"A", "1"}, {"HOME", "/"}};
  start.container.origins.environment["A"] = {.what = "CTest"};
  const auto is =
      plan("[containers.p]\nuser = 2\n[[directives]]\nparent = \"p\"\nignore = true\ncache = false\n", start);
  ASSERT_TRUE(is.has_value());
  EXPECT_EQ(is->ignore.origin.to_string(), "maelstrom.toml:5:1: a directive");
  EXPECT_EQ(is->cache.origin.to_string(), "maelstrom.toml:6:1: a directive");
  EXPECT_EQ(is->timeout.origin.to_string(), "--timeout");
  EXPECT_EQ(is->platform.origin.to_string(), "the default");
  const ContainerOrigins& from = is->container.origins;
  EXPECT_EQ(from.scalars.at(ContainerField::kUser).to_string(), "maelstrom.toml:2:1: container \"p\"");
  EXPECT_EQ(from.scalars.at(ContainerField::kWorkingDirectory).to_string(), "CTest");
  EXPECT_EQ(from.scalars.at(ContainerField::kNetwork).to_string(), "the default container");
  EXPECT_EQ(from.environment.at("A").to_string(), "CTest");
  EXPECT_EQ(from.environment.at("HOME").to_string(), "the default container");
  ASSERT_EQ(from.bases.size(), 1U);
  EXPECT_EQ(from.bases[0].value.name, "p");
  EXPECT_EQ(from.bases[0].origin.to_string(), "maelstrom.toml:4:1: a directive");
}

TEST(Plan, PlainListsOverwriteAndAddedOnesAppend) {
  const auto result = plan(
      "[[directives]]\nlayers = [{ tar = \"1\" }]\nadded_layers = [{ tar = \"2\" }]\n"
      "[[directives]]\nadded_layers = [{ tar = \"3\" }]\nmounts = []\n",
      {.container = {.spec = {.layers = {TarLayer{"0"}}, .settings = {.mounts = {ProcMount{"/proc"}}}}}});
  EXPECT_THAT(result->container.spec.layers,
              ElementsAre(LayerSpec(TarLayer{"1"}), LayerSpec(TarLayer{"2"}), LayerSpec(TarLayer{"3"})));
  EXPECT_THAT(result->container.spec.settings.mounts, IsEmpty());
  EXPECT_THAT(plan("[[directives]]\nlayers = [{ tar = \"1\" }]\n[[directives]]\nlayers = [{ tar = \"2\" }]\n")
                  ->container.spec.layers,
              ElementsAre(LayerSpec(TarLayer{"2"})));
}

TEST(Plan, AnEnvironmentExtendsTheStartAndReplacesEarlierDirectives) {
  const Environment start = {{"PATH", "/bin"}};
  EXPECT_THAT(environment("[[directives]]\nadded_environment = { A = \"$env{GONE}\" }\n"
                          "[[directives]]\nenvironment = { B = \"b\" }\n",
                          start),
              ElementsAre(Pair("B", "b"), Pair("PATH", "/bin")));
  EXPECT_THAT(environment("[[directives]]\nenvironment = { A = \"1\" }\n"
                          "[[directives]]\nadded_environment = { B = \"$prev{A}:$prev{PATH}\" }\n",
                          start),
              ElementsAre(Pair("A", "1"), Pair("B", "1:/bin"), Pair("PATH", "/bin")));
  EXPECT_THAT(
      environment("[[directives]]\nenvironment = [{ vars = { A = \"$prev{PATH}\" }, extend = false }]\n", start),
      ElementsAre(Pair("A", "/bin")));
}

TEST(Plan, ValuesReferToTheClientAndToTheElementBefore) {
  const auto value = [](const std::string& text) {
    return environment("[[directives]]\nenvironment = { X = '" + text + "' }\n").begin()->second;
  };
  EXPECT_EQ(value("$env{FOO}-$env{FOO}"), "foo-foo");
  EXPECT_EQ(value("$env{GONE:-def}$env{FOO:-def}$env{EMPTY:-def}"), "deffoodef");
  EXPECT_EQ(value("[$env{GONE:-}]"), "[]");
  EXPECT_EQ(value("$env{EMPTY}"), "");
  EXPECT_EQ(value("a$$b"), "a$b");
  EXPECT_EQ(value("$prev{A:-z}"), "z");
  EXPECT_THAT(value("$env{GONE}"),
              AllOf(HasSubstr("maelstrom.toml:2:1: a directive: environment: X: "), HasSubstr("GONE is not set")));
  EXPECT_THAT(environment("[[directives]]\nenvironment = { A = \"1\", B = \"$prev{A}\" }\n").begin()->second,
              HasSubstr("A is not set before this element"));
}

TEST(Plan, BadReferencesAreFoundWhenTheFileIsRead) {
  for (const auto* value : {"a$b", "${FOO}", "$env{FOO", "$env{}", "$env{A:-$env{FOO}}", "$"}) {
    const auto parsed = parse_config(std::string("[[directives]]\nenvironment = { X = '") + value + "' }\n", "m");
    EXPECT_EQ(parsed.errors.size(), 1U) << value;
  }
}

TEST(Plan, TheHostsNetworkTakesTheDefaultSysMountAndRefusesADeclaredOne) {
  const CasePlan start{.container = {.spec = {.settings = {.mounts = {ProcMount{"/proc"}, SysMount{"/sys"}}}}}};
  EXPECT_THAT(plan("[[directives]]\nnetwork = \"local\"\n", start)->container.spec.settings.mounts,
              ElementsAre(Mount(ProcMount{"/proc"})));
  const auto refused = plan(
      "[[directives]]\nadded_mounts = [{ type = \"sys\", mount_point = \"/sys\" }]\n"
      "[[directives]]\nnetwork = \"local\"\n",
      start);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message(), HasSubstr("maelstrom.toml:2:1: a directive: a \"sys\" mount"));
}

TEST(Plan, ARelativeLocalPathStartsFromTheProject) {
  const auto result = plan(
      "[[directives]]\nmounts = [{ type = \"bind\", mount_point = \"/m\", local_path = \"d\" },"
      "{ type = \"bind\", mount_point = \"/n\", local_path = \"/abs\" }]\n");
  EXPECT_THAT(result->container.spec.settings.mounts,
              ElementsAre(Mount(BindMount{"/m", "/project/d"}), Mount(BindMount{"/n", "/abs"})));
}

}  // namespace
}  // namespace maelstrom::config
