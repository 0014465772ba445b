// What the person's own files say of registries: logins, mirrors, certificate authorities.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "registry/auth_file.h"
#include "registry/registries_conf.h"

namespace maelstrom::registry {

using Variables = std::function<std::optional<std::string>(const std::string&)>;

// Where to look, strongest first. Source: containers-auth.json(5), containers-registries.conf(5),
// containers-certs.d(5); `docker login --help`.
struct RegistryFiles {
  std::vector<std::string> logins;
  std::vector<std::string> registries;    // files, and directories of them
  std::vector<std::string> certificates;  // directories with one directory for each host

  static RegistryFiles of(const Variables& environment);
};

// The login for `repository`, if one of the files, or a helper that it names, has one. A helper is a program
// docker-credential-NAME in PATH, which is asked for "https://index.docker.io/v1/" where the registry is docker.io.
// Errors: Invalid for a file that is malformed; Denied for one that cannot be read; Unavailable for a helper that
// cannot be run. No error holds a secret.
Result<std::optional<Login>> find_login(const RegistryFiles& files, const ImageRepository& repository);

// Errors: as RegistriesConf::add().
Result<RegistriesConf> read_registries(const RegistryFiles& files);

// The authorities of `host` (with port), as PEM; empty if there are none of its own.
Result<std::string> read_authorities(const RegistryFiles& files, const std::string& host);

}  // namespace maelstrom::registry
