// An image of a registry: where layers/image_import.h gets its parts from.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "layers/image_source.h"
#include "registry/endpoint_client.h"

namespace maelstrom::registry {

// Some more of a layer has come.
struct LayerProgress {
  Digest layer;
  std::uint64_t received = 0;  // bytes, of layer.size
};

struct RegistryImage {
  std::string tag;     // what resolve() asks for; only where there is no digest
  std::string digest;  // "sha256:…"
  std::string depot;   // a directory, made if it is not there: half of a layer waits in it for the next attempt
  std::function<void(const LayerProgress&)> progress;     // called from several threads; may be empty
  std::function<Status(std::chrono::milliseconds)> wait;  // see EndpointOptions
};

class RegistrySource final : public layers::ImageSource {
 public:
  // Asks the first of `endpoints` that has what is wanted.
  RegistrySource(std::vector<std::unique_ptr<EndpointClient>> endpoints, RegistryImage image)
      : endpoints_(std::move(endpoints)), image_(std::move(image)) {}

  Result<layers::BlobDescriptor> resolve() override;
  Result<std::string> manifest(const layers::BlobDescriptor& descriptor) override;
  Result<std::string> config(const layers::BlobDescriptor& descriptor) override;
  Result<os::Fd> layer(const layers::BlobDescriptor& descriptor) override;

 private:
  struct Document {
    std::string text;
    std::string media_type;
    std::string digest;  // as the server says; often empty
  };
  Result<Document> document(EndpointClient& endpoint, const std::string& path, std::uint64_t limit);
  Result<std::string> checked_document(const std::string& path, const Digest& digest, std::uint64_t limit);
  template <typename Ask>
  auto first_that_has(const Ask& ask) -> decltype(ask(std::declval<EndpointClient&>()));

  std::vector<std::unique_ptr<EndpointClient>> endpoints_;
  RegistryImage image_;
  Document resolved_;  // the manifest that came with the answer of resolve()
};

}  // namespace maelstrom::registry
