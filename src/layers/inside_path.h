// Paths inside a container, as text. Names are bytes: blanks, newlines and malformed UTF-8 are names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace maelstrom::layers {

// What stands between the slashes, without "" and ".".
std::vector<std::string_view> components(std::string_view path);

// `path` without ".", doubled and trailing slashes; absolute stays absolute, ".." stays.
std::string tidy(std::string_view path);

// `path`, or `path` below `base` if it is relative; tidied, with each ".." taken as text: what it
// means where no directory is a link. ".." in the root is the root.
std::string resolve_text(std::string_view base, std::string_view path);

// "/a" of "/a/b", "/" of "/a".
std::string_view parent_of(std::string_view path);

bool has_parent_step(std::string_view path);  // a component is ".."

// `path` below `prefix`, component by component; `path` itself if it does not begin with it.
std::string without_prefix(std::string_view path, std::string_view prefix);

}  // namespace maelstrom::layers
