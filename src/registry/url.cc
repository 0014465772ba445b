#include "registry/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace maelstrom::registry {

std::string host_of(std::string_view url) {
  const auto begin = url.find("//");
  if (begin == std::string_view::npos) return {};
  std::string_view host = url.substr(begin + 2);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  std::string lower(host);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string origin_of(std::string_view url) {
  std::string scheme(url.substr(0, url.find("//")));
  std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string host = host_of(url);
  const std::string_view usual = scheme == "https:" ? ":443" : ":80";
  if (host.ends_with(usual)) host.resize(host.size() - usual.size());
  return scheme + "//" + host;
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const unsigned char c : text) {
    const bool plain = (c < 0x80 && std::isalnum(c) != 0) || c == '-' || c == '.' || c == '_' || c == '~';
    encoded += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return encoded;
}

}  // namespace maelstrom::registry
