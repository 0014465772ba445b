// Parts of the program that are loaded only when they are needed, because their libraries cost every start
// milliseconds.
#pragma once

#include <string>

#include "base/result.h"

namespace maelstrom::os {

// Where the shared object `name` lies for a program that lies in `program_directory`: beside it, or in
// ../libexec/maelstrom. `purpose` is for the message: "pulls images". Errors: NotFound, with both places.
Result<std::string> find_module(const std::string& program_directory, const std::string& name,
                                const std::string& purpose);

// Loads the shared object `path`, for good, and gives its function `entry`.
// Errors: Unavailable if it, or a library that it needs, is not there, or if it has no such function.
Result<void*> module_entry(const std::string& path, const std::string& entry);

}  // namespace maelstrom::os
