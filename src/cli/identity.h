// Who a server must be, and how a person or a worker proves to it who they are: what is said in settings, as what
// connections take.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "reapi/remote_address.h"
#include "reapi/rpc.h"

namespace maelstrom::cli {

// Paths are absolute; what is not said is empty.
struct Identity {
  std::string certificate_authorities;  // a PEM file
  std::string client_certificate;       // likewise
  std::string client_key;
  // At most one of these.
  std::string token_file;
  std::string token_command;      // of a shell
  std::string credential_helper;  // a program, or its name in PATH

  bool proves() const;
};

// Errors: Invalid where two settings contradict one another, or one needs another.
Result<Identity> identity_of(const config::Settings& settings);

// Errors: Invalid if the command line says who calls and none of the `servers` that are named is reached in TLS:
// nothing would be shown to any.
Status check_identity(const config::Settings& settings, const Identity& identity,
                      const std::vector<reapi::RemoteAddress>& servers);

// For the connections to one server, which share what is obtained. Nothing of it goes to one without TLS.
reapi::RpcIdentity rpc_identity(const Identity& identity, const reapi::RemoteAddress& server);

}  // namespace maelstrom::cli
