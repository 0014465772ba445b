// A blob on its way: in a file that the next attempt, or the next program, goes on with.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "core/digest.h"
#include "os/fd.h"
#include "registry/registry_source.h"

namespace maelstrom::registry {

class BlobDownload {
 public:
  using Progress = std::function<void(const LayerProgress&)>;
  struct Depot {
    const std::string& directory;
    const Progress& progress;
    const std::function<Status(std::chrono::milliseconds)>& wait;
  };

  // Takes what is in `depot` of the blob already. Waits while another program downloads it. Errors: of `depot.wait`.
  static Result<BlobDownload> open(const Depot& depot, const Digest& digest);
  BlobDownload(BlobDownload&&) noexcept;
  BlobDownload& operator=(BlobDownload&&) noexcept;
  ~BlobDownload();

  // Has `get` fetch what is missing. What comes is checked against the digest; of an earlier attempt that turns out to
  // be wrong, everything is fetched once more. Errors: those of `get`; Invalid for more, fewer or other bytes.
  Status fetch(const std::function<Status(Download&)>& get);

  // The whole blob, from its first byte. The file is no longer in the depot.
  Result<os::Fd> finish();

 private:
  class File;
  explicit BlobDownload(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

}  // namespace maelstrom::registry
