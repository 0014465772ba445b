#include "registry/lazy_http.h"

namespace maelstrom::registry {

tl::expected<HttpAnswer, HttpFailure> LazyHttp::send(const HttpRequest& request, HttpBody& body) {
  auto http = opened();
  if (!http) return tl::unexpected(HttpFailure{HttpFault::kBody, std::move(http).error()});
  return (*http)->send(request, body);
}

Result<Http*> LazyHttp::opened() {
  const std::lock_guard lock(mutex_);
  if (!http_) {
    TRY_ASSIGN(http, open_());
    http_ = std::move(http);
  }
  return http_.get();
}

}  // namespace maelstrom::registry
