// From directives to containers that can run: decided once for all cases that the same directives match.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "core/container.h"
#include "core/relocation.h"
#include "frameworks/framework.h"
#include "session/edition_container.h"
#include "session/image_fetcher.h"
#include "session/job_loop.h"
#include "session/layer_assembler.h"
#include "session/needs.h"
#include "session/path_templates.h"
#include "session/ports.h"

namespace maelstrom::session {

// What a person can say beside the directives.
struct Overrides {
  std::optional<Declared<Isolation>> isolation;
  std::optional<Declared<std::chrono::seconds>> timeout;
  std::optional<Declared<std::uint64_t>> retries;
};

struct ContainerRules {
  config::Config config;
  DefaultContainer whose_default = DefaultContainer::kMaelstrom;
  Overrides defaults;  // where no directive speaks
  Overrides forced;    // whatever a directive says
  PathTemplates templates;
  std::optional<Relocation> place;  // of the project inside; the ports build its layers accordingly
};

// A container whose layers are in the store.
struct ReadyContainer {
  std::vector<Digest> layers;
  ContainerSettings settings;
  std::chrono::seconds timeout{0};
  bool cache = true;
  std::vector<MachineFact> platform;
  std::optional<Relocation> place;  // as ContainerRules has it
};

struct ContainerFailure {
  enum class Cause : std::uint8_t {
    kConfiguration,  // what a directive asks for cannot be had: every run would meet it
    kArtifact,       // the test binary itself cannot be run
  };
  Cause cause = Cause::kConfiguration;
  Error error;
};

class Containers {
 public:
  using Ready = tl::expected<ReadyContainer, ContainerFailure>;
  using Use = std::function<void(const Ready&)>;
  using Resolved = std::function<void(const Status&)>;

  // A container that is decided on; made ready by the first who wants to use it.
  class Decided {
   public:
    bool ignore() const { return plan_.ignore.value; }
    config::CaseRetries retries() const { return plan_.retries.value; }
    // Those of its project, as far as no directive says otherwise.
    Needs needs(Needs of_project) const;
    // Whole only after resolve() or with(): an image has its say too.
    const config::CasePlan& plan() const { return plan_; }
    Isolation isolation() const { return plan_.container.spec.settings.isolation; }

   private:
    friend class Containers;
    config::CasePlan plan_;
    const frameworks::Artifact* artifact_ = nullptr;
    std::optional<Result<std::optional<Digest>>> image_;  // its files; none: no image, or not used
    std::vector<Resolved> resolving_;
    std::optional<Ready> ready_;
    std::vector<Use> waiting_;
  };

  // `loop` need not be there yet.
  Containers(const Ports& ports, JobLoop& loop, ContainerRules rules);

  // The container of the cases of `artifact` that `subject` stands for. `artifact` and what is
  // returned live as long as this object. Errors: Invalid, as config::apply and with_values() give it.
  Result<Decided*> decide(const frameworks::Artifact& artifact, const config::FilterSubject& subject);

  // Calls `then` on the loop's thread once nothing of the container is left to an image: at once if so it is. Builds
  // no layers. Errors: those of the image.
  void resolve(Decided& decided, Resolved then);

  // Calls `use` on the loop's thread once the layers are built: at once if they are.
  void with(Decided& decided, Use use);

 private:
  config::CasePlan start_plan(const frameworks::Artifact& artifact) const;
  Result<config::CasePlan> plan(const std::vector<std::size_t>& which, const frameworks::Artifact& artifact) const;
  void assemble(Decided& decided, const std::optional<Digest>& image);
  void warn(const std::vector<std::string>& warnings);
  void settle(Decided& decided, Ready ready);
  Ready ready(const Decided& decided, std::size_t declared, LayerAssembler::Outcome assembled);

  const Ports& ports_;
  ContainerRules rules_;
  ImageFetcher images_;
  LayerAssembler assembler_;
  std::map<std::pair<const frameworks::Artifact*, std::vector<std::size_t>>, std::unique_ptr<Decided>> decided_;
  std::set<std::string> warned_;
};

}  // namespace maelstrom::session
