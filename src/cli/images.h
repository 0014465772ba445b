// The images of a run: each is got once, from this machine or from a registry.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "layers/image_import.h"
#include "layers/image_reference.h"
#include "registry/puller.h"
#include "store/store.h"

namespace maelstrom::cli {

struct ImageOptions {
  std::string project;            // what relative paths start from, and where the lock file lies
  std::string depot;              // of what is half done
  std::string program_directory;  // where this program lies
  bool accept_invalid_certificates = false;
  registry::Variables environment;
};

// Safe to use from several threads.
class Images {
 public:
  Images(store::Store& store, ImageOptions options);

  // Gives the image that a container names, `docker://alpine`, `oci:path`; one gets it, the others wait.
  // Its tree stays in the store as long as this object lives. Errors: those of registry::Puller::pull() and
  // layers::import_from_disk(); Invalid for what is no reference.
  Result<layers::ImportedImage> get(const std::string& reference);

  // What has come since it was last asked, as a sentence; none if nothing has.
  std::optional<std::string> progress();
  // Ends what is being downloaded.
  void cancel() { cancelled_ = true; }

 private:
  using Future = std::shared_future<Result<layers::ImportedImage>>;
  Result<layers::ImportedImage> fetch(const std::string& reference);
  Result<std::unique_ptr<registry::Http>> open_http() const;
  Status wait(std::chrono::milliseconds time) const;

  store::Store& store_;
  const ImageOptions options_;
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::map<std::string, Future> images_;
  std::map<Digest, std::uint64_t> received_;
  bool told_ = true;
  registry::Puller puller_;
};

}  // namespace maelstrom::cli
