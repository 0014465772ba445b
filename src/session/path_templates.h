// Names in the paths of layers that stand for what a run finds out: PARITY §1, "path templates".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/layer_spec.h"

namespace maelstrom::session {

struct PathTemplates {
  std::string project;                         // absolute
  std::optional<std::string> build_directory;  // <build-dir>, absolute; none: nobody looked for one
};

// `layers` with the value of each <name> in their paths, and "<" for each "<<". In a glob, and in what its options
// strip, the value is relative to the project. Commands are no paths. Errors: Invalid for an unknown name, with those
// that are known; for <build-dir> where there is none, or in a glob if it is not in the project.
Result<std::vector<LayerSpec>> with_values(std::vector<LayerSpec> layers, const PathTemplates& templates);

}  // namespace maelstrom::session
