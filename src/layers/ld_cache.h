// The cache of the dynamic loader: which file a library's name stands for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace maelstrom::layers {

// Source: glibc 2.36, sysdeps/generic/dl-cache.h: "glibc-ld.so.cache1.1", alone or behind the older
// "ld.so-1.7.0" (whose own entries nobody reads any more). Both byte orders.
class LdCache {
 public:
  // Errors: Invalid if the bytes are no such cache.
  static Result<LdCache> parse(std::string_view bytes);

  // The files for `name`, in the order in which the loader tries them, whatever their architecture.
  //
  // Entries for some processors only (glibc-hwcaps and the older hwcap bits) are left out: a layer
  // must not depend on the machine that it is built on, and where they stand inside, the loader there
  // finds them by itself.
  std::vector<std::string> find(std::string_view name) const;

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string name;
    std::string path;
  };
  std::vector<Entry> entries_;  // in the order of the cache
};

}  // namespace maelstrom::layers
