// HTTP as a port: one request, one answer; who may see a password is decided above it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace maelstrom::registry {

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers;     // "Name: value"
  std::string form;                     // if not empty, a POST of it as application/x-www-form-urlencoded
  std::uint64_t from = 0;               // the first byte that is wanted: a Range if it is not 0
  std::string certificate_authorities;  // PEM; trusted beside the system's
  bool accept_invalid_certificates = false;
};

struct HttpAnswer {
  int status = 0;
  std::string redirect;                                      // absolute, of a 3xx
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case

  // The first header `name` (lower case); empty if there is none.
  std::string_view header(std::string_view name) const;
};

// Where an answer's content goes.
class HttpBody {
 public:
  virtual ~HttpBody() = default;
  virtual Status begin(int status) = 0;             // before the first byte; an error ends the transfer
  virtual Status take(std::string_view bytes) = 0;  // an error ends the transfer
};

enum class HttpFault : std::uint8_t {
  kNoConnection,  // nobody answers, or not in TLS
  kCertificate,   // whoever answers cannot prove who it is
  kBroken,        // too slow, or the connection was dropped
  kBody,          // HttpBody wanted no more
  kCancelled,     // HttpOptions::cancelled
};

struct HttpFailure {
  HttpFault fault;
  Error error;
};

// Safe to use from several threads.
class Http {
 public:
  virtual ~Http() = default;
  // Redirects are not followed.
  virtual tl::expected<HttpAnswer, HttpFailure> send(const HttpRequest& request, HttpBody& body) = 0;
};

struct HttpOptions {
  bool accept_invalid_certificates = false;
  std::string certificate_authorities;  // a PEM file; empty: $SSL_CERT_FILE, else the system's
  std::chrono::seconds connect_timeout{20};
  std::chrono::seconds stall_timeout{30};  // this long below 1 KiB/s
  // Once it is true, all transfers end. Lives longer than what it is given to.
  const std::atomic<bool>* cancelled = nullptr;
};

}  // namespace maelstrom::registry
