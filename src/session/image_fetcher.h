// The images of a run: each is got once, beside the loop and beside its preparations.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "config/resolve_containers.h"
#include "layers/image_import.h"
#include "session/job_loop.h"
#include "session/ports.h"

namespace maelstrom::session {

// Used by the loop's thread.
class ImageFetcher {
 public:
  using Image = Result<layers::ImportedImage>;
  using Use = std::function<void(const Image&)>;

  // Both outlive this object. Warnings go to the observer of `ports`, once for each image.
  ImageFetcher(const Ports& ports, JobLoop& loop) : ports_(ports), loop_(loop) {}

  // Calls `use` once the image that `name` stands for is there or cannot be had: at once if that is known.
  // What is there stays in the store as long as this object lives.
  void with(const std::string& name, Use use);

 private:
  struct Fetched {
    std::optional<Image> image;
    std::vector<Use> waiting;
  };
  void finish(const std::string& name, Image image);

  const Ports& ports_;
  JobLoop& loop_;
  std::unordered_map<std::string, Fetched> fetched_;
};

// Takes from `image` what `container`, which names it, uses of it. Gives the layer that stands below those of the
// container; none if its layers are not used. Errors: that `image` is, those of settle_image(); both say where the
// image was declared, and are Invalid where it is not there or not to be had.
Result<std::optional<Digest>> take_image(config::ResolvedContainer& container, const ImageFetcher::Image& image,
                                         const config::Lookup& client_environment);

}  // namespace maelstrom::session
