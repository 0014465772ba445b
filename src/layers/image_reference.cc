#include "layers/image_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

constexpr std::string_view kDocker = "docker://";
constexpr std::string_view kDockerHub = "docker.io";
constexpr std::size_t kNameLimit = 255;
constexpr std::size_t kTagLimit = 128;

struct PathTransport {
  std::string_view prefix;
  ImageTransport transport;
};
constexpr PathTransport kPathTransports[] = {
    {"oci:", ImageTransport::kLayout},
    {"oci-archive:", ImageTransport::kOciArchive},
    {"docker-archive:", ImageTransport::kDockerArchive},
};

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Letters and digits, parted by ".", "_", "__" or any number of "-".
bool is_component(std::string_view text) {
  if (text.empty() || !is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && !is_lower_or_digit(text[end])) ++end;
    const std::string_view separator = text.substr(i, end - i);
    const bool dashes = separator.find_first_not_of('-') == std::string_view::npos;
    if (!dashes && separator != "." && separator != "_" && separator != "__") return false;
    i = end;
    while (i < text.size() && is_lower_or_digit(text[i])) ++i;
  }
  return true;
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= kTagLimit && is_word(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_sha256(std::string_view text) {
  constexpr std::string_view kAlgorithm = "sha256:";
  return text.starts_with(kAlgorithm) && text.size() == kAlgorithm.size() + 64 &&
         text.find_first_not_of("0123456789abcdef", kAlgorithm.size()) == std::string_view::npos;
}

// A host's name or address, with or without a port.
bool is_registry(std::string_view text) {
  const auto colon = text.starts_with('[') ? text.find(':', text.find(']')) : text.find(':');
  if (colon != std::string_view::npos) {
    const auto port = parse_unsigned(text.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535) return false;
    text = text.substr(0, colon);
  }
  if (text.starts_with('[')) {
    return text.ends_with(']') && text.size() > 2 &&
           text.substr(1, text.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  }
  return !text.empty() && text.front() != '-' && text.front() != '.' &&
         std::ranges::all_of(text, [](char c) { return (is_word(c) && c != '_') || c == '-' || c == '.'; });
}

tl::unexpected<Error> wrong(std::string_view text, std::string_view why) {
  return invalid(fmt::format("the image \"{}\": {}", printable(text), why));
}

Result<ImageReference> parse_registry_reference(std::string_view text) {
  std::string_view rest = text.substr(kDocker.size());
  ImageReference reference;
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    reference.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_sha256(reference.digest))
      return wrong(text, "a digest is \"sha256:\" and 64 lower-case hexadecimal digits");
  }
  const auto slash = rest.rfind('/');
  const auto colon = rest.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    reference.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(reference.tag)) {
      return wrong(text,
                   "a tag is up to 128 letters, digits, \"_\", \".\" and \"-\", and begins with none of the last two");
    }
  }
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = "latest";
  reference.written = rest;
  reference.registry = kDockerHub;
  const auto first = rest.substr(0, rest.find('/'));
  if (first.size() < rest.size() && (first.find_first_of(".:") != std::string_view::npos || first == "localhost")) {
    if (!is_registry(first))
      return wrong(text, fmt::format("\"{}\" is no host with or without a port", printable(first)));
    reference.registry = first == "index.docker.io" ? kDockerHub : first;
    rest.remove_prefix(first.size() + 1);
  }
  for (const std::string_view component : split(rest, '/')) {
    if (is_component(component)) continue;
    return wrong(text,
                 "a name is of lower-case letters and digits, parted by \".\", \"_\", \"-\" or \"/\", as in "
                 "docker://registry.example:5000/team/app:1.2");
  }
  reference.name = rest;
  if (reference.registry == kDockerHub && rest.find('/') == std::string_view::npos)
    reference.name = "library/" + reference.name;
  if (reference.name.size() > kNameLimit) return wrong(text, "a name has at most 255 characters");
  return reference;
}

}  // namespace

std::string ImageReference::to_string() const {
  if (transport != ImageTransport::kRegistry) {
    std::string text;
    for (const auto& [prefix, kind] : kPathTransports) {
      if (kind == transport) text = prefix;
    }
    return text + name + (tag.empty() ? "" : ":" + tag);
  }
  return std::string(kDocker) + registry + "/" + name + (tag.empty() ? "" : ":" + tag) +
         (digest.empty() ? "" : "@" + digest);
}

Result<ImageReference> parse_image_reference(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return wrong(text, "it holds a NUL");
  if (text.starts_with(kDocker)) return parse_registry_reference(text);
  for (const auto& [prefix, transport] : kPathTransports) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view rest = text.substr(prefix.size());
    const auto colon = rest.find(':');
    ImageReference reference{.transport = transport, .name = std::string(rest.substr(0, colon))};
    if (colon != std::string_view::npos) reference.tag = rest.substr(colon + 1);
    if (reference.name.empty()) return wrong(text, fmt::format("the path after \"{}\" is missing", prefix));
    if (colon != std::string_view::npos && reference.tag.empty())
      return wrong(text, "nothing stands after the last \":\"");
    return reference;
  }
  return wrong(text,
               "it is written docker://NAME[:TAG], oci:PATH[:REF], oci-archive:PATH[:REF] or "
               "docker-archive:PATH[:NAME]");
}

}  // namespace maelstrom::layers
