#include "registry/settings_of_user.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <map>

#include "os/file.h"

namespace maelstrom::registry {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class UserSettingsTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0644) {
    const std::string path = home_.path() + "/" + name;
    EXPECT_TRUE(os::make_directories(path.substr(0, path.rfind('/'))));
    EXPECT_TRUE(os::replace_file(path, text, mode));
    return path;
  }
  RegistryFiles files(std::map<std::string, std::string> more = {}) {
    more.emplace("HOME", home_.path());
    return RegistryFiles::of([more](const std::string& name) -> std::optional<std::string> {
      const auto found = more.find(name);
      return found == more.end() ? std::nullopt : std::optional(found->second);
    });
  }
  os::TemporaryDirectory home_ = os::TemporaryDirectory::create().value();
};

TEST_F(UserSettingsTest, LoginsAreLookedForWherePodmanAndDockerKeepThem) {
  write(".docker/config.json", R"({"auths": {"a": {"auth": "ZDox"}, "b": {"auth": "ZDoy"}}})");  // d:1, d:2
  write(".config/containers/auth.json", R"({"auths": {"a": {"auth": "cDox"}}})");                // p:1
  EXPECT_EQ(find_login(files(), {"a", "x"}).value()->user, "p");
  EXPECT_EQ(find_login(files(), {"b", "x"}).value()->user, "d");
  EXPECT_EQ(find_login(files(), {"c", "x"}).value().has_value(), false);
  const std::string other = write("other.json", R"({"auths": {"a": {"auth": "bzox"}}})");  // o:1
  EXPECT_EQ(find_login(files({{"REGISTRY_AUTH_FILE", other}}), {"a", "x"}).value()->user, "o");
}

TEST_F(UserSettingsTest, AHelperIsAskedAndItsSecretIsNeverShown) {
  write("bin/docker-credential-fake",
        "#!/bin/sh\nread -r host\ncase $host in\n"
        "r) echo '{\"Username\": \"me\", \"Secret\": \"hush\"}';;\n"
        "t) echo '{\"Username\": \"<token>\", \"Secret\": \"refresh\"}';;\n"
        "bad) echo hush;;\n*) echo not found; exit 1;;\nesac\n",
        0755);
  write(".docker/config.json", R"({"credsStore": "fake", "credHelpers": {"gone": "missing", "odd": "a b"}})");
  const std::string path = home_.path() + "/bin:" + std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  ::setenv("PATH", path.c_str(), 1);                                      // NOLINT(concurrency-mt-unsafe)
  EXPECT_EQ(find_login(files(), {"r", "x"}).value()->secret, "hush");
  EXPECT_EQ(find_login(files(), {"t", "x"}).value()->identity_token, "refresh");
  EXPECT_FALSE(find_login(files(), {"none", "x"}).value().has_value());
  EXPECT_THAT(find_login(files(), {"bad", "x"}).error().message(),
              AllOf(HasSubstr("docker-credential-fake"), Not(HasSubstr("hush"))));
  EXPECT_THAT(find_login(files(), {"gone", "x"}).error().message(), HasSubstr("docker-credential-missing"));
  EXPECT_THAT(find_login(files(), {"odd", "x"}).error().message(), HasSubstr("no name"));
}

TEST_F(UserSettingsTest, AuthoritiesOfAHostAreInItsDirectory) {
  write(".config/containers/certs.d/r:5000/ca.crt", "one");
  write(".config/containers/certs.d/r:5000/client.key", "no");
  write(".docker/certs.d/r:5000/other.crt", "two");
  EXPECT_EQ(read_authorities(files(), "r:5000").value(), "one\ntwo\n");
  EXPECT_EQ(read_authorities(files(), "s").value(), "");
}

TEST_F(UserSettingsTest, RegistriesOfThePersonWin) {
  const std::string file = write("r.conf", "[[registry]]\nprefix = \"a.example\"\nlocation = \"b.example\"\n");
  const auto conf = read_registries(files({{"CONTAINERS_REGISTRIES_CONF", file}}));
  ASSERT_TRUE(conf) << conf.error().message();
  EXPECT_EQ(conf->endpoints({"a.example", "x"})->front().host, "b.example");
}

}  // namespace
}  // namespace maelstrom::registry
