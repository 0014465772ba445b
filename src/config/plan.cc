// What the directives make of a case; see config.h.
#include <algorithm>

#include "config/config.h"

namespace maelstrom::config {

namespace {

struct Matches {
  std::vector<std::size_t> which;
  std::vector<std::string> tags;
};

Matches matches(const Config& config, FilterSubject subject) {
  Matches found;
  subject.given = {};
  for (std::size_t i = 0; i < config.directives.size(); ++i) {
    const Directive& directive = config.directives[i];
    if (!directive.filter.matches(subject)) continue;
    found.which.push_back(i);
    if (!directive.tags) continue;
    found.tags.insert(found.tags.end(), directive.tags->value.begin(), directive.tags->value.end());
    subject.given = found.tags;
  }
  return found;
}

void add_tags(Declared<std::vector<std::string>>& all, const Declared<std::vector<std::string>>& more) {
  all.value.insert(all.value.end(), more.value.begin(), more.value.end());
  all.origin = more.origin;
}

}  // namespace

std::vector<std::size_t> matching(const Config& config, const FilterSubject& subject) {
  return matches(config, subject).which;
}

std::vector<std::string> given_tags(const Config& config, const FilterSubject& subject) {
  const bool gives_any =
      std::ranges::any_of(config.directives, [](const Directive& one) { return one.tags.has_value(); });
  return gives_any ? matches(config, subject).tags : std::vector<std::string>();
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
    if (directive.memory) start.memory = *directive.memory;
    if (directive.slow_timeout) start.slow_timeout = *directive.slow_timeout;
    if (directive.leak_timeout) start.leak_timeout = *directive.leak_timeout;
    if (directive.tags) add_tags(start.tags, *directive.tags);
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
  start.container.spec.settings.leak_timeout = start.leak_timeout.value;
  return start;
}

}  // namespace maelstrom::config
