// Settings from several places, and which of them holds: PARITY §4, "settings".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace maelstrom::config {

struct ParsedSettings {
  Settings settings;
  std::vector<Diagnostic> errors;  // if there are any, the settings are not to be used
};

// A user's config.toml: the settings, in no table. `file` is its name, for messages and origins.
ParsedSettings parse_user_settings(std::string_view text, const std::string& file);

// The variables PREFIX_SLOTS, PREFIX_CACHE_ROOT and so on; `prefixes` are "MAELSTROM_RUN", "MAELSTROM", the
// strongest first. A variable that is set to nothing is not set. A list is one value, or a TOML array.
ParsedSettings environment_settings(const std::vector<std::string>& prefixes, const Lookup& environment);

// Lets what is a path start from `directory`.
void make_absolute(Settings& settings, const std::string& directory);

// Of each setting what the strongest source says that speaks of it; `report` is what all say together.
Settings merged(std::span<const Settings> strongest_first);

// Those of them that one of `options` names, by its long option's name.
Settings only(const Settings& settings, std::span<const std::string_view> options);

// TOML: a line for each setting that was said, with its origin as a comment.
std::string described(const Settings& settings);

}  // namespace maelstrom::config
