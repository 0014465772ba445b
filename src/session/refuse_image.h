// Jobs of `maelstrom run` whose container starts from an image.
#pragma once

#include "base/result.h"
#include "config/resolve_containers.h"

namespace maelstrom::session {

// Errors: Invalid for a container with an image, which only tests can start from; names where it was declared.
Status refuse_image(const config::ResolvedContainer& container);

}  // namespace maelstrom::session
