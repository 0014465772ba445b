// A project that stands elsewhere inside than on the host: INTERFACE §6, project_path.
#pragma once

#include <optional>

#include "core/relocation.h"
#include "frameworks/framework.h"

namespace maelstrom::session {

// What the project says of `artifact`, as it is inside: the program's path, arguments, environment and working
// directory. Without a relocation it is `artifact` itself.
frameworks::Artifact placed(frameworks::Artifact artifact, const std::optional<Relocation>& place);

}  // namespace maelstrom::session
