// Programs that know what to show to a server: Bazel's credential helpers.
//
// HELPER get reads {"uri": …} and writes {"headers": {name: [value, …]}, "expires": RFC 3339}.
// Source: EngFlow/credential-helper-spec, spec.md.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "reapi/rpc.h"

namespace maelstrom::reapi {

struct HelperAnswer {
  RpcHeaders headers;
  std::optional<std::chrono::system_clock::time_point> expires;
};

// What a helper is asked for a server at `target`, "host:port", in TLS.
std::string helper_request(const std::string& target);

// Errors: Invalid, without a word of the answer, which may hold secrets.
Result<HelperAnswer> parse_helper_answer(std::string_view text);

// "Bearer TOKEN", as the header `authorization`. Errors: Invalid if `text`, but for the white space around it, is no
// token. Source: RFC 6750, section 2.1.
Result<RpcHeaders> bearer(std::string_view text);

}  // namespace maelstrom::reapi
