#include "cli/identity.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/strings.h"
#include "cli/credentials.h"
#include "os/command.h"
#include "os/file.h"
#include "reapi/credential_helper.h"

namespace maelstrom::cli {
namespace {

using Obtained = Result<Credentials::Obtained>;

constexpr std::uint64_t kTokenLimit = 1 << 20;  // bytes
// A file is cheap to read, and whoever renews it does not say so.
constexpr std::chrono::seconds kKeepFile(60);
constexpr std::chrono::seconds kKeepAnswer(300);

constexpr const char* kProofs[] = {"client-certificate", "client-key", "token-file", "token-command",
                                   "credential-helper"};

Obtained token_in(const std::string& path) {
  TRY_ASSIGN(text, os::read_file(path, kTokenLimit));
  TRY_ASSIGN_IN(path, headers, reapi::bearer(text));
  return Credentials::Obtained{std::move(headers), {}};
}

// What a program said that obtains credentials, which must not be shown, or why it did not.
Result<std::string> said(const std::string& program, Result<HostCommandResult> result) {
  if (!result) return fail(std::move(result).error());
  if (result->exit_code == 0) return std::move(result->standard_output);
  std::string why = program + " exited with " + std::to_string(result->exit_code);
  if (!result->standard_error.empty()) why += ": " + printable(trim(result->standard_error).substr(0, 1000));
  return fail(ErrorCode::kUnavailable, why);
}

Obtained token_of(const std::string& command) {
  TRY_ASSIGN(text, said("--token-command", os::run_command({.argv = {"/bin/sh", "-c", command}}, nullptr)));
  TRY_ASSIGN_IN("--token-command", headers, reapi::bearer(text));
  return Credentials::Obtained{std::move(headers), {}};
}

Obtained answer_of(const std::string& helper, const std::string& target) {
  TRY_ASSIGN(text, said(helper, os::ask_program(helper, "get", reapi::helper_request(target))));
  TRY_ASSIGN_IN(helper, answer, reapi::parse_helper_answer(text));
  return Credentials::Obtained{std::move(answer.headers), answer.expires};
}

// None if nothing is shown.
Credentials::Obtain obtain(const Identity& identity, const std::string& target) {
  if (!identity.token_file.empty()) return [path = identity.token_file] { return token_in(path); };
  if (!identity.token_command.empty()) return [command = identity.token_command] { return token_of(command); };
  if (identity.credential_helper.empty()) return {};
  return [helper = identity.credential_helper, target] { return answer_of(helper, target); };
}

// For as long as connections show it.
struct Shown {
  Shown(Credentials::Obtain obtain, std::chrono::seconds keep) : credentials(std::move(obtain), keep, clock) {}
  SystemClock clock;
  Credentials credentials;
};

reapi::RpcResult<reapi::RpcHeaders> headers_of(Shown& shown) {
  auto headers = shown.credentials.get();
  if (headers) return std::move(*headers);
  return tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kUnauthenticated, headers.error().message(), {}});
}

}  // namespace

bool Identity::proves() const {
  return !client_certificate.empty() || !token_file.empty() || !token_command.empty() || !credential_helper.empty();
}

Result<Identity> identity_of(const config::Settings& settings) {
  Identity identity{.certificate_authorities = settings.tls_ca.value_or(""),
                    .client_certificate = settings.client_certificate.value_or(""),
                    .client_key = settings.client_key.value_or(""),
                    .token_file = settings.token_file.value_or(""),
                    .token_command = settings.token_command.value_or(""),
                    .credential_helper = settings.credential_helper.value_or("")};
  if (identity.client_certificate.empty() != identity.client_key.empty()) {
    return invalid("--client-certificate and --client-key go together");
  }
  const auto tokens = {!identity.token_file.empty(), !identity.token_command.empty(),
                       !identity.credential_helper.empty()};
  if (std::ranges::count(tokens, true) > 1) {
    return invalid("only one of --token-file, --token-command and --credential-helper can say who calls");
  }
  return identity;
}

Status check_identity(const config::Settings& settings, const Identity& identity,
                      const std::vector<reapi::RemoteAddress>& servers) {
  const bool in_tls = std::ranges::any_of(servers, &reapi::RemoteAddress::tls);
  if (!identity.proves() || in_tls) return {};
  for (const char* name : kProofs) {
    const auto origin = settings.origins.find(name);
    if (origin == settings.origins.end() || !origin->second.starts_with("--")) continue;
    return invalid(origin->second + ": who calls is only told in TLS: write a grpcs:// address");
  }
  return {};
}

reapi::RpcIdentity rpc_identity(const Identity& identity, const reapi::RemoteAddress& server) {
  if (!server.tls) return {};
  reapi::RpcIdentity made{.certificate_authorities = identity.certificate_authorities,
                          .client_certificate = identity.client_certificate,
                          .client_key = identity.client_key,
                          .headers = {}};
  if (auto from = obtain(identity, server.target)) {
    const auto keep = identity.token_file.empty() ? kKeepAnswer : kKeepFile;
    made.headers = [shown = std::make_shared<Shown>(std::move(from), keep)] { return headers_of(*shown); };
  }
  return made;
}

}  // namespace maelstrom::cli
