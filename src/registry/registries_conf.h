// Which hosts serve a registry's images: containers-registries.conf(5), version 2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/auth_file.h"

namespace maelstrom::registry {

// One place that may serve a repository.
struct Endpoint {
  std::string host;        // with port, as in a URL: "registry-1.docker.io"
  std::string repository;  // "library/alpine"
  bool plain = false;      // plain HTTP is allowed: it is this machine, or the file says that the host is insecure
  bool insecure = false;   // and so are certificates of anybody
  bool operator==(const Endpoint&) const = default;
};

class RegistriesConf {
 public:
  // Adds what `text`, the content of `file`, says; of two entries for one prefix the one added last counts.
  // Errors: Invalid, with file, line and column.
  Status add(std::string_view text, const std::string& file);

  // Where to ask for `repository`, in this order: mirrors first. Errors: Invalid if the file blocks it.
  Result<std::vector<Endpoint>> endpoints(const ImageRepository& repository) const;

 private:
  struct Location {
    std::string location;  // "host:port/path", in the place of the prefix
    bool insecure = false;
  };
  struct Entry {
    std::string prefix;
    Location own;
    bool blocked = false;
    std::vector<Location> mirrors;
    std::string file;
  };
  const Entry* find(const std::string& name) const;

  std::vector<Entry> entries_;
};

}  // namespace maelstrom::registry
