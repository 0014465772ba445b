// An image that lies in an OCI layout: a directory, or an archive of one.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "layers/image_files.h"
#include "layers/image_manifest.h"
#include "layers/image_source.h"

namespace maelstrom::layers {

// Source: OCI image-spec v1.1, image-layout.md.
class LayoutSource final : public ImageSource {
 public:
  // `name` is that of an image in the layout; empty if it holds only one.
  LayoutSource(std::unique_ptr<ImageFiles> files, std::string name, ImagePlatform platform)
      : files_(std::move(files)), name_(std::move(name)), platform_(std::move(platform)) {}

  Result<BlobDescriptor> resolve() override;
  Result<std::string> manifest(const BlobDescriptor& descriptor) override;
  Result<std::string> config(const BlobDescriptor& descriptor) override;
  Result<os::Fd> layer(const BlobDescriptor& descriptor) override;

 private:
  std::unique_ptr<ImageFiles> files_;
  std::string name_;
  ImagePlatform platform_;
};

}  // namespace maelstrom::layers
