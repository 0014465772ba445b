#include "session/refuse_image.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace maelstrom::session {

Status refuse_image(const config::ResolvedContainer& container) {
  if (!container.spec.image) return {};
  return invalid(
      fmt::format("{}: image \"{}\": jobs of maelstrom run cannot start from an image yet; a \"tar\" layer can hold "
                  "the image's files",
                  container.origins.image.value_or(Origin{}).to_string(), printable(container.spec.image->name)));
}

}  // namespace maelstrom::session
