// Where a server of the Remote Execution API is: "grpc://HOST[:PORT][/INSTANCE]", "grpcs://…" in TLS.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::reapi {

struct RemoteAddress {
  std::string target;    // "host:port"; the port is the scheme's, 80 or 443, if none is said
  std::string instance;  // REAPI's instance name: "a/b"; may be empty
  bool tls = false;
  bool operator==(const RemoteAddress&) const = default;
};

// As it is written.
std::string to_string(const RemoteAddress& address);

// Errors: Invalid, with what is expected.
Result<RemoteAddress> parse_remote_address(std::string_view text);

}  // namespace maelstrom::reapi
