#include "registry/puller.h"

#include <fmt/format.h>

#include "registry/tag_lock.h"

namespace maelstrom::registry {
Result<layers::ImportedImage> Puller::pull(const layers::ImageReference& reference,
                                           const layers::ImportOptions& options) {
  auto pulled = pull_locked(reference, options);
  if (!pulled) return fail(std::move(pulled).error().in(reference.to_string()));
  return pulled;
}

Result<layers::ImportedImage> Puller::pull_locked(const layers::ImageReference& reference,
                                                  const layers::ImportOptions& options) {
  const TagLock lock(options_.project);
  const ImageTag tag{reference.written, reference.tag};
  std::string digest = reference.digest;
  const bool by_tag = digest.empty();
  if (by_tag) {
    TRY_ASSIGN(locked, lock.find(tag));
    digest = locked.value_or("");
  }
  TRY_ASSIGN(source, open(reference, digest));
  if (digest.empty()) {
    TRY_ASSIGN(root, source->resolve());
    TRY_ASSIGN(kept, lock.add(tag, "sha256:" + root.digest.hex()));
    digest = kept;
    if (kept != "sha256:" + root.digest.hex()) {  // another program was first
      TRY_ASSIGN(other, open(reference, kept));
      source = std::move(other);
    }
  }
  auto imported = layers::import_image(*source, store_, options);
  if (!imported && by_tag && imported.error().code() == ErrorCode::kNotFound) {
    return fail(Error(imported.error().code(),
                      fmt::format("{}; {} says that \"{}\" is {}: delete that line to have the tag looked up again",
                                  imported.error().message(), kTagLockName, reference.tag, digest)));
  }
  return imported;
}

Result<std::unique_ptr<RegistrySource>> Puller::open(const layers::ImageReference& reference,
                                                     const std::string& digest) {
  const ImageRepository repository{reference.registry, reference.name};
  TRY_ASSIGN(conf, read_registries(options_.files));
  TRY_ASSIGN(endpoints, conf.endpoints(repository));
  std::vector<std::unique_ptr<EndpointClient>> clients;
  for (Endpoint& endpoint : endpoints) {
    // A login is kept under the name that people know, docker.io, not under that of the host that answers for it.
    const bool own = &endpoint == &endpoints.back();
    const ImageRepository asked = own ? repository : ImageRepository{endpoint.host, endpoint.repository};
    clients.push_back(std::make_unique<EndpointClient>(
        http_, EndpointOptions{
                   .endpoint = std::move(endpoint),
                   .login = [this, asked] { return find_login(options_.files, asked); },
                   .authorities = [this](const std::string& host) { return read_authorities(options_.files, host); },
                   .wait = options_.wait}));
  }
  return std::make_unique<RegistrySource>(std::move(clients), RegistryImage{.tag = reference.tag,
                                                                            .digest = digest,
                                                                            .depot = options_.depot,
                                                                            .progress = options_.progress,
                                                                            .wait = options_.wait});
}

}  // namespace maelstrom::registry
