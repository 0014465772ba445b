#include "registry/auth_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace maelstrom::registry {
namespace {

using Json = nlohmann::json;

// RFC 4648, section 4; padding may be missing. None if it is something else.
std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : text) {
    const auto value = kDigits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

// Docker writes URLs for some registries: "https://index.docker.io/v1/" is docker.io.
std::string plain_key(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!key.starts_with(scheme)) continue;
    key.remove_prefix(scheme.size());
    key = key.substr(0, key.find('/'));
  }
  while (key.ends_with('/')) key.remove_suffix(1);
  if (key == "index.docker.io" || key == "index.docker.io/v1" || key == "registry-1.docker.io") return "docker.io";
  return std::string(key);
}

std::string text_of(const Json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

Result<Login> login_of(const Json& entry) {
  if (!entry.is_object()) return invalid("is not an object");
  Login login{text_of(entry, "username"), text_of(entry, "password"), text_of(entry, "identitytoken")};
  const std::string encoded = text_of(entry, "auth");
  if (encoded.empty()) return login;
  const auto decoded = decode_base64(encoded);
  const auto colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos) return invalid("its `auth` is not the base64 of user:password");
  login.user = decoded->substr(0, colon);
  login.secret = decoded->substr(colon + 1);
  while (login.secret.ends_with('\0')) login.secret.pop_back();
  return login;
}

}  // namespace

Result<AuthFile> AuthFile::parse(std::string_view text, std::string_view name) {
  const Json json = Json::parse(text, nullptr, false);
  const std::string file(name);
  if (json.is_discarded()) return invalid(file + ": not JSON; log in again to have it written anew");
  if (!json.is_object()) return invalid(file + ": not an object of JSON");
  AuthFile result;
  if (const auto auths = json.find("auths"); auths != json.end() && auths->is_object()) {
    for (const auto& [key, entry] : auths->items()) {
      TRY_ASSIGN_IN(fmt::format("{}: the login of \"{}\"", file, key), login, login_of(entry));
      // An empty one says that a helper knows it.
      if (login.user.empty() && login.identity_token.empty()) continue;
      result.logins_.insert_or_assign(plain_key(key), std::move(login));
    }
  }
  if (const auto helpers = json.find("credHelpers"); helpers != json.end() && helpers->is_object()) {
    for (const auto& [key, value] : helpers->items()) {
      if (value.is_string()) result.helpers_.insert_or_assign(plain_key(key), value.get<std::string>());
    }
  }
  result.helper_of_all_ = text_of(json, "credsStore");
  return result;
}

const Login* AuthFile::find(const ImageRepository& repository) const {
  std::string key = repository.registry + "/" + repository.path;
  while (!key.empty()) {
    if (const auto found = logins_.find(key); found != logins_.end()) return &found->second;
    const auto slash = key.rfind('/');
    key.resize(slash == std::string::npos ? 0 : slash);
  }
  return nullptr;
}

std::optional<std::string> AuthFile::helper(const std::string& registry) const {
  if (const auto found = helpers_.find(registry); found != helpers_.end()) return found->second;
  if (!helper_of_all_.empty()) return helper_of_all_;
  return std::nullopt;
}

}  // namespace maelstrom::registry
