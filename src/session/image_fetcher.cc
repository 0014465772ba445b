#include "session/image_fetcher.h"

#include <fmt/format.h>

#include <utility>

namespace maelstrom::session {
namespace {

// That an image is not to be had is a mistake of who names it; that a registry does not answer is none.
Error of_image(const Error& error, const Origin& origin) {
  const bool absent = error.code() == ErrorCode::kNotFound || error.code() == ErrorCode::kDenied;
  return {absent ? ErrorCode::kInvalid : error.code(), fmt::format("{}: {}", origin.to_string(), error.message())};
}

}  // namespace

void ImageFetcher::with(const std::string& name, Use use) {
  Fetched& fetched = fetched_[name];
  if (fetched.image) return use(*fetched.image);
  fetched.waiting.push_back(std::move(use));
  if (fetched.waiting.size() > 1) return;
  loop_.fetch([this, name]() -> Preparer::Continuation {
    auto image = ports_.import_image(name);
    return [this, name, image = std::move(image)] { finish(name, image); };
  });
}

void ImageFetcher::finish(const std::string& name, Image image) {
  Fetched& fetched = fetched_.at(name);
  fetched.image = std::move(image);
  if (*fetched.image) {
    for (const std::string& warning : (*fetched.image)->warnings) {
      ports_.observer.on(Notice{Notice::Kind::kWarning, warning});
    }
  }
  for (const Use& use : std::exchange(fetched.waiting, {})) use(*fetched.image);
}

Result<std::optional<Digest>> take_image(config::ResolvedContainer& container, const ImageFetcher::Image& image,
                                         const config::Lookup& client_environment) {
  if (!image) return fail(of_image(image.error(), container.origins.image.value_or(Origin{})));
  TRY(config::settle_image(container, {image->config.environment, image->config.working_directory},
                           client_environment));
  return container.spec.image->layers ? std::optional(image->layer) : std::nullopt;
}

}  // namespace maelstrom::session
