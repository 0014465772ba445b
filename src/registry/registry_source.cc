#include "registry/registry_source.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "layers/image_manifest.h"
#include "registry/blob_download.h"

namespace maelstrom::registry {
namespace {

const std::vector<std::string>& accepted() {
  static const std::vector<std::string> headers{
      "Accept: application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
      "application/vnd.docker.distribution.manifest.list.v2+json, "
      "application/vnd.docker.distribution.manifest.v2+json"};
  return headers;
}

// Begins anew with each attempt: documents are small.
class DocumentDownload final : public Download {
 public:
  explicit DocumentDownload(std::uint64_t limit) : limit_(limit) {}
  std::uint64_t have() const override { return 0; }
  Status begin(int /*status*/) override {
    text_.clear();
    return {};
  }
  Status take(std::string_view bytes) override {
    if (bytes.size() > limit_ - text_.size()) {
      return invalid(fmt::format("a document of more than {} bytes; no more are taken", limit_));
    }
    text_ += bytes;
    return {};
  }
  std::string take_text() { return std::move(text_); }

 private:
  std::uint64_t limit_;
  std::string text_;
};

std::string blob_path(const Digest& digest) { return "blobs/sha256:" + digest.hex(); }

}  // namespace

template <typename Ask>
auto RegistrySource::first_that_has(const Ask& ask) -> decltype(ask(std::declval<EndpointClient&>())) {
  for (std::size_t i = 0; i + 1 < endpoints_.size(); ++i) {
    auto answer = ask(*endpoints_[i]);
    if (answer || answer.error().code() == ErrorCode::kInterrupted) return answer;
  }
  return ask(*endpoints_.back());
}

Result<RegistrySource::Document> RegistrySource::document(EndpointClient& endpoint, const std::string& path,
                                                          std::uint64_t limit) {
  DocumentDownload download(limit);
  TRY_ASSIGN(answer, endpoint.get(path, accepted(), download));
  const std::string_view type = answer.header("content-type");
  return Document{.text = download.take_text(),
                  .media_type = std::string(trim(type.substr(0, type.find(';')))),
                  .digest = std::string(answer.header("docker-content-digest"))};
}

Result<std::string> RegistrySource::checked_document(const std::string& path, const Digest& digest,
                                                     std::uint64_t limit) {
  return first_that_has([&](EndpointClient& endpoint) -> Result<std::string> {
    TRY_ASSIGN(found, document(endpoint, path, limit));
    const Digest own = digest_of(found.text);
    if (own.hash == digest.hash) return std::move(found.text);
    return invalid(
        fmt::format("{} gave another document, sha256:{}, for {}", endpoint.endpoint().host, own.hex(), path));
  });
}

Result<layers::BlobDescriptor> RegistrySource::resolve() {
  if (!image_.digest.empty()) {
    TRY_ASSIGN(digest, layers::parse_blob_digest(image_.digest, 0));
    return layers::BlobDescriptor{.media_type = {}, .digest = digest};
  }
  if (!resolved_.text.empty()) {
    return layers::BlobDescriptor{.media_type = resolved_.media_type, .digest = digest_of(resolved_.text)};
  }
  auto found = first_that_has([&](EndpointClient& endpoint) -> Result<Document> {
    TRY_ASSIGN(answer, document(endpoint, "manifests/" + image_.tag, layers::kManifestLimit));
    const std::string own = "sha256:" + digest_of(answer.text).hex();
    const bool other = answer.digest.starts_with("sha256:") && answer.digest != own;
    if (!other) return answer;
    return invalid(fmt::format("{} gave a manifest {} and says that it is {}", endpoint.endpoint().host, own,
                               printable(answer.digest.substr(0, 100))));
  });
  if (!found) return fail(std::move(found).error());
  resolved_ = std::move(*found);
  return layers::BlobDescriptor{.media_type = resolved_.media_type, .digest = digest_of(resolved_.text)};
}

Result<std::string> RegistrySource::manifest(const layers::BlobDescriptor& descriptor) {
  if (!resolved_.text.empty() && digest_of(resolved_.text).hash == descriptor.digest.hash) return resolved_.text;
  return checked_document("manifests/sha256:" + descriptor.digest.hex(), descriptor.digest, layers::kManifestLimit);
}

Result<std::string> RegistrySource::config(const layers::BlobDescriptor& descriptor) {
  if (descriptor.digest.size > layers::kConfigLimit) {
    return invalid(fmt::format("it has {} bytes; at most {} are taken", descriptor.digest.size, layers::kConfigLimit));
  }
  return checked_document(blob_path(descriptor.digest), descriptor.digest, descriptor.digest.size);
}

Result<os::Fd> RegistrySource::layer(const layers::BlobDescriptor& descriptor) {
  return first_that_has([&](EndpointClient& endpoint) -> Result<os::Fd> {
    TRY_ASSIGN(blob, BlobDownload::open({image_.depot, image_.progress, image_.wait}, descriptor.digest));
    TRY_IN(endpoint.endpoint().host, blob.fetch([&](Download& download) -> Status {
      TRY(endpoint.get(blob_path(descriptor.digest), {}, download));
      return {};
    }));
    return blob.finish();
  });
}

}  // namespace maelstrom::registry
