// A file of logins: containers-auth.json(5), and Docker's config.json, which is of the same form.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::registry {

struct Login {
  std::string user;
  std::string secret;
  std::string identity_token;  // in the place of both: an OAuth 2 refresh token
};

struct ImageRepository {
  std::string registry;  // "docker.io", "localhost:5000"
  std::string path;      // "library/alpine"
};

class AuthFile {
 public:
  // Errors: Invalid, with `name` and what is wrong; no error holds a secret.
  static Result<AuthFile> parse(std::string_view text, std::string_view name);

  // The login of the longest key that is the repository or a parent of it.
  const Login* find(const ImageRepository& repository) const;
  // The program docker-credential-NAME that knows the login: of the registry, else of all.
  std::optional<std::string> helper(const std::string& registry) const;

 private:
  std::map<std::string, Login> logins_;
  std::map<std::string, std::string> helpers_;
  std::string helper_of_all_;
};

}  // namespace maelstrom::registry
