// What the fields of one declaration may not be together: PARITY §1, "inheritance".
#pragma once

#include "config/diagnostics.h"
#include "core/container_declaration.h"

namespace maelstrom::config {

// What `declaration` takes from its base; nothing without one.
ContainerFields used_fields(const ContainerDeclaration& declaration);

// Reports a list beside its `added_` form, an `added_` list without a base that is used for it, and a
// field that the explicit `use` names too.
void check_rules(const ContainerDeclaration& declaration, Diagnostics& diagnostics);

}  // namespace maelstrom::config
