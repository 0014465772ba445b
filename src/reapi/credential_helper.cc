#include "reapi/credential_helper.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/strings.h"

namespace maelstrom::reapi {
namespace {

using std::chrono::system_clock;

Error no_answer(std::string_view why) {
  return {ErrorCode::kInvalid, "the answer of a credential helper " + std::string(why)};
}

// gRPC allows nothing else in the value of a header.
bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// RFC 3339, section 5.6; fractions of a second are passed over.
std::optional<system_clock::time_point> parse_time(const std::string& text) {
  std::tm parts{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.') {
    do ++rest;
    while (std::isdigit(static_cast<unsigned char>(*rest)) != 0);
  }
  long east = 0;
  if (*rest == '+' || *rest == '-') {
    std::tm zone{};
    const char* const end = ::strptime(rest + 1, "%H:%M", &zone);
    if (end == nullptr || *end != '\0') return std::nullopt;
    east = (zone.tm_hour * 60L + zone.tm_min) * (*rest == '+' ? 60 : -60);
  } else if (std::string_view(rest) != "Z") {
    return std::nullopt;
  }
  return system_clock::from_time_t(::timegm(&parts) - east);
}

Status take_headers(const nlohmann::json& headers, RpcHeaders& into) {
  if (!headers.is_object()) return fail(no_answer("has no headers"));
  for (const auto& [name, values] : headers.items()) {
    if (!values.is_array()) return fail(no_answer("has a header that is no list"));
    for (const auto& value : values) {
      if (!value.is_string() || !is_visible(value.get_ref<const std::string&>())) {
        return fail(no_answer("has a header that is no text"));
      }
      into.emplace_back(lower_case(name), value.get<std::string>());
    }
  }
  return {};
}

}  // namespace

std::string helper_request(const std::string& target) {
  const bool usual = target.ends_with(":443");
  return nlohmann::json{{"uri", "https://" + target.substr(0, usual ? target.size() - 4 : target.size())}}.dump();
}

Result<HelperAnswer> parse_helper_answer(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(no_answer("is no JSON object"));
  HelperAnswer answer;
  TRY(take_headers(json.value("headers", nlohmann::json::object()), answer.headers));
  const auto expires = json.find("expires");
  if (expires == json.end() || expires->is_null()) return answer;
  answer.expires = expires->is_string() ? parse_time(expires->get<std::string>()) : std::nullopt;
  if (!answer.expires) return fail(no_answer("expires at no time of RFC 3339"));
  return answer;
}

Result<RpcHeaders> bearer(std::string_view text) {
  const std::string_view token = trim(text);
  if (token.empty()) return invalid("a bearer token is empty");
  if (!is_visible(token) || token.find(' ') != std::string_view::npos) {
    return invalid("a bearer token is one word; there is more");
  }
  return RpcHeaders{{"authorization", "Bearer " + std::string(token)}};
}

}  // namespace maelstrom::reapi
