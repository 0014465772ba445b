#include "config/resolve_containers.h"

#include <gmock/gmock.h>

#include "config/config.h"
#include "config/container_testing.h"

namespace maelstrom::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::optional<std::string> nothing(const std::string& /*name*/) { return std::nullopt; }

Result<ResolvedContainer> job(const std::string& containers, const std::string& fields) {
  JobText text;
  text.read("{\"containers\": {" + containers + "}}");
  text.read("{\"program\": \"p\", " + fields + "}");
  for (const auto& error : text.errors) ADD_FAILURE() << error;
  return resolve_container(text.containers, text.job, nothing, "/project");
}

// What the directives of `text` make of the case "a", on a friendly start.
Result<CasePlan> plan(const std::string& text) {
  const auto parsed = parse_config(text, "maelstrom.toml");
  for (const auto& error : parsed.errors) ADD_FAILURE() << error.to_string();
  const CasePlan start{.container = {.spec = {.settings = {.environment = {{"HOME", "/tmp"}},
                                                           .mounts = {ProcMount{"/proc"}},
                                                           .network = Network::kLoopback,
                                                           .working_directory = "/w"}}}};
  return apply(parsed.config, matching(parsed.config, {.name = "a"}), start, nothing);
}

std::vector<std::string> errors_of(const std::string& text) {
  std::vector<std::string> shown;
  for (const auto& error : parse_config(text, "maelstrom.toml").errors) shown.push_back(error.to_string());
  return shown;
}

LayerSpec stub(const std::string& name) { return StubsLayer{{name}}; }

constexpr const char* kThreeGenerations = R"(
  "g": {"layers": [{"stubs": ["/g"]}], "environment": {"X": "g"}, "user": 3},
  "p": {"parent": "g", "added_layers": [{"stubs": ["/p"]}], "added_environment": {"X": "$prev{X}p"},
        "working_directory": "/bin"})";

TEST(ResolveContainers, AncestorsComeFirstAndTheNearestScalarWins) {
  const auto is = job(kThreeGenerations,
                      R"("parent": "p", "added_layers": [{"stubs": ["/j"]}], "added_environment": {"X": "$prev{X}j"})");
  ASSERT_TRUE(is.has_value()) << is.error().message();
  EXPECT_THAT(is->spec.layers, ElementsAre(stub("/g"), stub("/p"), stub("/j")));
  EXPECT_THAT(is->spec.settings.environment, ElementsAre(Pair("X", "gpj")));
  EXPECT_EQ(is->spec.settings.working_directory, "/bin");
  EXPECT_EQ(is->spec.settings.user, 3U);
}

TEST(ResolveContainers, EachFieldKnowsWhereItCameFrom) {
  const auto is = job(kThreeGenerations, R"("parent": "p", "added_layers": [{"stubs": ["/j"]}], "group": 4)");
  ASSERT_TRUE(is.has_value());
  const auto& from = is->origins;
  ASSERT_EQ(from.layers.size(), 3U);
  EXPECT_EQ(from.layers[0].to_string(), "jobs.json:2:9: container \"g\"");
  EXPECT_EQ(from.layers[1].to_string(), "jobs.json:3:24: container \"p\"");
  EXPECT_EQ(from.layers[2].what, "a job");
  EXPECT_EQ(from.environment.at("X").what, "container \"p\"");
  EXPECT_EQ(from.scalars.at(ContainerField::kUser).to_string(), "jobs.json:2:67: container \"g\"");
  EXPECT_EQ(from.scalars.at(ContainerField::kGroup).what, "a job");
  EXPECT_EQ(from.scalars.at(ContainerField::kNetwork).to_string(), "the default");
}

TEST(ResolveContainers, APlainListTakesItselfOutOfTheImplicitUse) {
  const auto is = job(kThreeGenerations, R"("parent": "p", "layers": [{"stubs": ["/j"]}], "environment": {"B": "j"})");
  ASSERT_TRUE(is.has_value());
  EXPECT_THAT(is->spec.layers, ElementsAre(stub("/j")));
  EXPECT_THAT(is->spec.settings.environment, ElementsAre(Pair("B", "j")));
  EXPECT_EQ(is->spec.settings.user, 3U);
}

TEST(ResolveContainers, TheSearchStopsAtAUseThatLacksTheField) {
  const auto is = job(R"("g": {"layers": [{"stubs": ["/g"]}], "user": 3, "group": 4, "hostname": "h", "pid1": true},
                         "p": {"parent": {"name": "g", "use": ["layers", "group"]}})",
                      R"("parent": "p")");
  ASSERT_TRUE(is.has_value());
  EXPECT_THAT(is->spec.layers, ElementsAre(stub("/g")));
  EXPECT_EQ(is->spec.settings.user, 0U);
  EXPECT_EQ(is->spec.settings.group, 4U);
  EXPECT_EQ(is->spec.settings.hostname, "maelstrom");
  EXPECT_FALSE(is->spec.settings.pid1);
}

TEST(ResolveContainers, ALoopOfAJobsContainersIsNamedByItsChain) {
  const auto loop = job(R"("a": {"parent": "b"}, "b": {"parent": "c"}, "c": {"parent": "b"})", R"("parent": "a")");
  ASSERT_FALSE(loop.has_value());
  EXPECT_THAT(loop.error().message(), HasSubstr("loop: a -> b -> c -> b"));
  const auto unknown = job(R"("a": {"parent": "nobody"})", R"("parent": "a")");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().message(),
              HasSubstr("unknown container \"nobody\", the parent of container \"a\", the parent of a job"));
}

TEST(ResolveContainers, AnImageGivesWhatIsUsedOfIt) {
  const std::string base = R"("i": {"image": "docker://x"})";
  auto is = job(base, R"("parent": "i", "added_environment": {"A": "$prev{A}+", "B": "$prev{PATH}"})");
  ASSERT_TRUE(is.has_value()) << is.error().message();
  EXPECT_EQ(is->spec.image, (ImageUse{.name = "docker://x"}));
  const ImageFacts facts{.environment = {{"A", "1"}, {"PATH", "/bin"}}, .working_directory = "/srv"};
  ASSERT_TRUE(settle_image(*is, facts, nothing).has_value());
  EXPECT_THAT(is->spec.settings.environment, ElementsAre(Pair("A", "1+"), Pair("B", "/bin"), Pair("PATH", "/bin")));
  EXPECT_EQ(is->spec.settings.working_directory, "/srv");
  EXPECT_EQ(is->origins.environment.at("PATH").what, "image \"docker://x\"");

  auto own = job(base, R"("parent": "i", "environment": {"A": "own"}, "working_directory": "/own")");
  ASSERT_TRUE(own.has_value());
  EXPECT_EQ(own->spec.image, (ImageUse{.name = "docker://x", .environment = false, .working_directory = false}));
  ASSERT_TRUE(settle_image(*own, facts, nothing).has_value());
  EXPECT_THAT(own->spec.settings.environment, ElementsAre(Pair("A", "own")));
  EXPECT_EQ(own->spec.settings.working_directory, "/own");

  auto missing = job(base, R"("parent": "i", "added_environment": {"B": "$prev{GONE}"})");
  ASSERT_TRUE(missing.has_value()) << "the image may have it";
  const auto refused = settle_image(*missing, facts, nothing);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message(), HasSubstr("GONE is not set"));
}

TEST(ResolveContainers, ADirectiveWithAParentGoesBackToTheStartButKeepsTimeoutAndIgnore) {
  const auto is = plan(
      "[containers.p]\nlayers = [{ stubs = [\"/x\"] }]\n"
      "[[directives]]\ntimeout = 7\nignore = true\nuser = 9\nmounts = []\nadded_layers = [{ stubs = [\"/old\"] }]\n"
      "network = \"disabled\"\n[[directives]]\nparent = \"p\"\n");
  ASSERT_TRUE(is.has_value()) << is.error().message();
  EXPECT_THAT(is->container.spec.layers, ElementsAre(stub("/x")));
  EXPECT_EQ(is->container.spec.settings.user, 0U);
  EXPECT_EQ(is->container.spec.settings.network, Network::kLoopback);
  EXPECT_THAT(is->container.spec.settings.mounts, ElementsAre(Mount(ProcMount{"/proc"})));
  EXPECT_THAT(is->container.spec.settings.environment, ElementsAre(Pair("HOME", "/tmp")));
  EXPECT_EQ(is->timeout.value, std::chrono::seconds(7));
  EXPECT_TRUE(is->ignore.value);
}

TEST(ResolveContainers, AfterAParentADirectiveWithoutOneKeepsItAndItsUse) {
  const auto is = plan(
      "[containers.p]\nlayers = [{ stubs = [\"/x\"] }]\n[[directives]]\nparent = \"p\"\n"
      "added_layers = [{ stubs = [\"/gone\"] }]\n"
      "[[directives]]\nlayers = [{ stubs = [\"/y\"] }]\nuser = 5\n");
  ASSERT_TRUE(is.has_value()) << is.error().message();
  EXPECT_THAT(is->container.spec.layers, ElementsAre(stub("/x"), stub("/y")));
  EXPECT_EQ(is->container.spec.settings.user, 5U);
  EXPECT_EQ(is->container.origins.layers[0].to_string(), "maelstrom.toml:2:1: container \"p\"");
  EXPECT_EQ(is->container.origins.scalars.at(ContainerField::kUser).to_string(), "maelstrom.toml:8:1: a directive");
  EXPECT_EQ(is->container.origins.mounts[0].to_string(), "the default container");
}

TEST(ResolveContainers, LibrariesAreLeftToAnImageUnlessADirectiveSaysOtherwise) {
  const std::string image = "[[directives]]\nimage = \"docker://x\"\n";
  EXPECT_FALSE(plan(image)->include_shared_libraries.value);
  EXPECT_TRUE(plan(image + "include_shared_libraries = true\n")->include_shared_libraries.value);
  EXPECT_TRUE(plan("[[directives]]\nimage = { name = \"docker://x\", use = [\"environment\"] }\n")
                  ->include_shared_libraries.value);
}

TEST(ResolveContainers, AllMistakesOfContainersAreToldAtTheirPlacesBeforeAnythingRuns) {
  EXPECT_THAT(errors_of("[containers.a]\nparent = \"b\"\n[containers.b]\nparent = \"a\"\n"
                        "[containers.c]\nparent = \"d\"\ncolour = 1\n[[directives]]\nparent = \"cc\"\n"),
              ElementsAre("maelstrom.toml:2:1: error: the parents of container \"a\" go in a loop: a -> b -> a",
                          AllOf(HasSubstr("maelstrom.toml:6:1: error: unknown container \"d\"")),
                          AllOf(HasSubstr("maelstrom.toml:7:1: error: unknown field \"colour\" in container \"c\"")),
                          AllOf(HasSubstr("maelstrom.toml:9:1: error: unknown container \"cc\""))));
  EXPECT_THAT(errors_of("[[directives]]\nparent = \"x\"\n"),
              ElementsAre("maelstrom.toml:2:1: error: unknown container \"x\"; none is declared in [containers]"));
}

TEST(ResolveContainers, TheFirstAncestorThatIsNotThereIsNamed) {
  JobText text;
  text.read(R"({"containers": {"a": {"parent": "b"}, "l": {"parent": "m"}, "m": {"parent": "l"}}})");
  const auto missing = [&](const std::string& fields) {
    text.read("{\"program\": \"p\", " + fields + "}");
    return missing_parent(text.containers, text.job);
  };
  EXPECT_EQ(missing(R"("parent": "a")"), "b");
  EXPECT_EQ(missing(R"("parent": "z")"), "z");
  EXPECT_EQ(missing(R"("parent": "l")"), std::nullopt) << "a loop lacks nobody";
  EXPECT_EQ(missing(R"("layers": [])"), std::nullopt);
}

TEST(ResolveContainers, ANullIsAFieldThatIsNotThere) {
  const auto is = job(kThreeGenerations, R"("parent": "p", "layers": null, "user": null, "image": null)");
  ASSERT_TRUE(is.has_value()) << is.error().message();
  EXPECT_THAT(is->spec.layers, ElementsAre(stub("/g"), stub("/p")));
  EXPECT_EQ(is->spec.settings.user, 3U);
}

TEST(ResolveContainers, FieldsThatCannotStandTogetherAreRefused) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"image = \"oci:i\"\nparent = \"p\"", "\"image\" and \"parent\" cannot stand together"},
      {"added_mounts = []", "\"added_mounts\" needs a \"parent\" to add to"},
      {"added_layers = []", "\"added_layers\" needs an \"image\" or a \"parent\" to add to"},
      {"parent = \"p\"\nlayers = []\nadded_layers = []", "\"layers\" and \"added_layers\" cannot stand together"},
      {"image = \"oci:i\"\nadded_mounts = []", "an image has no mounts"},
      {"parent = { name = \"p\", use = [\"user\"] }\nadded_layers = []", "its \"use\" does not name \"layers\""},
      {"parent = { name = \"p\", use = [\"user\"] }\nuser = 1", "\"user\" is set here and named in the \"use\""},
      {"parent = { name = \"p\", use = [\"layer\"] }", "unknown field to use \"layer\"; did you mean \"layers\"?"},
      {"parent = { name = \"p\", using = [] }", "unknown field \"using\" in \"parent\""},
      {"parent = { use = [] }", "\"parent\" needs the field \"name\""},
      {"image = { name = \"oci:i\", use = [\"mounts\"] }", "unknown field to use \"mounts\""},
      {"image = \"foo://bar\"", "must begin with docker://, oci:, oci-archive: or docker-archive:"},
      {"parent = 1", "\"parent\" must be a string"},
  };
  for (const auto& [text, message] : rows) {
    EXPECT_THAT(errors_of("[containers.p]\n[containers.c]\n" + text), ElementsAre(HasSubstr(message))) << text;
  }
}

}  // namespace
}  // namespace maelstrom::config
