#include "session/containers.h"

#include <algorithm>

#include "session/default_container.h"
#include "session/project_place.h"

namespace maelstrom::session {
namespace {

void override(config::CasePlan& plan, const Overrides& overrides) {
  if (overrides.isolation) {
    plan.container.spec.settings.isolation = overrides.isolation->value;
    plan.container.origins.scalars[ContainerField::kIsolation] = overrides.isolation->origin;
  }
  if (overrides.timeout) plan.timeout = *overrides.timeout;
  if (overrides.retries) {
    plan.retries.value.count = overrides.retries->value;
    plan.retries.origin = overrides.retries->origin;
  }
}

// That something which the configuration names cannot be had is a mistake of the configuration; that
// there is no room for it is not.
Error of_configuration(const Error& error, const std::string& file) {
  const bool absent = error.code() == ErrorCode::kNotFound || error.code() == ErrorCode::kDenied;
  std::string message = (file.empty() ? "" : file + ": ") + "a layer cannot be made: " + error.message();
  return {absent ? ErrorCode::kInvalid : error.code(), std::move(message)};
}

}  // namespace

Containers::Containers(const Ports& ports, JobLoop& loop, ContainerRules rules)
    : ports_(ports), rules_(std::move(rules)), images_(ports, loop), assembler_(ports, loop) {}

config::CasePlan Containers::start_plan(const frameworks::Artifact& artifact) const {
  const frameworks::Artifact inside = placed(artifact, rules_.place);
  config::CasePlan plan{.container = {.spec = start_container(rules_.whose_default, inside, ports_.environment)}};
  const Origin project{.what = artifact.declared_by};
  if (!artifact.declared_by.empty()) {
    plan.container.origins.scalars[ContainerField::kWorkingDirectory] = project;
  }
  for (const auto& [name, value] : artifact.environment) plan.container.origins.environment[name] = project;
  override(plan, rules_.defaults);
  if (artifact.timeout.count() != 0) plan.timeout = {artifact.timeout, project};
  return plan;
}

Needs Containers::Decided::needs(Needs of_project) const {
  if (plan_.slots.value > 0) of_project.slots = static_cast<std::size_t>(plan_.slots.value);
  of_project.memory = plan_.memory.value;
  const config::CaseLock& lock = plan_.lock.value;
  if (lock.name.empty()) return of_project;
  const auto at_most = static_cast<std::size_t>(lock.at_most);
  const auto same = std::ranges::find(of_project.locks, lock.name, &Lock::name);
  if (same == of_project.locks.end()) {
    of_project.locks.emplace_back(lock.name, at_most);
  } else {
    same->at_most = std::min(same->at_most, at_most);
  }
  return of_project;
}

Result<config::CasePlan> Containers::plan(const std::vector<std::size_t>& which,
                                          const frameworks::Artifact& artifact) const {
  TRY_ASSIGN(plan, config::apply(rules_.config, which, start_plan(artifact), ports_.environment));
  plan.container.spec.settings.timeout_signal = artifact.timeout_signal;
  auto layers = with_values(std::move(plan.container.spec.layers), rules_.templates);
  if (!layers) return fail(of_configuration(layers.error(), rules_.config.file));
  plan.container.spec.layers = std::move(*layers);
  return plan;
}

Result<Containers::Decided*> Containers::decide(const frameworks::Artifact& artifact,
                                                const config::FilterSubject& subject) {
  std::vector<std::size_t> which = config::matching(rules_.config, subject);
  const auto [place, added] = decided_.try_emplace({&artifact, which});
  if (!added) return place->second.get();
  auto plan = this->plan(which, artifact);
  if (!plan) {
    decided_.erase(place);
    return fail(std::move(plan).error());
  }
  override(*plan, rules_.forced);
  place->second = std::make_unique<Decided>();
  place->second->plan_ = std::move(*plan);
  place->second->artifact_ = &artifact;
  return place->second.get();
}

void Containers::with(Decided& decided, Use use) {
  if (decided.ready_) return use(*decided.ready_);
  decided.waiting_.push_back(std::move(use));
  if (decided.waiting_.size() > 1) return;
  resolve(decided, [this, &decided](const Status& resolved) {
    if (resolved) return assemble(decided, **decided.image_);
    settle(decided, tl::unexpected(ContainerFailure{ContainerFailure::Cause::kConfiguration, resolved.error()}));
  });
}

void Containers::resolve(Decided& decided, Resolved then) {
  const auto said = [](const Result<std::optional<Digest>>& image) -> Status {
    if (!image) return fail(image.error());
    return {};
  };
  const auto& image = decided.plan_.container.spec.image;
  if (!image) decided.image_.emplace(std::nullopt);
  if (decided.image_) return then(said(*decided.image_));
  decided.resolving_.push_back(std::move(then));
  if (decided.resolving_.size() > 1) return;
  images_.with(image->name, [this, &decided, said](const ImageFetcher::Image& fetched) {
    decided.image_ = take_image(decided.plan_.container, fetched, ports_.environment);
    for (const Resolved& one : std::exchange(decided.resolving_, {})) one(said(*decided.image_));
  });
}

// The files of an image stand above the synthetic /etc and below what is declared.
void Containers::assemble(Decided& decided, const std::optional<Digest>& image) {
  const config::CasePlan& plan = decided.plan_;
  std::vector<LayerAssembler::Layer> layers;
  for (LayerSpec& layer : layers_below(rules_.whose_default)) layers.emplace_back(std::move(layer));
  if (image) layers.emplace_back(*image);
  layers.insert(layers.end(), plan.container.spec.layers.begin(), plan.container.spec.layers.end());
  const std::size_t declared = layers.size();
  layers.emplace_back(program_layer(*decided.artifact_));
  if (plan.include_shared_libraries.value) layers.emplace_back(library_layer(*decided.artifact_));
  const std::string& directory = plan.container.spec.settings.working_directory;
  for (LayerSpec& layer : layers_on_top(rules_.whose_default, directory)) layers.emplace_back(std::move(layer));
  assembler_.assemble(std::move(layers), plan.container.spec.settings.environment,
                      [this, &decided, declared](LayerAssembler::Outcome assembled) {
                        if (assembled) warn(assembled->warnings);
                        settle(decided, ready(decided, declared, std::move(assembled)));
                      });
}

void Containers::warn(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    if (warned_.insert(warning).second) ports_.observer.on(Notice{Notice::Kind::kWarning, warning});
  }
}

void Containers::settle(Decided& decided, Ready ready) {
  decided.ready_ = std::move(ready);
  for (const Use& use : std::exchange(decided.waiting_, {})) use(*decided.ready_);
}

Containers::Ready Containers::ready(const Decided& decided, std::size_t declared, LayerAssembler::Outcome assembled) {
  using Cause = ContainerFailure::Cause;
  const config::CasePlan& plan = decided.plan_;
  if (assembled) {
    return ReadyContainer{.layers = std::move(assembled->trees),
                          .settings = plan.container.spec.settings,
                          .timeout = plan.timeout.value,
                          .cache = plan.cache.value,
                          .platform = plan.platform.value,
                          .place = rules_.place};
  }
  LayerFailure failure = std::move(assembled).error();
  const std::size_t own =
      declared + (plan.include_shared_libraries.value ? 2 : 1);  // up to the binary and its libraries
  if (failure.layer >= declared && failure.layer < own) {
    return tl::unexpected(ContainerFailure{Cause::kArtifact, std::move(failure.error)});
  }
  // What is wrong with the layers together is of none of them.
  const bool of_one = failure.layer <= own;
  Error error = of_one ? of_configuration(failure.error, rules_.config.file) : std::move(failure.error);
  return tl::unexpected(ContainerFailure{Cause::kConfiguration, std::move(error)});
}

}  // namespace maelstrom::session
