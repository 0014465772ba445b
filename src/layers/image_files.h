// The files that an image on disk is made of: in a directory, or in an archive.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "core/digest.h"
#include "os/fd.h"
#include "store/store.h"

namespace maelstrom::layers {

// Names are relative: "blobs/sha256/…".
class ImageFiles {
 public:
  virtual ~ImageFiles() = default;

  struct OpenFile {
    os::Fd fd;  // stands at its first byte; more may follow its last one
    std::uint64_t size = 0;
  };
  // Errors: NotFound; Invalid for what is no file.
  virtual Result<OpenFile> open(const std::string& name) = 0;

  // Errors: those of open(); Invalid if it has more than `limit` bytes.
  Result<std::string> read(const std::string& name, std::uint64_t limit);
};

class DirectoryFiles final : public ImageFiles {
 public:
  explicit DirectoryFiles(std::string directory) : directory_(std::move(directory)) {}
  Result<OpenFile> open(const std::string& name) override;

 private:
  std::string directory_;
};

// A tar, compressed or not, whose files are copied at once into a file without a name.
class ArchiveFiles final : public ImageFiles {
 public:
  // The copy lies in `scratch`, a directory. Errors: of the archive, with its path; Interrupted if `store`, which the
  // files are for, is given up.
  static Result<std::unique_ptr<ArchiveFiles>> unpack(const std::string& archive, const std::string& scratch,
                                                      const store::Store& store);
  Result<OpenFile> open(const std::string& name) override;

 private:
  struct Range {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  explicit ArchiveFiles(os::Fd copy) : copy_(std::move(copy)) {}
  Status fill(const std::string& archive, const store::Store& store);

  os::Fd copy_;
  std::map<std::string, Range> files_;
  std::map<std::string, std::string> links_;  // to the path that each means
};

}  // namespace maelstrom::layers
