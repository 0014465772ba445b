#include "registry/settings_of_user.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "os/command.h"
#include "os/file.h"

namespace maelstrom::registry {
namespace {

constexpr std::uint64_t kFileLimit = UINT64_C(16) << 20;

std::string directory_in(const Variables& environment, const char* variable, const char* below_home) {
  if (const auto named = environment(variable); named && !named->empty()) return *named;
  const auto home = environment("HOME");
  return home && !home->empty() ? *home + "/" + below_home : std::string();
}

// None if there is no such file.
Result<std::optional<std::string>> read_if_there(const std::string& path) {
  auto text = os::read_file(path, kFileLimit);
  if (text) return std::move(*text);
  if (text.error().code() == ErrorCode::kNotFound) return std::nullopt;
  return fail(std::move(text).error());
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

// Source: docker/docker-credential-helpers, README, "Development". Its answer is not shown: it holds a secret.
Result<std::optional<Login>> ask_helper(const std::string& name, const std::string& registry) {
  if (!is_word(name)) return invalid(fmt::format("a credential helper \"{}\", which is no name", printable(name)));
  const std::string program = "docker-credential-" + name;
  const std::string asked = registry == "docker.io" ? "https://index.docker.io/v1/" : registry;
  TRY_ASSIGN(result, os::ask_program(program, "get", asked));
  if (result.exit_code == 127) {
    return fail(ErrorCode::kUnavailable, program + ", which knows the login of " + registry + ", is not in PATH");
  }
  if (result.exit_code != 0) return std::nullopt;  // it has none
  const auto json = nlohmann::json::parse(result.standard_output, nullptr, false);
  if (!json.is_object()) return invalid(program + ": its answer is no JSON");
  Login login{.user = json.value("Username", ""), .secret = json.value("Secret", ""), .identity_token = {}};
  if (login.user == "<token>") return Login{.user = {}, .secret = {}, .identity_token = login.secret};
  return login;
}

}  // namespace

RegistryFiles RegistryFiles::of(const Variables& environment) {
  RegistryFiles files;
  const std::string config = directory_in(environment, "XDG_CONFIG_HOME", ".config");
  const std::string docker = directory_in(environment, "DOCKER_CONFIG", ".docker");
  if (const auto named = environment("REGISTRY_AUTH_FILE"); named && !named->empty()) {
    files.logins.push_back(*named);
  } else {
    const auto runtime = environment("XDG_RUNTIME_DIR");
    if (runtime && !runtime->empty()) files.logins.push_back(*runtime + "/containers/auth.json");
    if (!config.empty()) files.logins.push_back(config + "/containers/auth.json");
    if (!docker.empty()) files.logins.push_back(docker + "/config.json");
  }
  if (const auto named = environment("CONTAINERS_REGISTRIES_CONF"); named && !named->empty()) {
    files.registries = {*named};
  } else {
    files.registries = {"/etc/containers/registries.conf", "/etc/containers/registries.conf.d"};
    if (!config.empty()) {
      files.registries.push_back(config + "/containers/registries.conf");
      files.registries.push_back(config + "/containers/registries.conf.d");
    }
  }
  if (!config.empty()) files.certificates.push_back(config + "/containers/certs.d");
  if (!docker.empty()) files.certificates.push_back(docker + "/certs.d");
  files.certificates.emplace_back("/etc/containers/certs.d");
  files.certificates.emplace_back("/etc/docker/certs.d");
  return files;
}

Result<std::optional<Login>> find_login(const RegistryFiles& files, const ImageRepository& repository) {
  for (const std::string& path : files.logins) {
    TRY_ASSIGN(text, read_if_there(path));
    if (!text) continue;
    TRY_ASSIGN(file, AuthFile::parse(*text, path));
    if (const Login* login = file.find(repository)) return *login;
    const auto helper = file.helper(repository.registry);
    if (!helper) continue;
    TRY_ASSIGN_IN(path, login, ask_helper(*helper, repository.registry));
    if (login) return login;
  }
  return std::nullopt;
}

Result<RegistriesConf> read_registries(const RegistryFiles& files) {
  RegistriesConf conf;
  for (const std::string& path : files.registries) {
    std::vector<std::string> paths{path};
    if (os::is_directory(path)) {
      TRY_ASSIGN(entries, os::list_directory(path));
      paths.clear();
      for (const auto& entry : entries) {
        if (entry.name.ends_with(".conf")) paths.push_back(path + "/" + entry.name);
      }
    }
    for (const std::string& file : paths) {
      TRY_ASSIGN(text, read_if_there(file));
      if (text) TRY(conf.add(*text, file));
    }
  }
  return conf;
}

Result<std::string> read_authorities(const RegistryFiles& files, const std::string& host) {
  std::string pem;
  for (const std::string& certificates : files.certificates) {
    const std::string directory = certificates + "/" + host;
    if (!os::is_directory(directory)) continue;
    TRY_ASSIGN(entries, os::list_directory(directory));
    for (const auto& entry : entries) {
      if (!entry.name.ends_with(".crt")) continue;
      TRY_ASSIGN(text, os::read_file(directory + "/" + entry.name, kFileLimit));
      pem += text + "\n";
    }
  }
  return pem;
}

}  // namespace maelstrom::registry
