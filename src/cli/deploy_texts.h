// The files from which clusters are made: src/cli/deploy/, part of the program.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace maelstrom::cli {

// The file of that name there, as it stands; empty if there is none.
std::string_view deploy_text(std::string_view name);

// `text` with the value of each {{name}} in its place; other braces stay.
using Fillings = std::map<std::string, std::string, std::less<>>;
std::string filled(std::string_view text, const Fillings& fillings);

// Each line of `text` that is not empty behind so many blanks.
std::string indented(std::string_view text, std::size_t blanks);

}  // namespace maelstrom::cli
