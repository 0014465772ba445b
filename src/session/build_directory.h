// Which build directory holds a project's tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/host.h"
#include "base/result.h"

namespace maelstrom::session {

// Below a project that has no build directory: where one is made.
inline constexpr std::string_view kOwnBuild = "/build/maelstrom";

// The directory that was configured last, of those that the project's presets name; else of those in
// or under the project whose source is the project (to a bounded depth). None: nothing is configured.
// Errors: Invalid for presets that cannot be read.
Result<std::optional<std::string>> find_build_directory(const Host& host, const std::string& project);

// The same of Meson, which has no presets.
std::optional<std::string> find_meson_directory(const Host& host, const std::string& project);
// Whether Meson has configured something there.
bool is_meson_directory(const Host& host, const std::string& directory);

}  // namespace maelstrom::session
