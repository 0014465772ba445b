// What the directives make of a case; see config.h.
#include "config/config.h"

namespace maelstrom::config {

std::vector<std::size_t> matching(const Config& config, const FilterSubject& subject) {
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < config.directives.size(); ++i) {
    if (config.directives[i].filter.matches(subject)) which.push_back(i);
  }
  return which;
}

Result<CasePlan> apply(const Config& config, const std::vector<std::size_t>& which, CasePlan start,
                       const Lookup& client_environment) {
  ContainerChain chain(std::move(start.container));
  std::optional<Declared<bool>> libraries;
  for (const auto at : which) {
    const auto& directive = config.directives[at];
    if (directive.ignore) start.ignore = *directive.ignore;
    if (directive.retries) start.retries = *directive.retries;
    if (directive.slots) start.slots = *directive.slots;
    if (directive.lock) start.lock = *directive.lock;
    if (directive.timeout) start.timeout = *directive.timeout;
    if (directive.cache) start.cache = *directive.cache;
    if (directive.platform) start.platform = *directive.platform;
    if (directive.include_shared_libraries) libraries = directive.include_shared_libraries;
    TRY(chain.apply(config.containers, directive.container));
  }
  TRY_ASSIGN(container, chain.resolve(client_environment, config.project));
  const bool of_image = container.spec.image && container.spec.image->layers;
  if (of_image) start.include_shared_libraries = {false, *container.origins.image};
  if (libraries) start.include_shared_libraries = *libraries;
  start.container = std::move(container);
  return start;
}

}  // namespace maelstrom::config
