// The `[settings]` of a configuration.
#pragma once

#include "config/config.h"
#include "config/table_reader.h"

namespace maelstrom::config {

// "cache-root" for "cache_root".
std::string option_name(std::string name);

// Keys are written with either dash. What is wrong is reported, and left out.
Settings read_settings(const Table& table, Position at, Diagnostics& diagnostics);

// "10 GiB", "500 MB", "4096": bytes, with a unit of 1000 or 1024.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

// The field `key`: a whole number, or a string as parse_bytes() takes it.
std::optional<std::uint64_t> read_bytes(TableReader& reader, std::string_view key);

// Where a project may stand inside: an absolute path, tidied. None for "/" and for what climbs.
std::optional<std::string> parse_project_path(std::string_view text);

}  // namespace maelstrom::config
