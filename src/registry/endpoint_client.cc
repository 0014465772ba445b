#include "registry/endpoint_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "registry/url.h"

namespace maelstrom::registry {
namespace {

using namespace std::chrono_literals;

constexpr int kMostAttempts = 5;
constexpr int kMostRedirects = 10;
constexpr std::chrono::milliseconds kFirstWait = 250ms;
constexpr std::chrono::seconds kLongestWait = 60s;
constexpr std::size_t kMessageLimit = 64 << 10;
constexpr std::size_t kTokenLimit = 1 << 20;

bool is_success(int status) { return status == 200 || status == 206; }
bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Text of limited length.
class TextBody : public HttpBody {
 public:
  explicit TextBody(std::size_t limit) : limit_(limit) {}
  Status begin(int /*status*/) override {
    text_.clear();
    return {};
  }
  Status take(std::string_view bytes) override {
    text_ += bytes.substr(0, limit_ - text_.size());
    return {};
  }
  const std::string& text() const { return text_; }

 private:
  std::size_t limit_;
  std::string text_;
};

// Success goes on to who asked for it; the text of anything else is an explanation.
class Sorted final : public TextBody {
 public:
  explicit Sorted(Download& download) : TextBody(kMessageLimit), download_(download) {}
  Status begin(int status) override {
    success_ = is_success(status);
    return success_ ? download_.begin(status) : TextBody::begin(status);
  }
  Status take(std::string_view bytes) override { return success_ ? download_.take(bytes) : TextBody::take(bytes); }

 private:
  Download& download_;
  bool success_ = false;
};

// What the server says is wrong. Source: distribution-spec, "Error Codes".
std::string explained(const std::string& text) {
  constexpr std::size_t kShown = 200;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  std::string message;
  if (json.is_object()) {
    const auto errors = json.find("errors");
    if (errors != json.end() && errors->is_array() && !errors->empty() && errors->front().is_object()) {
      const auto& first = errors->front();
      if (first.contains("message") && first["message"].is_string()) message = first["message"].get<std::string>();
    }
  }
  return message.empty() ? "" : ": " + printable(message.substr(0, kShown));
}

// One line of a header, whoever wrote it.
bool is_header_value(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

std::optional<std::chrono::seconds> retry_after(const HttpAnswer& answer) {
  const auto seconds = parse_unsigned(answer.header("retry-after"));  // a date is not worth the trouble
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(std::min<std::uint64_t>(*seconds, 1'000'000));
}

const Challenge* find_scheme(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
  return found == challenges.end() ? nullptr : &*found;
}

std::string parameter(const Challenge& challenge, const std::string& name) {
  const auto found = challenge.parameters.find(name);
  return found == challenge.parameters.end() ? "" : found->second;
}

}  // namespace

std::string EndpointClient::origin() const {
  const std::lock_guard lock(mutex_);
  return (plain_ ? "http://" : "https://") + options_.endpoint.host;
}

std::string EndpointClient::authorization_now() const {
  const std::lock_guard lock(mutex_);
  return authorization_;
}

// Only to an endpoint that is allowed to, and not because somebody in between says so.
bool EndpointClient::may_speak_plainly(const std::string& url) const {
  return options_.endpoint.plain && host_of(url) == host_of("//" + options_.endpoint.host);
}

Result<HttpAnswer> EndpointClient::get(const std::string& path, const std::vector<std::string>& headers,
                                       Download& download) {
  std::chrono::milliseconds pause = kFirstWait;
  for (int attempt = 1;; ++attempt) {
    const std::uint64_t before = download.have();
    auto outcome = exchange(path, headers, download);
    if (outcome) return std::move(*outcome);
    const Trouble& trouble = outcome.error();
    if (download.have() > before) {
      attempt = 1;
      pause = kFirstWait;
    }
    if (!trouble.again || attempt >= kMostAttempts) return fail(trouble.error);
    if (trouble.after && *trouble.after > kLongestWait) {
      return fail(Error(trouble.error).in(fmt::format("try again in {} s", trouble.after->count())));
    }
    TRY(options_.wait(std::max<std::chrono::milliseconds>(pause, trouble.after.value_or(0s))));
    pause *= 2;
  }
}

EndpointClient::Outcome<HttpAnswer> EndpointClient::exchange(const std::string& path,
                                                             const std::vector<std::string>& headers,
                                                             Download& download) {
  const std::string own = "/v2/" + options_.endpoint.repository + "/" + path;
  std::string elsewhere;  // where it sent us
  bool authorized = false;
  for (int steps = 0; steps < kMostRedirects; ++steps) {
    const std::string url = elsewhere.empty() ? origin() + own : elsewhere;
    const bool at_home = origin_of(url) == origin_of(origin());
    const std::string authorization = at_home ? authorization_now() : "";
    HttpRequest request{.url = url, .headers = headers, .form = {}, .from = download.have()};
    if (!authorization.empty()) request.headers.push_back("Authorization: " + authorization);
    Sorted body(download);
    auto answer = send(std::move(request), body);
    if (!answer) return answer;
    if (is_success(answer->status)) return answer;
    if (answer->status == 401 && at_home && !authorized) {
      authorized = true;
      if (auto done = authorize(*answer, authorization); !done) return tl::unexpected(std::move(done).error());
      continue;
    }
    if (!is_redirect(answer->status) || answer->redirect.empty()) return tl::unexpected(refusal(*answer, body.text()));
    if (!answer->redirect.starts_with("https://") && !may_speak_plainly(answer->redirect)) {
      return tl::unexpected(Trouble{
          Error(ErrorCode::kDenied, fmt::format("{} sends on to {}, which is not protected by TLS",
                                                options_.endpoint.host, printable(origin_of(answer->redirect))))});
    }
    elsewhere = std::move(answer->redirect);
  }
  return tl::unexpected(
      Trouble{Error(ErrorCode::kUnavailable, options_.endpoint.host + " sends us from one place to the next")});
}

EndpointClient::Outcome<HttpAnswer> EndpointClient::send(HttpRequest request, HttpBody& body) {
  auto authorities = options_.authorities(host_of(request.url));
  if (!authorities) return tl::unexpected(Trouble{std::move(authorities).error()});
  request.certificate_authorities = std::move(*authorities);
  request.accept_invalid_certificates = options_.endpoint.insecure && may_speak_plainly(request.url);
  auto answer = http_.send(request, body);
  if (!answer && answer.error().fault == HttpFault::kNoConnection && request.url.starts_with("https://") &&
      may_speak_plainly(request.url)) {
    request.url.replace(0, std::string_view("https").size(), "http");
    auto plainly = http_.send(request, body);
    if (plainly) {
      const std::lock_guard lock(mutex_);
      plain_ = true;
    }
    if (plainly || plainly.error().fault != HttpFault::kNoConnection) answer = std::move(plainly);
  }
  if (answer) return std::move(*answer);
  HttpFailure& failure = answer.error();
  if (failure.fault == HttpFault::kBody || failure.fault == HttpFault::kCancelled) {
    return tl::unexpected(Trouble{std::move(failure.error)});
  }
  Error error = std::move(failure.error).in(printable(host_of(request.url)));
  if (failure.fault == HttpFault::kCertificate) {
    const std::string host = host_of(request.url);
    error = Error(error.code(), fmt::format("{}; put the certificate of its authority into "
                                            "~/.config/containers/certs.d/{}/ca.crt",
                                            error.message(), printable(host)));
  }
  return tl::unexpected(Trouble{std::move(error), failure.fault != HttpFault::kCertificate});
}

EndpointClient::Outcome<void> EndpointClient::authorize(const HttpAnswer& answer, const std::string& sent) {
  if (authorization_now() != sent) return {};  // another thread has got a new one meanwhile
  auto authorized = authorization(parse_challenges(answer.header("www-authenticate")));
  if (!authorized) return tl::unexpected(std::move(authorized).error());
  const std::lock_guard lock(mutex_);
  authorization_ = std::move(*authorized);
  return {};
}

EndpointClient::Outcome<std::string> EndpointClient::authorization(const std::vector<Challenge>& challenges) {
  auto login = options_.login();
  if (!login) return tl::unexpected(Trouble{std::move(login).error()});
  if (const Challenge* bearer = find_scheme(challenges, "bearer")) {
    auto got = token(*bearer, *login);
    if (!got) return got;
    return "Bearer " + *got;
  }
  const bool basic = find_scheme(challenges, "basic") != nullptr;
  if (!basic || !*login || (*login)->user.empty()) return tl::unexpected(Trouble{wants_login(*login)});
  return "Basic " + base64((*login)->user + ":" + (*login)->secret);
}

EndpointClient::Outcome<std::string> EndpointClient::token(const Challenge& challenge,
                                                           const std::optional<Login>& login) {
  const std::string realm = parameter(challenge, "realm");
  if (!realm.starts_with("https://") && !(realm.starts_with("http://") && options_.endpoint.plain)) {
    return tl::unexpected(
        Trouble{Error(ErrorCode::kDenied, fmt::format("{} asks for a token of {}, which is not protected by TLS",
                                                      options_.endpoint.host, printable(realm.substr(0, 100))))});
  }
  std::string scope = parameter(challenge, "scope");
  if (scope.empty()) scope = "repository:" + options_.endpoint.repository + ":pull";
  const std::string query =
      "service=" + percent_encoded(parameter(challenge, "service")) + "&scope=" + percent_encoded(scope);
  HttpRequest request{.url = realm, .headers = {}, .form = {}, .from = 0};
  if (login && !login->identity_token.empty()) {
    request.form =
        "grant_type=refresh_token&client_id=maelstrom&refresh_token=" + percent_encoded(login->identity_token) + "&" +
        query;
  } else {
    request.url += (realm.find('?') == std::string::npos ? "?" : "&") + query;
    if (login) request.headers.push_back("Authorization: Basic " + base64(login->user + ":" + login->secret));
  }
  TextBody body(kTokenLimit);
  auto answer = send(std::move(request), body);
  if (!answer) return tl::unexpected(std::move(answer).error());
  if (answer->status == 401 || answer->status == 403) return tl::unexpected(Trouble{wants_login(login)});
  if (!is_success(answer->status)) return tl::unexpected(refusal(*answer, body.text()));
  const auto json = nlohmann::json::parse(body.text(), nullptr, false);
  for (const char* name : {"token", "access_token"}) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string()) continue;
    auto text = json[name].get<std::string>();
    if (is_header_value(text)) return text;
  }
  return tl::unexpected(
      Trouble{Error(ErrorCode::kUnavailable, printable(host_of(realm)) + ", which gives tokens, gave none")});
}

Error EndpointClient::wants_login(const std::optional<Login>& login) const {
  const std::string& host = options_.endpoint.host;
  const std::string& repository = options_.endpoint.repository;
  if (login) {
    return {ErrorCode::kDenied, fmt::format("{} refuses the login that is stored for it to pull {}; log in anew with "
                                            "`podman login {}` or `docker login {}`",
                                            host, repository, host, host)};
  }
  return {ErrorCode::kDenied,
          fmt::format("{} wants a login to pull {}, or has no such image; log in with `podman login {}` "
                      "or `docker login {}`",
                      host, repository, host, host)};
}

EndpointClient::Trouble EndpointClient::refusal(const HttpAnswer& answer, const std::string& text) const {
  const std::string who = options_.endpoint.host;
  const std::string why = explained(text);
  switch (answer.status) {
    case 401:
      return {Error(ErrorCode::kDenied, fmt::format("{} refuses the login that it was given, to pull {}{}", who,
                                                    options_.endpoint.repository, why))};
    case 403:
      return {
          Error(ErrorCode::kDenied, fmt::format("{} forbids to pull {}{}", who, options_.endpoint.repository, why))};
    case 404:
      return {Error(ErrorCode::kNotFound,
                    fmt::format("{} has no such thing in {}{}", who, options_.endpoint.repository, why))};
    case 429:
      return {Error(ErrorCode::kUnavailable, fmt::format("{} says: too many requests{}", who, why)), true,
              retry_after(answer)};
    default:
      return {Error(ErrorCode::kUnavailable, fmt::format("{} answers with status {}{}", who, answer.status, why)),
              answer.status >= 500, retry_after(answer)};
  }
}

}  // namespace maelstrom::registry
