// A record with its SHA-256, so that a damaged one is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace maelstrom::session {

std::string sealed(std::string_view record);

// The record, a part of `bytes`; none if these are not what sealed() gave.
std::optional<std::string_view> unsealed(std::string_view bytes);

}  // namespace maelstrom::session
