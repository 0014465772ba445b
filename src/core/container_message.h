// The content of ".maelstrom/container": what surrounds a job, but for its layers.
// Source: proto/maelstrom.proto, "Container".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/container.h"
#include "core/terminal.h"

namespace maelstrom {

struct ContainerMessage {
  ContainerSettings settings;
  bool capture_file_system_changes = false;
  std::optional<TerminalSize> terminal;
  bool operator==(const ContainerMessage&) const = default;

  // Canonical, as reapi/action.h says it.
  std::string encode() const;
  // Errors: Invalid for malformed bytes, and for a mount or a network that this version does not know.
  static Result<ContainerMessage> decode(std::string_view bytes);
};

}  // namespace maelstrom
