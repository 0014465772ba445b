#include "reapi/remote_address.h"

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::reapi {
namespace {

Error no_address(std::string_view text, std::string_view why) {
  return {ErrorCode::kInvalid, "\"" + printable(text) + "\" " + std::string(why) +
                                   "; an address is grpc://HOST:PORT or grpcs://HOST:PORT, and /INSTANCE after it"};
}

// What stands behind the host: empty, or ":" and a number.
bool is_port(std::string_view text) {
  if (text.empty()) return true;
  const auto number = parse_unsigned(text.substr(1));
  return text.front() == ':' && number && *number > 0 && *number <= 65535;
}

// Where the host ends; an IPv6 address stands in brackets.
std::size_t end_of_host(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    return close == std::string_view::npos ? 0 : close + 1;
  }
  return std::min(authority.find(':'), authority.size());
}

}  // namespace

std::string to_string(const RemoteAddress& address) {
  return (address.tls ? "grpcs://" : "grpc://") + address.target +
         (address.instance.empty() ? "" : "/" + address.instance);
}

Result<RemoteAddress> parse_remote_address(std::string_view text) {
  RemoteAddress address;
  std::string_view rest = text;
  if (rest.starts_with("grpcs://")) {
    address.tls = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("grpc://")) {
    rest.remove_prefix(7);
  } else {
    return fail(no_address(text, "begins with no grpc:// or grpcs://"));
  }
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  address.instance = rest.substr(std::min(slash + 1, rest.size()));
  if (address.instance.ends_with('/')) address.instance.pop_back();
  const std::size_t end = authority.empty() ? 0 : end_of_host(authority);
  if (end == 0) return fail(no_address(text, "names no host"));
  if (authority.find_first_of(" \t\n@?#") != std::string_view::npos) return fail(no_address(text, "is malformed"));
  if (!is_port(authority.substr(end))) return fail(no_address(text, "has no port behind its host"));
  address.target = authority;
  if (end == authority.size()) address.target += address.tls ? ":443" : ":80";
  return address;
}

}  // namespace maelstrom::reapi
