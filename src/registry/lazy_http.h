// HTTP that is opened when it is first used: a run whose images are stored needs none.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "registry/http.h"

namespace maelstrom::registry {

class LazyHttp final : public Http {
 public:
  using Open = std::function<Result<std::unique_ptr<Http>>()>;
  explicit LazyHttp(Open open) : open_(std::move(open)) {}

  // That it cannot be opened is a fault of the kind that nobody tries again: kBody.
  tl::expected<HttpAnswer, HttpFailure> send(const HttpRequest& request, HttpBody& body) override;

 private:
  Result<Http*> opened();

  const Open open_;
  std::mutex mutex_;
  std::unique_ptr<Http> http_;
};

}  // namespace maelstrom::registry
