#include "session/containers.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "session/default_container.h"

namespace maelstrom::session {
namespace {

void override(config::CasePlan& plan, const Overrides& overrides) {
  if (overrides.isolation) plan.container.spec.settings.isolation = *overrides.isolation;
  if (overrides.timeout) plan.timeout = *overrides.timeout;
}

// That something which the configuration names cannot be had is a mistake of the configuration; that
// there is no room for it is not.
Error of_configuration(Error error, const std::string& file) {
  const bool absent = error.code() == ErrorCode::kNotFound || error.code() == ErrorCode::kDenied;
  std::string message = (file.empty() ? "" : file + ": ") + "a layer cannot be made: " + error.message();
  return {absent ? ErrorCode::kInvalid : error.code(), std::move(message)};
}

// Of a container that starts from an image, which nothing here can fetch.
Error no_images(const config::ResolvedContainer& container) {
  return {
      ErrorCode::kInvalid,
      fmt::format("{}: image \"{}\": this version of maelstrom cannot read container images; a \"tar\" layer can hold "
                  "the image's files",
                  container.origins.image.value_or(Origin{}).to_string(), printable(container.spec.image->name))};
}

}  // namespace

Containers::Containers(const Ports& ports, JobLoop& loop, ContainerRules rules)
    : ports_(ports), loop_(loop), rules_(std::move(rules)), memo_(ports.build_layer) {}

config::CasePlan Containers::start_plan(const frameworks::Artifact& artifact) const {
  config::CasePlan plan{.container = {.spec = default_container(artifact)}};
  override(plan, rules_.defaults);
  if (artifact.timeout.count() != 0) plan.timeout = artifact.timeout;
  return plan;
}

Result<Containers::Decided*> Containers::decide(const frameworks::Artifact& artifact,
                                                const config::FilterSubject& subject) {
  std::vector<std::size_t> which = config::matching(rules_.config, subject);
  const auto [place, added] = decided_.try_emplace({&artifact, which});
  if (!added) return place->second.get();
  auto plan = config::apply(rules_.config, which, start_plan(artifact), ports_.environment);
  if (!plan || plan->container.spec.image) {
    decided_.erase(place);
    return fail(plan ? no_images(plan->container) : std::move(plan).error());
  }
  override(*plan, rules_.forced);
  place->second = std::make_unique<Decided>();
  place->second->plan_ = std::move(*plan);
  place->second->program_ = artifact.program;
  return place->second.get();
}

void Containers::with(Decided& decided, Use use) {
  if (decided.ready_) return use(*decided.ready_);
  decided.waiting_.push_back(std::move(use));
  if (decided.waiting_.size() > 1) return;
  loop_.prepare([this, &decided]() -> Preparer::Continuation {
    std::vector<std::string> warnings;
    Ready ready = build(decided.plan_, decided.program_, warnings);
    return [this, &decided, ready = std::move(ready), warnings = std::move(warnings)]() mutable {
      finish(decided, std::move(ready), warnings);
    };
  });
}

Containers::Ready Containers::build(const config::CasePlan& plan, const std::string& program,
                                    std::vector<std::string>& warnings) {
  using Cause = ContainerFailure::Cause;
  std::vector<std::pair<LayerSpec, Cause>> specs;
  for (LayerSpec& spec : base_layers()) specs.emplace_back(std::move(spec), Cause::kConfiguration);
  for (const LayerSpec& spec : plan.container.spec.layers) specs.emplace_back(spec, Cause::kConfiguration);
  specs.emplace_back(program_layer(program), Cause::kArtifact);
  if (plan.include_shared_libraries) specs.emplace_back(library_layer(program), Cause::kArtifact);
  specs.emplace_back(places_layer(plan.container.spec.settings.working_directory), Cause::kConfiguration);

  std::vector<Digest> trees;
  for (const auto& [spec, cause] : specs) {
    auto built = memo_.build(spec);
    if (!built) {
      Error error = std::move(built).error();
      if (cause == Cause::kConfiguration) error = of_configuration(std::move(error), rules_.config.file);
      return tl::unexpected(ContainerFailure{cause, std::move(error)});
    }
    trees.push_back(built->tree);
    warnings.insert(warnings.end(), built->warnings.begin(), built->warnings.end());
  }
  auto stacked = ports_.stack_layers(trees);
  if (!stacked) return tl::unexpected(ContainerFailure{Cause::kConfiguration, std::move(stacked).error()});
  return ReadyContainer{
      .layers = std::move(*stacked), .settings = plan.container.spec.settings, .timeout = plan.timeout};
}

void Containers::finish(Decided& decided, Ready ready, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    if (warned_.insert(warning).second) ports_.observer.on(Notice{Notice::Kind::kWarning, warning});
  }
  decided.ready_ = std::move(ready);
  for (const Use& use : std::exchange(decided.waiting_, {})) use(*decided.ready_);
}

}  // namespace maelstrom::session
