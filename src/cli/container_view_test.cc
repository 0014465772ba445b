#include "cli/container_view.h"

#include <gmock/gmock.h>

#include "cli/container_list.h"
#include "config/config.h"

namespace maelstrom::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFile = "/p/maelstrom.toml";

config::CasePlan plan_of(const std::string& toml) {
  const config::ParsedConfig parsed = config::parse_config(toml, kFile);
  EXPECT_TRUE(parsed.errors.empty());
  config::CasePlan start;
  start.container.spec.settings = {.environment = {{"HOME", "/tmp"}}, .mounts = {ProcMount{"/proc"}}};
  std::vector<std::size_t> all(parsed.config.directives.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return config::apply(parsed.config, all, start, [](const std::string&) { return std::nullopt; }).value();
}

std::string text_of(const std::string& toml, const Environment& added = {}) {
  const config::CasePlan plan = plan_of(toml);
  return container_text(view_of({plan, added, "gtest"}, "/p"));
}

// Without the blanks between a line and its comment.
std::string squeezed(std::string text) {
  for (auto at = text.find("   #"); at != std::string::npos; at = text.find("   #")) text.erase(at, 1);
  return text;
}

TEST(ContainerView, EachFieldHasWhoSaidIt) {
  const std::string text = squeezed(
      text_of("[[directives]]\nuser = 7\ntimeout = 3\nadded_environment = { A = \"1\" }\nplatform = [\"cores\"]\n",
              {{"GTEST_BRIEF", "0"}}));
  EXPECT_THAT(text, AllOf(HasSubstr("\nuser = 7  # maelstrom.toml:2:1: a directive\n"),
                          HasSubstr("\ngroup = 0  # the default container\n"),
                          HasSubstr("\ntimeout = 3  # maelstrom.toml:3:1: a directive\n"),
                          HasSubstr("\nplatform = [\"cores\"]  # maelstrom.toml:5:1: a directive\n"),
                          HasSubstr("\nenvironment.HOME = \"/tmp\"  # the default container\n"),
                          HasSubstr("\nenvironment.A = \"1\"  # maelstrom.toml:4:1: a directive\n"),
                          HasSubstr("\nenvironment.GTEST_BRIEF = \"0\"  # gtest\n"),
                          HasSubstr("\ncache = true  # the default\n")));
}

TEST(ContainerView, ElementsOfAListHaveTheirOwn) {
  const std::string text = squeezed(
      text_of("[containers.base]\nlayers = [{ stubs = [\"/a/\"] }]\n"
              "[[directives]]\nparent = \"base\"\nadded_layers = [{ glob = \"d/**\", canonicalize = true }]\n"
              "added_mounts = [{ type = \"bind\", mount_point = \"/m\", local_path = \"/l\", read_only = true }]\n"));
  EXPECT_THAT(text, HasSubstr("layers = [\n"
                              "  { stubs = [\"/a/\"] },  # maelstrom.toml:2:1: container \"base\"\n"
                              "  { glob = \"d/**\", canonicalize = true },  # maelstrom.toml:5:1: a directive\n]\n"));
  EXPECT_THAT(text, HasSubstr("  { type = \"proc\", mount_point = \"/proc\" },  # the default container\n"));
  EXPECT_THAT(text,
              HasSubstr("  { type = \"bind\", mount_point = \"/m\", local_path = \"/l\", read_only = true },  #"));
}

TEST(ContainerView, AnImageAndWhatIsUsedOfIt) {
  EXPECT_THAT(
      squeezed(text_of("[[directives]]\nimage = { name = \"docker://x\", use = [\"layers\"] }\n")),
      AllOf(HasSubstr("image = { name = \"docker://x\", use = [\"layers\"] }  # maelstrom.toml:2:1: a directive"),
            HasSubstr("include_shared_libraries = false  # maelstrom.toml:2:1: a directive")));
}

// What a directive can say is shown as a directive can say it.
TEST(ContainerView, TheTextIsConfiguration) {
  const std::string said =
      "layers = [{ paths = [\"/a b\", \"c\\u0007\"], follow_symlinks = true, strip_prefix = \"/a\" },"
      " { tar = \"t.tar\" }, { symlinks = [{ link = \"/l\", target = \"t\" }] },"
      " { shared_library_dependencies = [\"/bin/sh\"], prepend_prefix = \"/x\" },"
      " { command = [\"/bin/x\", \"\\\"\\u007f\"], network = \"local\", version = \"1\", timeout = 9 },"
      " { glob = \"*\", allow_empty = true }]\n"
      "mounts = [{ type = \"devices\", devices = [\"full\", \"shm\"] }, { type = \"tmp\", mount_point = \"/t\" },"
      " { type = \"mqueue\", mount_point = \"/q\" }, { type = \"devpts\", mount_point = \"/dev/pts\" }]\n"
      "environment = { A = \"x\\ty\" }\nnetwork = \"disabled\"\nhostname = \"h\"\npid1 = true\n"
      "isolation = \"strict\"\nworking_directory = \"/w\"\nenable_writable_file_system = true\n";
  const config::CasePlan once = plan_of("[[directives]]\n" + said);
  const config::CasePlan again = plan_of("[[directives]]\n" + text_of("[[directives]]\n" + said));
  EXPECT_EQ(once.container.spec.layers, again.container.spec.layers);
  EXPECT_EQ(once.container.spec.settings, again.container.spec.settings);
}

TEST(ContainerView, JsonHasAValueAndAnOriginOfEach) {
  const config::CasePlan plan = plan_of("[[directives]]\nuser = 7\nadded_layers = [{ tar = \"t\" }]\n");
  const OrderedJson json = container_json(view_of({plan, {{"G", "0"}}, "gtest"}, "/p"));
  EXPECT_EQ(json["user"], (OrderedJson{{"value", 7}, {"origin", "maelstrom.toml:2:1: a directive"}}));
  EXPECT_EQ(json["layers"][0], (OrderedJson{{"value", {{"tar", "t"}}}, {"origin", "maelstrom.toml:3:1: a directive"}}));
  EXPECT_EQ(json["environment"]["G"], (OrderedJson{{"value", "0"}, {"origin", "gtest"}}));
}

TEST(ContainerView, AHeadingNamesThreeCases) {
  EXPECT_EQ(heading_of({{"a", "1"}}), "# a::1");
  EXPECT_EQ(heading_of({{"a", "1"}, {"a", "2"}, {"a", "3\n"}}), "# a::1, a::2, a::3\\n");
  EXPECT_EQ(heading_of({{"a", "1"}, {"a", "2"}, {"a", "3"}, {"a", "4"}}), "# a::1, a::2, a::3 and 1 more");
}

TEST(ContainerList, CasesWithTheSameContainerAreOneGroup) {
  const config::CasePlan plain = plan_of("");
  const config::CasePlan same = plan_of("");
  const config::CasePlan other = plan_of("[[directives]]\nuser = 7\n");
  ContainerList containers("/p");
  containers.add({"a", "1"}, {plain, {}, "gtest"});
  containers.add({"a", "2"}, {other, {}, "gtest"});
  containers.add({"b", "1"}, {same, {}, "gtest"});
  session::CaseList list;
  list.artifacts.push_back({.binary = {.artifact = {.name = "a"}}, .cases = {{"1", ""}, {"2", ""}}, .problem = {}});
  list.artifacts.push_back({.binary = {.artifact = {.name = "b"}}, .cases = {{"1", ""}}, .problem = {}});
  const std::string text = containers.text(list);
  EXPECT_TRUE(text.starts_with("# a::1, b::1\nlayers = []\n")) << text;
  EXPECT_THAT(text, AllOf(HasSubstr("\n\n# a::2\n"), Not(HasSubstr("\n\n\n"))));
  const std::string json = containers.json(list);
  EXPECT_EQ(std::ranges::count(json, '\n'), 2);
  EXPECT_EQ(OrderedJson::parse(json.substr(0, json.find('\n')))["cases"].size(), 2U);
}

}  // namespace
}  // namespace maelstrom::cli
