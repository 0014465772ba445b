#include "config/config.h"

#include <gmock/gmock.h>

namespace maelstrom::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> errors_of(std::string_view text) {
  std::vector<std::string> shown;
  for (const auto& error : parse_config(text, "maelstrom.toml").errors) shown.push_back(error.to_string());
  return shown;
}

std::vector<std::string> errors_in_directive(const std::string& lines) { return errors_of("[[directives]]\n" + lines); }

Config parsed(std::string_view text) {
  auto result = parse_config(text, "maelstrom.toml");
  for (const auto& error : result.errors) ADD_FAILURE() << error.to_string();
  return std::move(result.config);
}

Directive only_directive(const std::string& lines) { return parsed("[[directives]]\n" + lines).directives.at(0); }

TEST(Config, AnEmptyFileSaysNothing) {
  const Config config = parsed("");
  EXPECT_EQ(config.file, "maelstrom.toml");
  EXPECT_THAT(config.directives, IsEmpty());
  EXPECT_EQ(config.settings.slots, std::nullopt);
}

TEST(Config, SettingsAreLongOptionsWithEitherDash) {
  const Settings settings = parsed(R"toml([settings]
slots = 8
report = ["junit=a.xml", "json=-"]
build-dir = "out"
artifacts = "build/*_test"
isolation = "strict"
timeout = 30
color = "never"
cache_root = "/c"
state-root = "/s"
cache-size = "10 GiB"
)toml")
                                .settings;
  EXPECT_EQ(settings.slots, 8U);
  EXPECT_THAT(settings.report, ElementsAre("junit=a.xml", "json=-"));
  EXPECT_EQ(settings.build_dir, "out");
  EXPECT_THAT(settings.artifacts, ElementsAre("build/*_test"));
  EXPECT_EQ(settings.isolation, Isolation::kStrict);
  EXPECT_EQ(settings.timeout, std::chrono::seconds(30));
  EXPECT_EQ(settings.color, "never");
  EXPECT_EQ(settings.cache_root, "/c");
  EXPECT_EQ(settings.state_root, "/s");
  EXPECT_EQ(settings.cache_size, 10ULL << 30);
  EXPECT_EQ(parsed("[settings]\ncache_size = 10_000_000\n").settings.cache_size, 10'000'000U);
}

TEST(Config, ADirectiveHasEveryScalar) {
  const Directive directive = only_directive(R"toml(filter = "name.equals(a)"
ignore = true
timeout = 0
include_shared_libraries = false
cache = false
platform = ["kernel", "cores", "kernel"]
network = "local"
isolation = "default"
enable_writable_file_system = true
pid1 = true
working_directory = "/w"
user = 1000
group = 100
hostname = "box"
)toml");
  EXPECT_EQ(directive.line, 1);
  EXPECT_TRUE(directive.filter.matches({.name = "a"}));
  EXPECT_FALSE(directive.filter.matches({.name = "b"}));
  EXPECT_EQ(directive.ignore->value, true);
  EXPECT_EQ(directive.timeout->value, std::chrono::seconds(0));
  EXPECT_EQ(directive.include_shared_libraries->value, false);
  EXPECT_EQ(directive.cache->value, false);
  EXPECT_EQ(directive.platform->value, (std::vector{MachineFact::kCores, MachineFact::kKernel}));
  EXPECT_EQ(directive.container.network->value, Network::kLocal);
  EXPECT_EQ(directive.container.isolation->value, Isolation::kDefault);
  EXPECT_EQ(directive.container.writable_file_system->value, true);
  EXPECT_EQ(directive.container.pid1->value, true);
  EXPECT_EQ(directive.container.working_directory->value, "/w");
  EXPECT_EQ(directive.container.user->value, 1000U);
  EXPECT_EQ(directive.container.group->value, 100U);
  EXPECT_EQ(directive.container.hostname->value, "box");
  EXPECT_EQ(only_directive("writable_file_system = false").container.writable_file_system->value, false);
}

TEST(Config, EveryKindOfLayerIsRead) {
  const Directive directive = only_directive(R"toml(layers = [
  { tar = "a.tar" },
  { glob = "d/**", strip_prefix = "d", allow_empty = true },
  { paths = ["x", "y"], follow_symlinks = true, canonicalize = true, prepend_prefix = "/p" },
  { stubs = ["/{proc,sys}/"] },
  { symlinks = [{ link = "/l", target = "t" }] },
]
added_layers = [{ shared-library-dependencies = ["b"] }, { shared_library_dependencies = ["c"] }]
)toml");
  const PrefixOptions paths{.follow_symlinks = true, .canonicalize = true, .prepend_prefix = "/p"};
  EXPECT_THAT(directive.container.layers->value,
              ElementsAre(LayerSpec(TarLayer{"a.tar"}), LayerSpec(GlobLayer{"d/**", true, {.strip_prefix = "d"}}),
                          LayerSpec(PathsLayer{{"x", "y"}, paths}), LayerSpec(StubsLayer{{"/{proc,sys}/"}}),
                          LayerSpec(SymlinksLayer{{{"/l", "t"}}})));
  EXPECT_THAT(directive.container.added_layers->value,
              ElementsAre(LayerSpec(SharedLibrariesLayer{{"b"}, {}}), LayerSpec(SharedLibrariesLayer{{"c"}, {}})));
}

TEST(Config, EveryKindOfMountIsRead) {
  const Directive directive = only_directive(R"toml(mounts = [
  { type = "bind", mount_point = "/mnt", local_path = "data", read_only = true },
  { type = "devices", devices = ["full", "fuse", "null", "random", "shm", "tty", "urandom", "zero"] },
  { type = "devpts", mount_point = "/dev/pts" },
  { type = "mqueue", mount_point = "/mq" },
]
added_mounts = [
  { type = "proc", mount_point = "/proc" },
  { type = "sys", mount_point = "/sys" },
  { type = "tmp", mount_point = "mnt" },
]
)toml");
  EXPECT_THAT(directive.container.mounts->value,
              ElementsAre(Mount(BindMount{"/mnt", "data", true}),
                          Mount(DevicesMount{{Device::kFull, Device::kFuse, Device::kNull, Device::kRandom,
                                              Device::kShm, Device::kTty, Device::kUrandom, Device::kZero}}),
                          Mount(DevptsMount{"/dev/pts"}), Mount(MqueueMount{"/mq"})));
  EXPECT_THAT(directive.container.added_mounts->value,
              ElementsAre(Mount(ProcMount{"/proc"}), Mount(SysMount{"/sys"}), Mount(TmpMount{"/mnt"})));
}

TEST(Config, AllMistakesOfAFileAreNamedAtTheirPlaces) {
  EXPECT_THAT(
      errors_of("[[directives]]\nnetwrok = \"local\"\ntimeout = -1\n[[directives]]\nnetwork = \"lokal\"\n"
                "ignore = 1\n[settings]\nslot = 2\n"),
      ElementsAre("maelstrom.toml:2:1: error: unknown field \"netwrok\" in a directive; did you mean \"network\"?",
                  "maelstrom.toml:3:11: error: \"timeout\" must be between 0 and 1000000000, but is -1",
                  "maelstrom.toml:5:11: error: unknown network \"lokal\"; did you mean \"local\"?",
                  "maelstrom.toml:6:10: error: \"ignore\" must be true or false, but is a whole number",
                  "maelstrom.toml:8:1: error: unknown field \"slot\" in [settings]; did you mean \"slots\"?"));
}

TEST(Config, ColumnsCountCharacters) {
  EXPECT_THAT(errors_in_directive("environment = { \"\xC3\xBC\xC3\xBC\" = 1 }"),
              ElementsAre(HasSubstr("maelstrom.toml:2:24: error: the variable")));
}

TEST(Config, ASyntaxErrorIsOneDiagnostic) {
  EXPECT_THAT(errors_of("[settings]\nslots = = 3\n"), ElementsAre(HasSubstr("maelstrom.toml:2:9: error: ")));
}

TEST(Config, EachMistakeSaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"image = \"debian\"",
       "must begin with docker://, oci:, oci-archive: or docker-archive: and a name; of a registry it is "
       "\"docker://debian\""},
      {"filter = \"name.equal\"", "2:10: error: filter: column 11: expected the argument of \"equal\""},
      {"timeout = 1.5", "\"timeout\" must be a whole number, but is a fraction"},
      {"network = \"xyzzy\"", "unknown network \"xyzzy\"; known are disabled, loopback, local"},
      {"user = 4294967295", "\"user\" must be between 0 and 4294967294"},
      {"working_directory = \"w\"", "must be absolute"},
      {"hostname = \"\"", "must have 1 to 64 bytes"},
      {"writable_file_system = true\nenable_writable_file_system = true", "are the same field"},
      {"layers = \"x\"", "\"layers\" must be an array, but is a string"},
      {"layers = [{ }]",
       "a layer needs one of command, glob, paths, shared_library_dependencies, stubs, symlinks, tar"},
      {"layers = [{ globb = \"x\" }]", "unknown field \"globb\" in a layer; did you mean \"glob\"?"},
      {"layers = [{ glob = \"[a\" }]", "bad glob \"[a\""},
      {"layers = [{ stubs = [\"/x{a\"] }]", "bad braces \"/x{a\""},
      {"layers = [{ stubs = [\"/x\"], strip_prefix = \"x\" }]",
       "unknown field \"strip_prefix\" in a layer of \"stubs\""},
      {"layers = [{ tar = \"x\", glob = \"y\" }]", "unknown field \"tar\" in a layer of \"glob\""},
      {"layers = [{ symlinks = [{ link = \"x\" }] }]", "a symlink needs the field \"target\""},
      {"mounts = [{ type = \"nfs\", mount_point = \"/m\" }]", "unknown type of mount \"nfs\""},
      {"mounts = [{ mount_point = \"/m\" }]", "a mount needs the field \"type\""},
      {"mounts = [{ type = \"tmp\", mount_point = \"/\" }]", "a mount point cannot be \"/\""},
      {"mounts = [{ type = \"tmp\", mount_point = \"/t\", size = \"1m\" }]", "unknown field \"size\" in a mount"},
      {"mounts = [{ type = \"bind\", mount_point = \"/m\" }]", "a mount needs the field \"local_path\""},
      {"mounts = [{ type = \"devices\" }]", "a mount needs the field \"devices\""},
      {"mounts = [{ type = \"devices\", devices = [\"nul\"] }]", "unknown device \"nul\"; did you mean \"null\"?"},
      {"environment = { A = 1 }", "the variable \"A\" must be a string"},
      {"environment = { A = \"a$b\" }", "after \"$\" stands env{NAME}"},
      {"environment = [{ vars = { A = \"1\" } }]", "needs the field \"extend\""},
      {"environment = [{ vars = { }, extend = true, x = 1 }]", "unknown field \"x\""},
      {"environment = { \"A=B\" = \"1\" }", "a variable's name cannot"},
  };
  for (const auto& [text, message] : rows) {
    EXPECT_THAT(errors_in_directive(text), ElementsAre(HasSubstr(message))) << text;
  }
}

TEST(Config, MistakesInSettingsSayWhatIsWrong) {
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"slots = 0", "at least 1"},
           {"cache_size = \"much\"", "\"cache_size\" must be"},
           {"color = \"red\"", "known are auto, always, never"},
           {"artifacts = [\"[\"]", "bad glob"},
           {"build_dir = \"a\"\nbuild-dir = \"b\"", "are the same field"}}) {
    EXPECT_THAT(errors_of("[settings]\n" + text), ElementsAre(HasSubstr(message))) << text;
  }
}

TEST(Config, AFilterThatTheRustEditionReadsOtherwiseIsAWarning) {
  const auto result = parse_config("[[directives]]\nfilter = \"all - none - all\"\n", "m.toml");
  EXPECT_THAT(result.errors, IsEmpty());
  ASSERT_EQ(result.warnings.size(), 1U);
  EXPECT_THAT(result.warnings[0].to_warning(), HasSubstr("m.toml:2:10: warning: filter: "));
}

TEST(Config, AHeaderThatBeginsWithNoKeyIsAnError) {
  for (const char* text : {"[*]\n", "[[=x]]\n", "[\x02]\n", "[\xc3\xa9]\n", "[[ \x7f]]\n"}) {
    EXPECT_THAT(errors_of(text), ElementsAre(AllOf(HasSubstr("maelstrom.toml:1:"), HasSubstr("expected bare key"))))
        << text;
  }
}

TEST(Config, ADirectiveSaysWhenACaseIsSlowAndHowItIsTriedAgain) {
  using std::chrono::milliseconds;
  const Directive said = only_directive("slow_timeout = 30\nretries = { count = 2, delay = \"500ms\" }\n");
  EXPECT_EQ(said.slow_timeout->value, milliseconds(30'000));
  EXPECT_EQ(said.retries->value.count, 2);
  EXPECT_EQ(said.retries->value.delay, milliseconds(500));
  EXPECT_EQ(only_directive("retries = 3\n").retries->value.count, 3);
  EXPECT_THAT(errors_in_directive("slow_timeout = \"soon\"\n"), SizeIs(1));
  EXPECT_EQ(only_directive("leak_timeout = 1\n").leak_timeout->value, milliseconds(1000));
  EXPECT_EQ(only_directive("leak_timeout = false\n").leak_timeout->value, std::nullopt);
  EXPECT_THAT(errors_in_directive("leak_timeout = true\n"), SizeIs(1));
  EXPECT_THAT(errors_in_directive("retries = { delay = 1 }\n"),
              ElementsAre("maelstrom.toml:2:11: error: retries needs the field \"count\""));
  EXPECT_THAT(errors_in_directive("retries = { count = 1, dealy = 1 }\n"), SizeIs(1));
}

TEST(Config, TagsOfADirectiveAreKnownToThoseAfterIt) {
  const ParsedConfig parsed = parse_config(
      "[[directives]]\nfilter = \"tag.equals(late)\"\nuser = 1\n"
      "[[directives]]\nfilter = \"name.equals(a)\"\ntags = [\"db\", \"late\"]\n"
      "[[directives]]\nfilter = \"tag.equals(db)\"\ntags = \"slow\"\n",
      "maelstrom.toml");
  ASSERT_THAT(parsed.errors, IsEmpty());
  FilterSubject a{.name = "a", .artifact = {}, .framework = {}};
  EXPECT_THAT(given_tags(parsed.config, a), ElementsAre("db", "late", "slow"));
  EXPECT_THAT(matching(parsed.config, a), ElementsAre(1, 2));
  EXPECT_THAT(given_tags(parsed.config, {.name = "b", .artifact = {}, .framework = {}}), IsEmpty());
}

TEST(Config, ADirectiveSaysWhatRunsBesideACase) {
  const Directive named = only_directive("slots = 4\nlock = \"db\"\n");
  EXPECT_EQ(named.slots->value, 4);
  EXPECT_EQ(named.lock->value.name, "db");
  EXPECT_EQ(named.lock->value.at_most, 1);
  const Directive wide = only_directive("lock = { name = \"db\", at_most = 3 }\n");
  EXPECT_EQ(wide.lock->value.at_most, 3);
  EXPECT_THAT(errors_in_directive("slots = 0\n"), ElementsAre("maelstrom.toml:2:9: error: slots must be 1 or more"));
  EXPECT_THAT(errors_in_directive("lock = { at_most = 0, most = 2 }\n"), SizeIs(3));
  EXPECT_THAT(errors_in_directive("lock = 3\n"), SizeIs(1));
}

}  // namespace
}  // namespace maelstrom::config
