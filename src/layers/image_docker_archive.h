// An image as `docker save` writes it: a tar with a manifest.json that knows no digests.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "layers/image_files.h"
#include "layers/image_source.h"

namespace maelstrom::layers {

// Makes the manifest that the archive lacks. Source: containers-transports(5), "docker-archive"; the Docker image
// specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
class DockerArchiveSource final : public ImageSource {
 public:
  // `name` is one of the image's names, "alpine:3.19"; empty if the archive holds only one image.
  DockerArchiveSource(std::unique_ptr<ImageFiles> files, std::string name)
      : files_(std::move(files)), name_(std::move(name)) {}

  Result<BlobDescriptor> resolve() override;
  Result<std::string> manifest(const BlobDescriptor& descriptor) override;
  Result<std::string> config(const BlobDescriptor& descriptor) override;
  Result<os::Fd> layer(const BlobDescriptor& descriptor) override;

 private:
  Result<Digest> digest_of_file(const std::string& name);

  std::unique_ptr<ImageFiles> files_;
  std::string name_;
  std::string manifest_;
  std::string config_;
  std::map<Digest, std::string> layers_;  // → the name in the archive
};

}  // namespace maelstrom::layers
