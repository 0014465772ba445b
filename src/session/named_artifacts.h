// Test binaries that a person names, on the command line or in maelstrom.toml.
#pragma once

#include <string>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "session/test_binary.h"

namespace maelstrom::session {

// `paths` are absolute; `globs` are relative to `project`, in which each binary will run. A file is
// taken once, however often it is named.
// Errors: Invalid for a path that is not there, a malformed glob, or one that matches no file.
Result<std::vector<TestBinary>> named_artifacts(const Host& host, const std::string& project,
                                                const std::vector<std::string>& paths,
                                                const std::vector<std::string>& globs);

}  // namespace maelstrom::session
