// The little of URLs that registries need. Source: RFC 3986.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::registry {

// "https://host:5000" of "https://host:5000/v2/x?y", in lower case, without a port that is the scheme's own.
std::string origin_of(std::string_view url);
// "host:5000": what stands between "//" and the next slash, without a user.
std::string host_of(std::string_view url);
// Everything but letters, digits, "-", ".", "_" and "~" as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace maelstrom::registry
