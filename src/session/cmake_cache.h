// What a configured build directory says of itself.
#pragma once

#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"

namespace maelstrom::session {

// Source: cmake(1), CMakeCache.txt: lines of KEY:TYPE=VALUE.
struct CmakeCache {
  std::string source;                       // CMAKE_HOME_DIRECTORY, absolute
  std::vector<std::string> configurations;  // CMAKE_CONFIGURATION_TYPES; empty: the generator has but one
  std::string default_configuration;        // CMAKE_DEFAULT_BUILD_TYPE (Ninja Multi-Config)
};

CmakeCache parse_cmake_cache(std::string_view text);

// Reads the CMakeCache.txt of `directory`.
Result<CmakeCache> read_cmake_cache(const Host& host, const std::string& directory);

}  // namespace maelstrom::session
