// Where images come from: this machine or a registry.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "core/run_observer.h"
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
  const std::atomic<bool>* given_up = nullptr;  // once it is true, all downloads end
  registry::Variables environment;
};

// Safe to use from several threads.
class Images {
 public:
  Images(store::Store& store, ImageOptions options);

  // Gives the image that a container names, `docker://alpine`, `oci:path`. Errors: those of
  // registry::Puller::pull() and layers::import_from_disk(); Invalid for what is no reference.
  Result<layers::ImportedImage> get(const std::string& reference);

  // What has come since it was last asked, as a sentence; none if nothing has.
  std::optional<std::string> progress();

 private:
  Result<std::unique_ptr<registry::Http>> open_http() const;
  Status wait(std::chrono::milliseconds time) const;

  store::Store& store_;
  const ImageOptions options_;
  std::mutex mutex_;
  std::map<Digest, std::uint64_t> received_;
  bool told_ = true;
  registry::Puller puller_;
};

// To be called about 20 times a second: tells `observer` once a second what has come of `images`, if anything has, and
// calls `tick`, if there is one.
std::function<void()> telling(Images& images, RunObserver& observer, const Clock& clock, std::function<void()> tick);

}  // namespace maelstrom::cli
