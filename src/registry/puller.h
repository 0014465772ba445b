// `docker://`: from a reference to an image in the store.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "layers/image_import.h"
#include "layers/image_reference.h"
#include "registry/lazy_http.h"
#include "registry/registry_source.h"
#include "registry/settings_of_user.h"
#include "store/store.h"

namespace maelstrom::registry {

struct PullOptions {
  std::string project;  // the directory of the lock file
  std::string depot;    // see RegistryImage
  RegistryFiles files;
  LazyHttp::Open open_http;                               // called when a registry is first to be asked
  std::function<Status(std::chrono::milliseconds)> wait;  // see EndpointOptions
  std::function<void(const LayerProgress&)> progress;     // see RegistryImage
};

// Safe to use from several threads.
class Puller {
 public:
  Puller(store::Store& store, PullOptions options)
      : store_(store), options_(std::move(options)), http_(options_.open_http) {}

  // Gives the image that `reference` (of kRegistry) names. A tag is looked up once: then maelstrom-container-tags.lock
  // says what it is, until its line is deleted. What is locked and stored is given without asking anybody.
  // Errors: as layers::import_image() and EndpointClient::get(), with the reference in front; of the lock file.
  Result<layers::ImportedImage> pull(const layers::ImageReference& reference,
                                     const layers::ImportOptions& options = {});

 private:
  Result<layers::ImportedImage> pull_locked(const layers::ImageReference& reference,
                                            const layers::ImportOptions& options);
  Result<std::unique_ptr<RegistrySource>> open(const layers::ImageReference& reference, const std::string& digest);

  store::Store& store_;
  const PullOptions options_;
  LazyHttp http_;
};

}  // namespace maelstrom::registry
