// The container fields of a table, of TOML or JSON alike: PARITY §1, "container fields" and "inheritance".
#pragma once

#include <map>
#include <string>

#include "config/table_reader.h"
#include "core/container_declaration.h"

namespace maelstrom::config {

// Containers by their names.
using NamedContainers = std::map<std::string, ContainerDeclaration>;

inline constexpr Named<Isolation> kIsolations[] = {{"default", Isolation::kDefault}, {"strict", Isolation::kStrict}};

// Reads what `reader` has of container fields; the caller reads its own and calls finish(). `what` is
// the origin's ("a job"). What is wrong is reported, and left out:
// - both `image` and `parent`; an image of an unknown scheme; an unknown field in `use`;
// - a field beside its `added_` form; `added_` without a base that is used for that field;
// - a field that the explicit `use` of the base names too.
// A relative working directory starts from the container's root, as the Rust edition has it.
ContainerDeclaration read_container(TableReader& reader, const std::string& what);

// The same for a directive that may say neither `image` nor `parent`: then `added_` needs no base, and
// may stand beside the plain field. Its working directory must be absolute.
ContainerDeclaration read_directive_container(TableReader& reader);

// The table NAME → container of `member` ("containers"); a later one replaces an equal name in `all`.
void read_containers(const Member& member, NamedContainers& all, Diagnostics& diagnostics);

// Reports a parent of `declaration` that no container has for its name.
void check_parent(const NamedContainers& containers, const ContainerDeclaration& declaration, Diagnostics& diagnostics);

// Reports each parent that no container has for its name, and each loop once, with its chain of names.
void check_parents(const NamedContainers& containers, Diagnostics& diagnostics);

}  // namespace maelstrom::config
