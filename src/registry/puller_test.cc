#include "registry/puller.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "layers/image_testing.h"
#include "registry/fake_http.h"
#include "registry/tag_lock.h"

namespace maelstrom::registry {
namespace {

using layers::FakeImage;
using layers::TarMember;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHub = "https://registry-1.docker.io";

// Hands out requests to a server that a test keeps.
class Shared final : public Http {
 public:
  explicit Shared(FakeHttp& http) : http_(http) {}
  tl::expected<HttpAnswer, HttpFailure> send(const HttpRequest& request, HttpBody& body) override {
    return http_.send(request, body);
  }

 private:
  FakeHttp& http_;
};

class PullerTest : public layers::ImageTest {
 protected:
  void SetUp() override {
    ImageTest::SetUp();
    image_->set_layers({layers::tar_of({{"f", "1"}}), layers::tar_of({{"g", std::string(5000, 'x')}})});
    http_.servers[kHub] = [this](const HttpRequest& request) { return serve(request); };
  }

  // Any repository has the blobs of image_; every tag is its root.
  FakeAnswer serve(const HttpRequest& request) {
    const std::string path = path_of(request);
    const auto sha = path.find("sha256:");
    const std::string hex = sha == std::string::npos ? image_->root.digest.hex() : path.substr(sha + 7);
    const auto found = image_->blobs.find(hex);
    if (found == image_->blobs.end() || missing_.contains(hex)) return {.status = 404};
    return {.status = request.from > 0 ? 206 : 200,
            .content = found->second.substr(std::min<std::size_t>(request.from, found->second.size())),
            .headers = {{"content-type", "application/vnd.oci.image.manifest.v1+json"}}};
  }

  Result<layers::ImportedImage> pull(const std::string& text) {
    RegistryFiles files;
    if (!conf_.empty()) files.registries = {conf_};
    Puller puller(*store_, {.project = project(),
                            .depot = scratch_.path() + "/depot",
                            .files = files,
                            .open_http = [this]() -> Result<std::unique_ptr<Http>> {
                              ++opened_;
                              return std::make_unique<Shared>(http_);
                            },
                            .wait = [](std::chrono::milliseconds) { return Status(); },
                            .progress =
                                [this](const LayerProgress& more) {
                                  const std::lock_guard lock(mutex_);
                                  received_[more.layer.hex()] = more.received;
                                }});
    return puller.pull(layers::parse_image_reference(text).value());
  }
  std::vector<std::string> pulled(const std::string& text) {
    const auto image = pull(text);
    return image ? lines_of(image->layer) : std::vector<std::string>{"error: " + image.error().message()};
  }
  std::string root() const { return "sha256:" + image_->root.digest.hex(); }
  // The digest of the layer with the large file.
  std::string large() const { return digest_of(layers::tar_of({{"g", std::string(5000, 'x')}})).hex(); }
  std::string partial() const { return scratch_.path() + "/depot/partial/sha256-" + large(); }

  const std::vector<std::string> whole_{"f 1 /f [0644 @1000000000]", "f 5000 /g [0644 @1000000000]"};
  FakeHttp http_;
  std::set<std::string> missing_;
  std::string conf_;
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> received_;
  std::atomic<int> opened_ = 0;
};

TEST_F(PullerTest, ATagIsPulledAndLocked) {
  EXPECT_EQ(pulled("docker://app:1"), whole_);
  EXPECT_EQ(http_.urls().front(), std::string("GET ") + kHub + "/v2/library/app/manifests/1");
  EXPECT_EQ(TagLock(project()).find({"app", "1"}).value(), root());
  EXPECT_EQ(http_.asked.size(), 4U);  // manifest, configuration, two layers
  EXPECT_EQ(received_.at(large()), layers::tar_of({{"g", std::string(5000, 'x')}}).size());
  EXPECT_THAT(os::list_directory(scratch_.path() + "/depot/partial").value(), IsEmpty());
}

TEST_F(PullerTest, WhatIsLockedAndStoredNeedsNobody) {
  ASSERT_EQ(pulled("docker://app:1"), whole_);
  http_.servers.clear();
  const int opened = opened_;
  EXPECT_EQ(pulled("docker://app:1"), whole_);
  EXPECT_EQ(pulled("docker://app@" + root()), whole_);
  EXPECT_EQ(opened_, opened);
  EXPECT_THAT(pulled("docker://app:2")[0],
              AllOf(HasSubstr("docker://docker.io/library/app:2: "), HasSubstr("nobody answers")));
}

TEST_F(PullerTest, ALockedTagStaysWhatItWas) {
  ASSERT_EQ(pulled("docker://app:1"), whole_);
  image_->set_layers({layers::tar_of({{"new", "1"}})});
  EXPECT_EQ(pulled("docker://app:1"), whole_);
  ASSERT_TRUE(os::remove_file(project() + "/" + kTagLockName));
  EXPECT_THAT(pulled("docker://app:1"), ElementsAre("f 1 /new [0644 @1000000000]"));
}

TEST_F(PullerTest, ALockedDigestThatIsGoneSaysWhichLineToDelete) {
  ASSERT_TRUE(TagLock(project()).add({"app", "1"}, "sha256:" + std::string(64, 'a')));
  EXPECT_THAT(pulled("docker://app:1")[0], AllOf(HasSubstr(kTagLockName), HasSubstr("delete that line")));
}

TEST_F(PullerTest, ALayerThatBreaksHalfWayIsResumed) {
  bool broke = false;
  http_.servers[kHub] = [&](const HttpRequest& request) {
    FakeAnswer answer = serve(request);
    if (request.url.ends_with(large()) && !std::exchange(broke, true)) {
      answer.content.resize(3000);
      answer.breaks = true;
    }
    return answer;
  };
  EXPECT_EQ(pulled("docker://app:1"), whole_);
  EXPECT_TRUE(std::ranges::any_of(http_.asked, [](const HttpRequest& request) { return request.from == 3000; }));
}

TEST_F(PullerTest, WhatAnEarlierRunLeftIsUsedAndThrownAwayIfItIsWrong) {
  const std::string tar = layers::tar_of({{"g", std::string(5000, 'x')}});
  ASSERT_TRUE(os::make_directories(scratch_.path() + "/depot/partial"));
  ASSERT_TRUE(os::replace_file(partial(), tar.substr(0, 2000)));
  EXPECT_EQ(pulled("docker://app:1"), whole_);
  EXPECT_TRUE(std::ranges::any_of(http_.asked, [](const HttpRequest& request) { return request.from == 2000; }));

  store_ = store::Store::open({.root = scratch_.path() + "/other"}).value();
  http_.asked.clear();
  ASSERT_TRUE(os::replace_file(partial(), std::string(2000, 'y')));
  EXPECT_EQ(pulled("docker://app:1"), whole_);
}

TEST_F(PullerTest, ALyingRegistryIsFoundOut) {
  const std::string before = image_->blobs.at(large());
  image_->blobs.at(large()).back() = 'z';
  EXPECT_THAT(pulled("docker://app:1")[0], AllOf(HasSubstr("layer 2"), HasSubstr("gave sha256:")));
  image_->blobs.at(large()) = before + "more";
  EXPECT_THAT(pulled("docker://app:1")[0], AllOf(HasSubstr("layer 2"), HasSubstr("more than the")));
  image_->blobs.at(large()) = before.substr(0, 100);
  EXPECT_THAT(pulled("docker://app:1")[0], AllOf(HasSubstr("layer 2"), HasSubstr("100 of")));
  image_->blobs.at(large()) = before;
  image_->blobs.at(image_->root.digest.hex()) += " ";
  EXPECT_THAT(pulled("docker://app:1")[0], HasSubstr("gave another document"));
}

TEST_F(PullerTest, AHugeManifestIsNotTaken) {
  http_.servers[kHub] = [](const HttpRequest&) { return FakeAnswer{.content = std::string(5 << 20, ' ')}; };
  EXPECT_THAT(pulled("docker://app:1")[0], HasSubstr("more than 4194304 bytes"));
}

TEST_F(PullerTest, AMirrorIsAskedFirstAndTheRegistryForWhatItHasNot) {
  conf_ = scratch_.path() + "/registries.conf";
  ASSERT_TRUE(os::replace_file(
      conf_, "[[registry]]\nprefix = \"docker.io\"\n[[registry.mirror]]\nlocation = \"m.example/hub\"\n"));
  http_.servers["https://m.example"] = [this](const HttpRequest& request) {
    EXPECT_THAT(request.url, HasSubstr("/v2/hub/library/app/"));
    return request.url.ends_with(large()) ? FakeAnswer{.status = 404} : serve(request);
  };
  EXPECT_EQ(pulled("docker://app:1"), whole_);
  EXPECT_EQ(std::ranges::count_if(http_.asked, [](const auto& r) { return r.url.starts_with(kHub); }), 1);
}

TEST_F(PullerTest, TwoProgramsPullingOneImageDownloadItsLayersOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] { EXPECT_EQ(pulled("docker://app:1"), whole_); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::ranges::count_if(http_.asked, [this](const auto& r) { return r.url.ends_with(large()); }), 1);
}

}  // namespace
}  // namespace maelstrom::registry
