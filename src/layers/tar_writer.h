// A tar of plain files, written as it grows.
//
// Modes, owners and times are constants, so equal files give equal bytes. libarchive is not asked: what it needs to
// write would bring an XML library with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::layers {

class TarWriter {
 public:
  // Writes to `fd`, which stays open longer and is called `path` in errors.
  TarWriter(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  // `name`: at most 100 bytes. `bytes`: less than 8 GiB. Errors: of write(2), with the path; Invalid for what is
  // longer.
  Status add(std::string_view name, std::string_view bytes);
  // Comes last: what was not finished is no whole archive.
  Status finish();

 private:
  int fd_;
  std::string path_;
};

}  // namespace maelstrom::layers
