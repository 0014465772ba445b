#include "cli/container_rules.h"

#include <memory>
#include <utility>

#include "base/strings.h"
#include "layers/relocator.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

std::optional<Relocation> relocation_of(const Asked& asked) {
  if (!asked.all.project_path) return std::nullopt;
  return Relocation{asked.project.directory, *asked.all.project_path};
}

}  // namespace

session::ContainerRules container_rules(const Asked& asked, const std::optional<std::string>& build_directory) {
  return {.config = asked.project.config,
          .whose_default = asked.settings.whose_default,
          .defaults = asked.settings.defaults,
          .forced = asked.settings.forced,
          .templates = {asked.project.directory, build_directory},
          .place = relocation_of(asked)};
}

void place_project(session::Ports& ports, const Workshop& workshop, const Asked& asked,
                   const std::optional<std::string>& build_directory) {
  const auto relocation = relocation_of(asked);
  if (!relocation) return;
  if (build_directory && !session::is_within(*build_directory, relocation->from)) {
    ports.observer.on(Notice{Notice::Kind::kWarning, printable(*build_directory) + " is not in the project: what is " +
                                                         "built there does not move to " + printable(relocation->to)});
  }
  auto relocator = std::make_shared<layers::Relocator>(*workshop.store, *relocation);
  ports.build_layer = [relocator,
                       build = std::move(ports.build_layer)](const LayerSpec& spec) -> Result<layers::BuiltLayer> {
    TRY_ASSIGN(built, build(spec));
    TRY_ASSIGN_IN("project_path", tree, relocator->relocate(built.tree));
    built.tree = tree;
    return built;
  };
}

}  // namespace maelstrom::cli
