// Talks to one endpoint about one repository: who we are, where it sends us, and what it cannot do just now.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "registry/auth_file.h"
#include "registry/challenge.h"
#include "registry/http.h"
#include "registry/registries_conf.h"

namespace maelstrom::registry {

struct EndpointOptions {
  Endpoint endpoint;
  std::function<Result<std::optional<Login>>()> login;                      // asked for when the endpoint wants one
  std::function<Result<std::string>(const std::string& host)> authorities;  // PEM of a host; see HttpRequest
  // Lets time pass between two attempts. Errors: Interrupted.
  std::function<Status(std::chrono::milliseconds)> wait;
};

// What a request is for: a content, of which some may be there already.
class Download : public HttpBody {
 public:
  virtual std::uint64_t have() const = 0;  // bytes; the next request asks for what follows
};

// Source: OCI distribution-spec v1.1; Docker's "Token Authentication Specification". Safe to use from several threads.
class EndpointClient {
 public:
  EndpointClient(Http& http, EndpointOptions options) : http_(http), options_(std::move(options)) {}

  // Gets "/v2/REPOSITORY/" + `path` into `download`, which sees answers with status 200 and 206 only.
  //
  // The login goes to the endpoint and to the server of tokens that it names, and not to where it redirects. A
  // connection that breaks, 429 and 5xx are tried again, up to 5 times without progress; then with `Retry-After`'s
  // patience. Errors: NotFound for 404; Denied for 401 and 403, with what to do; Unavailable; Interrupted; those of
  // `download`.
  Result<HttpAnswer> get(const std::string& path, const std::vector<std::string>& headers, Download& download);

  const Endpoint& endpoint() const { return options_.endpoint; }

 private:
  struct Trouble {
    Error error;
    bool again = false;                         // it may be better in a while
    std::optional<std::chrono::seconds> after;  // how long that is, if somebody said
  };
  template <typename T>
  using Outcome = tl::expected<T, Trouble>;

  Outcome<HttpAnswer> exchange(const std::string& path, const std::vector<std::string>& headers, Download& download);
  Outcome<HttpAnswer> send(HttpRequest request, HttpBody& body);
  Outcome<void> authorize(const HttpAnswer& answer, const std::string& sent);
  Outcome<std::string> authorization(const std::vector<Challenge>& challenges);
  Outcome<std::string> token(const Challenge& challenge, const std::optional<Login>& login);
  Trouble refusal(const HttpAnswer& answer, const std::string& text) const;
  Error wants_login(const std::optional<Login>& login) const;
  std::string origin() const;
  std::string authorization_now() const;
  bool may_speak_plainly(const std::string& url) const;

  Http& http_;
  const EndpointOptions options_;
  mutable std::mutex mutex_;
  std::string authorization_;  // the value that is sent; empty: none
  bool plain_ = false;         // plain HTTP is what it speaks
};

}  // namespace maelstrom::registry
