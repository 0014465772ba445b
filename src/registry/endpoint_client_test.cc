#include "registry/endpoint_client.h"

#include <gmock/gmock.h>

#include "registry/fake_http.h"

namespace maelstrom::registry {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* kHost = "https://r.example";

// Keeps what comes, and goes on behind it.
struct Kept final : Download {
  std::string bytes;
  std::uint64_t have() const override { return bytes.size(); }
  Status begin(int status) override {
    if (status == 200) bytes.clear();
    return {};
  }
  Status take(std::string_view more) override {
    bytes += more;
    return {};
  }
};

class EndpointClientTest : public testing::Test {
 protected:
  std::string get(const std::string& path = "manifests/1") {
    const auto answer = client().get(path, {}, kept_);
    return answer ? kept_.bytes : "error: " + answer.error().message();
  }
  EndpointClient& client() {
    if (!client_) {
      client_.emplace(http_, EndpointOptions{.endpoint = endpoint_,
                                             .login = [this] { return login_; },
                                             .authorities = [](const std::string&) { return std::string(); },
                                             .wait = [this](std::chrono::milliseconds time) -> Status {
                                               waits_.push_back(time.count());
                                               return {};
                                             }});
    }
    return *client_;
  }

  FakeHttp http_;
  Endpoint endpoint_{"r.example", "team/app"};
  Result<std::optional<Login>> login_ = std::optional<Login>();
  std::vector<long> waits_;
  Kept kept_;
  std::optional<EndpointClient> client_;
};

TEST_F(EndpointClientTest, AsksOverTls) {
  http_.servers[kHost] = [](const HttpRequest&) { return FakeAnswer{.content = "it"}; };
  EXPECT_EQ(get(), "it");
  EXPECT_THAT(http_.urls(), ElementsAre("GET https://r.example/v2/team/app/manifests/1"));
}

TEST_F(EndpointClientTest, GetsATokenWhereOneIsWantedAndKeepsIt) {
  login_ = Login{"me", "secret", ""};
  http_.servers[kHost] = [](const HttpRequest& request) {
    if (header_of(request, "Authorization") == "Bearer t0ken") return FakeAnswer{.content = "it"};
    return FakeAnswer{
        .status = 401,
        .headers = {
            {"www-authenticate", R"(Bearer realm="https://auth.example/t",service="r e",scope="repository:x:pull")"}}};
  };
  http_.servers["https://auth.example"] = [](const HttpRequest& request) {
    EXPECT_EQ(header_of(request, "Authorization"), "Basic bWU6c2VjcmV0");
    return FakeAnswer{.content = R"({"token": "t0ken"})"};
  };
  EXPECT_EQ(get(), "it");
  kept_.bytes.clear();
  EXPECT_EQ(get(), "it");
  EXPECT_THAT(http_.urls(), ElementsAre(HasSubstr("manifests"),
                                        "GET https://auth.example/t?service=r%20e&scope=repository%3Ax%3Apull",
                                        HasSubstr("manifests"), HasSubstr("manifests")));
}

TEST_F(EndpointClientTest, AnIdentityTokenIsExchanged) {
  login_ = Login{"", "", "refresh/me"};
  http_.servers[kHost] = [](const HttpRequest& request) {
    if (header_of(request, "Authorization") == "Bearer a") return FakeAnswer{.content = "it"};
    return FakeAnswer{.status = 401, .headers = {{"www-authenticate", "Bearer realm=\"https://r.example/token\""}}};
  };
  const auto own = http_.servers[kHost];
  http_.servers[kHost] = [own](const HttpRequest& request) {
    if (path_of(request) != "/token") return own(request);
    EXPECT_THAT(request.form,
                AllOf(HasSubstr("refresh_token=refresh%2Fme"), HasSubstr("scope=repository%3Ateam%2Fapp%3Apull")));
    return FakeAnswer{.content = R"({"access_token": "a"})"};
  };
  EXPECT_EQ(get(), "it");
}

TEST_F(EndpointClientTest, BasicIsAnsweredWithTheLogin) {
  login_ = Login{"me", "secret", ""};
  http_.servers[kHost] = [](const HttpRequest& request) {
    if (header_of(request, "Authorization") == "Basic bWU6c2VjcmV0") return FakeAnswer{.content = "it"};
    return FakeAnswer{.status = 401, .headers = {{"www-authenticate", "Basic realm=\"x\""}}};
  };
  EXPECT_EQ(get(), "it");
}

TEST_F(EndpointClientTest, WithoutALoginOrWithAWrongOneItSaysWhatToDo) {
  http_.servers[kHost] = [](const HttpRequest&) {
    return FakeAnswer{.status = 401, .headers = {{"www-authenticate", "Basic realm=\"x\""}}};
  };
  EXPECT_THAT(get(), HasSubstr("podman login r.example"));
  login_ = Login{"me", "secret", ""};
  EXPECT_THAT(get(), AllOf(HasSubstr("refuses the login"), Not(HasSubstr("secret"))));
}

TEST_F(EndpointClientTest, CredentialsDoNotFollowToAnotherHost) {
  login_ = Login{"me", "secret", ""};
  http_.servers[kHost] = [](const HttpRequest& request) {
    if (header_of(request, "Authorization").empty()) {
      return FakeAnswer{.status = 401, .headers = {{"www-authenticate", "Basic realm=\"x\""}}};
    }
    return FakeAnswer{.status = 307, .redirect = "https://blobs.example/b?signed"};
  };
  http_.servers["https://blobs.example"] = [](const HttpRequest& request) {
    EXPECT_EQ(header_of(request, "Authorization"), "");
    return FakeAnswer{.content = "it"};
  };
  EXPECT_EQ(get(), "it");
}

TEST_F(EndpointClientTest, ARedirectAwayFromTlsIsRefused) {
  http_.servers[kHost] = [](const HttpRequest&) { return FakeAnswer{.status = 302, .redirect = "http://r.example/x"}; };
  EXPECT_THAT(get(), HasSubstr("not protected by TLS"));
  http_.servers[kHost] = [](const HttpRequest&) {
    return FakeAnswer{.status = 302, .redirect = "https://r.example/x"};
  };
  EXPECT_THAT(get(), HasSubstr("from one place to the next"));
}

TEST_F(EndpointClientTest, ATokenServerWithoutTlsIsRefused) {
  login_ = Login{"me", "secret", ""};
  http_.servers[kHost] = [](const HttpRequest&) {
    return FakeAnswer{.status = 401, .headers = {{"www-authenticate", "Bearer realm=\"http://evil.example\""}}};
  };
  EXPECT_THAT(get(), HasSubstr("not protected by TLS"));
  EXPECT_THAT(http_.asked, SizeIs(1));
}

TEST_F(EndpointClientTest, ABrokenConnectionIsResumedBehindWhatCame) {
  http_.servers[kHost] = [](const HttpRequest& request) {
    const std::string all = "0123456789";
    return FakeAnswer{.status = request.from > 0 ? 206 : 200,
                      .content = all.substr(request.from, 2),
                      .breaks = request.from + 2 < all.size()};
  };
  EXPECT_EQ(get(), "0123456789");
  EXPECT_THAT(waits_, ElementsAre(250, 250, 250, 250));  // each got further
}

TEST_F(EndpointClientTest, FiveAttemptsWithoutProgressAreEnough) {
  http_.servers[kHost] = [](const HttpRequest&) { return FakeAnswer{.status = 500}; };
  EXPECT_THAT(get(), HasSubstr("r.example answers with status 500"));
  EXPECT_THAT(waits_, ElementsAre(250, 500, 1000, 2000));
}

TEST_F(EndpointClientTest, TooManyRequestsWaitAsLongAsTheServerSays) {
  int left = 2;
  http_.servers[kHost] = [&left](const HttpRequest&) {
    if (left-- > 0) return FakeAnswer{.status = 429, .headers = {{"retry-after", "7"}}};
    return FakeAnswer{.content = "it"};
  };
  EXPECT_EQ(get(), "it");
  EXPECT_THAT(waits_, ElementsAre(7000, 7000));
  http_.servers[kHost] = [](const HttpRequest&) {
    return FakeAnswer{.status = 429, .headers = {{"retry-after", "3600"}}};
  };
  EXPECT_THAT(get(), AllOf(HasSubstr("try again in 3600 s"), HasSubstr("too many requests")));
}

TEST_F(EndpointClientTest, WhatIsNotThereIsNotAskedForAgain) {
  http_.servers[kHost] = [](const HttpRequest&) {
    return FakeAnswer{.status = 404,
                      .content = R"({"errors": [{"code": "MANIFEST_UNKNOWN", "message": "no \u0007 such"}]})"};
  };
  EXPECT_THAT(get(), HasSubstr("r.example has no such thing in team/app: no \\x07 such"));
  EXPECT_THAT(http_.asked, SizeIs(1));
}

TEST_F(EndpointClientTest, PlainHttpIsOnlySpokenWhereItIsAllowed) {
  http_.servers["http://r.example"] = [](const HttpRequest&) { return FakeAnswer{.content = "it"}; };
  EXPECT_THAT(get(), HasSubstr("nobody answers"));
  client_.reset();
  endpoint_.plain = true;
  EXPECT_EQ(get(), "it");
}

}  // namespace
}  // namespace maelstrom::registry
