#include "session/project_place.h"

namespace maelstrom::session {

frameworks::Artifact placed(frameworks::Artifact artifact, const std::optional<Relocation>& place) {
  if (!place) return artifact;
  artifact.program = relocated(artifact.program, *place);
  artifact.working_directory = relocated(artifact.working_directory, *place);
  for (std::string& argument : artifact.arguments) argument = relocated_in(argument, *place);
  for (auto& [name, value] : artifact.environment) value = relocated_in(value, *place);
  return artifact;
}

}  // namespace maelstrom::session
