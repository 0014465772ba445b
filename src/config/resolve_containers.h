// From declared containers to one that is whole: PARITY §1, "inheritance", and §3, "directive rule".
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/container_reader.h"
#include "core/container_declaration.h"

namespace maelstrom::config {

// The value of a variable of the client's environment; none if it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string&)>;

// Where each part of a container came from.
struct ContainerOrigins {
  std::vector<Declared<ContainerBase>> bases;  // its image or parent, that one's, and so on
  std::optional<Origin> image;
  std::vector<Origin> layers;                 // one for each of the specification
  std::vector<Origin> mounts;                 // likewise
  std::map<std::string, Origin> environment;  // by variable
  std::map<ContainerField, Origin> scalars;   // of those that are no list; all of them
};

struct ResolvedContainer {
  ContainerSpec spec;
  // With `spec.image->environment`: what is still to be applied, because it may speak of the image's
  // variables; `spec.settings.environment` is then that of the start. Else empty.
  std::vector<Declared<EnvironmentElement>> environment_on_image;
  ContainerOrigins origins;
};

// What a chain of declarations makes of `start`, the container of who says nothing.
class ContainerChain {
 public:
  // What the origins of `start` do not name is of `what`; of them only scalars and variables count.
  explicit ContainerChain(ResolvedContainer start, std::string what = "the default container");
  ~ContainerChain();
  ContainerChain(ContainerChain&&) noexcept;
  ContainerChain& operator=(ContainerChain&&) noexcept;

  // With a base: forgets what was applied, and inherits from it. Without: plain lists overwrite those
  // of earlier declarations, `added_` ones append, scalars set; the base and its `use` stay.
  // Errors: Invalid for a parent that is not in `containers` or for a loop of parents; names where it
  // was declared, and the chain of names. Nothing changes then.
  Status apply(const NamedContainers& containers, const ContainerDeclaration& declaration);

  // `project`: what a relative local_path starts from; empty: it stays relative.
  // A /sys mount of the start goes if the network is the host's.
  // Errors: Invalid for a variable that is not known and has no default (but see
  // environment_on_image), for a declared sys mount with the host's network; names the declaration.
  Result<ResolvedContainer> resolve(const Lookup& client_environment, const std::string& project) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The first of the ancestors of `declaration` that `containers` does not have.
std::optional<std::string> missing_parent(const NamedContainers& containers, const ContainerDeclaration& declaration);

// One declaration on an empty start: that of `maelstrom run`.
// Errors: those of ContainerChain; Invalid for a container without any layer.
Result<ResolvedContainer> resolve_container(const NamedContainers& containers, const ContainerDeclaration& declaration,
                                            const Lookup& client_environment, const std::string& project);

// What an image's configuration says.
struct ImageFacts {
  Environment environment;
  std::string working_directory;  // empty: it has none
};

// Takes from `image` what `container.spec.image` uses of it, all but the layers; does nothing without
// an image. Errors: Invalid for a variable that is not known and has no default.
Status settle_image(ResolvedContainer& container, const ImageFacts& image, const Lookup& client_environment);

}  // namespace maelstrom::config
