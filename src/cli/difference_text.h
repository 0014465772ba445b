// What differs between two actions, for a person and for a program.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reapi/action_diff.h"

namespace maelstrom::cli {

// How many lines a person gets to see.
enum class Shown : std::uint8_t { kFirst, kAll };

// A line each, indented: "  variable LEVEL: 1 -> 2".
std::string difference_lines(const reapi::Differences& differences, Shown shown);

// An object each: input, name, layer, before, after.
nlohmann::json difference_json(const reapi::Differences& differences);

}  // namespace maelstrom::cli
