// The port of registry/http.h through libcurl: the content of maelstrom-registry.so.
#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>

#include "base/strings.h"
#include "registry/http.h"
#include "registry/http_module.h"

namespace maelstrom::registry {
namespace {

// One file for each authority, named by its hash: it can stand beside a bundle. Source: openssl-rehash(1).
constexpr const char* kSystemAuthorities = "/etc/ssl/certs";

struct FreeEasy {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using List = std::unique_ptr<curl_slist, FreeList>;

// One request on its way.
struct Exchange {
  CURL* easy;
  HttpBody& body;
  HttpAnswer answer;
  bool begun = false;
  std::optional<Error> refused;  // why the body wanted no more

  bool accept(const Status& status) {
    if (!status) refused = status.error();
    return status.has_value();
  }
  bool begin() {
    if (std::exchange(begun, true)) return true;
    long status = 0;
    ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return accept(body.begin(answer.status));
  }
};

std::size_t on_header(const char* bytes, std::size_t /*one*/, std::size_t length, void* user) {
  constexpr std::size_t kMostHeaders = 1000;
  auto& exchange = *static_cast<Exchange*>(user);
  const std::string_view line = trim({bytes, length});
  if (line.starts_with("HTTP/")) exchange.answer.headers.clear();  // of a 1xx or a proxy's before it
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return length;
  if (exchange.answer.headers.size() == kMostHeaders) return 0;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  exchange.answer.headers.emplace_back(std::move(name), trim(line.substr(colon + 1)));
  return length;
}

// Asked about once a second, and whenever something comes; not 0 ends the transfer.
int on_progress(void* user, curl_off_t /*total*/, curl_off_t /*now*/, curl_off_t /*up_total*/, curl_off_t /*up*/) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

std::size_t on_body(const char* bytes, std::size_t /*one*/, std::size_t length, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (!exchange.begin()) return length + 1;  // not `length`: the transfer ends
  return exchange.accept(exchange.body.take({bytes, length})) ? length : length + 1;
}

HttpFault fault_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_SSL_CONNECT_ERROR:
      return HttpFault::kNoConnection;
    case CURLE_ABORTED_BY_CALLBACK:
      return HttpFault::kCancelled;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return HttpFault::kCertificate;
    default:
      return HttpFault::kBroken;
  }
}

class CurlHttp final : public Http {
 public:
  explicit CurlHttp(HttpOptions options) : options_(std::move(options)) {
    if (options_.certificate_authorities.empty()) {
      if (const char* file = std::getenv("SSL_CERT_FILE")) options_.certificate_authorities = file;
    }
  }

  tl::expected<HttpAnswer, HttpFailure> send(const HttpRequest& request, HttpBody& body) override {
    Easy easy = take();
    if (!easy) return failure(HttpFault::kBroken, ErrorCode::kExhausted, "libcurl cannot start");
    Exchange exchange{easy.get(), body};
    const List headers = headers_of(request);
    char reason[CURL_ERROR_SIZE] = "";
    prepare(easy.get(), request, exchange);
    ::curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    ::curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, reason);
    const CURLcode code = ::curl_easy_perform(easy.get());
    ::curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, nullptr);
    if (exchange.refused) return tl::unexpected(HttpFailure{HttpFault::kBody, *exchange.refused});
    if (code == CURLE_ABORTED_BY_CALLBACK)
      return failure(HttpFault::kCancelled, ErrorCode::kInterrupted, "interrupted");
    if (code != CURLE_OK) {
      return failure(fault_of(code), ErrorCode::kUnavailable, *reason != '\0' ? reason : ::curl_easy_strerror(code));
    }
    if (!exchange.begin()) return tl::unexpected(HttpFailure{HttpFault::kBody, *exchange.refused});
    const char* redirect = nullptr;
    ::curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &redirect);
    if (redirect != nullptr) exchange.answer.redirect = redirect;
    give_back(std::move(easy));
    return std::move(exchange.answer);
  }

 private:
  static tl::unexpected<HttpFailure> failure(HttpFault fault, ErrorCode code, std::string message) {
    return tl::unexpected(HttpFailure{fault, Error(code, std::move(message))});
  }

  static List headers_of(const HttpRequest& request) {
    List list;
    for (const auto& header : request.headers) {
      if (curl_slist* longer = ::curl_slist_append(list.get(), header.c_str())) {
        list.release();  // NOLINT(bugprone-unused-return-value): `longer` begins with it
        list.reset(longer);
      }
    }
    return list;
  }

  void prepare(CURL* easy, const HttpRequest& request, Exchange& exchange) const {
    ::curl_easy_reset(easy);
    ::curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
    ::curl_easy_setopt(easy, CURLOPT_USERAGENT, "maelstrom");
    ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connect_timeout.count()));
    ::curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1024L);
    ::curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout.count()));
    ::curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    ::curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    if (!request.form.empty()) ::curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request.form.c_str());
    if (request.from > 0) ::curl_easy_setopt(easy, CURLOPT_RANGE, (std::to_string(request.from) + "-").c_str());
    if (!options_.certificate_authorities.empty()) {
      ::curl_easy_setopt(easy, CURLOPT_CAINFO, options_.certificate_authorities.c_str());
    }
    if (!request.certificate_authorities.empty()) {
      curl_blob pem{const_cast<char*>(request.certificate_authorities.data()), request.certificate_authorities.size(),
                    CURL_BLOB_COPY};
      ::curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &pem);
      ::curl_easy_setopt(easy, CURLOPT_CAPATH, kSystemAuthorities);
    }
    if (options_.cancelled != nullptr) {
      ::curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
      ::curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
      ::curl_easy_setopt(easy, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(options_.cancelled));
    }
    if (options_.accept_invalid_certificates || request.accept_invalid_certificates) {
      ::curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
      ::curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
  }

  // A handle keeps its connection: the next request on it need not shake hands again.
  Easy take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return Easy(::curl_easy_init());
    Easy easy = std::move(idle_.back());
    idle_.pop_back();
    return easy;
  }
  void give_back(Easy easy) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(easy));
  }

  HttpOptions options_;
  std::mutex mutex_;
  std::vector<Easy> idle_;
};

}  // namespace
}  // namespace maelstrom::registry

extern "C" maelstrom::registry::Http* maelstrom_registry_http(const maelstrom::registry::HttpOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] { ::curl_global_init(CURL_GLOBAL_DEFAULT); });
  return std::make_unique<maelstrom::registry::CurlHttp>(options).release();
}
