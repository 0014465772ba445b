// The module maelstrom-registry.so, which speaks HTTP through libcurl.
//
// libcurl and the 30 libraries that it needs cost every start milliseconds; only a run that pulls an
// image pays for them.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "registry/http.h"

namespace maelstrom::registry {

// The name and type of what the module gives; the caller owns the result.
inline constexpr const char* kHttpModuleEntry = "maelstrom_registry_http";
using HttpModuleEntry = Http* (*)(const HttpOptions&);

// Where the module lies for a program that lies in `program_directory`: beside it, or in ../libexec/maelstrom.
// Errors: NotFound, with both places.
Result<std::string> find_http_module(const std::string& program_directory);

// Loads the module. Errors: Unavailable if it, or a library that it needs, is not there.
Result<std::unique_ptr<Http>> open_http(const std::string& module, const HttpOptions& options);

}  // namespace maelstrom::registry
