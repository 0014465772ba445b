// For tests: servers that are functions.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "registry/http.h"
#include "registry/url.h"

namespace maelstrom::registry {

struct FakeAnswer {
  int status = 200;
  std::string content;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string redirect;
  bool breaks = false;  // after the content
};

class FakeHttp final : public Http {
 public:
  using Server = std::function<FakeAnswer(const HttpRequest&)>;

  tl::expected<HttpAnswer, HttpFailure> send(const HttpRequest& request, HttpBody& body) override {
    const std::lock_guard lock(mutex_);
    asked.push_back(request);
    const auto server = servers.find(origin_of(request.url));
    if (server == servers.end()) return failure(HttpFault::kNoConnection, "nobody answers");
    const FakeAnswer answer = server->second(request);
    if (auto begun = body.begin(answer.status); !begun) return failure(HttpFault::kBody, begun.error().message());
    for (std::size_t at = 0; at < answer.content.size(); at += kPiece) {
      const auto taken = body.take(std::string_view(answer.content).substr(at, kPiece));
      if (!taken) return failure(HttpFault::kBody, taken.error().message());
    }
    if (answer.breaks) return failure(HttpFault::kBroken, "the connection was dropped");
    return HttpAnswer{answer.status, answer.redirect, answer.headers};
  }

  // "GET https://host/path", "POST …", of each request.
  std::vector<std::string> urls() const {
    std::vector<std::string> urls;
    for (const auto& request : asked) urls.push_back((request.form.empty() ? "GET " : "POST ") + request.url);
    return urls;
  }

  std::map<std::string, Server> servers;  // by origin
  std::vector<HttpRequest> asked;

 private:
  static constexpr std::size_t kPiece = 1000;
  static tl::unexpected<HttpFailure> failure(HttpFault fault, std::string message) {
    return tl::unexpected(HttpFailure{fault, Error(ErrorCode::kUnavailable, std::move(message))});
  }
  std::mutex mutex_;
};

// The value of the request's header `name`; empty if it has none.
inline std::string header_of(const HttpRequest& request, const std::string& name) {
  for (const auto& header : request.headers) {
    if (header.starts_with(name + ": ")) return header.substr(name.size() + 2);
  }
  return {};
}

// What is asked for behind the origin.
inline std::string path_of(const HttpRequest& request) { return request.url.substr(request.url.find('/', 8)); }

}  // namespace maelstrom::registry
