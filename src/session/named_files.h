// Files of the project that a test's command line and properties name.
#pragma once

#include <string>
#include <vector>

#include "base/host.h"
#include "session/test_binary.h"

namespace maelstrom::session {

// Looks for them on the host: those that are there come along, of those that are required and are not there the
// first is the hindrance, if there is none yet. An argument names a file in one of the directories `own`, absolutely,
// alone or behind "=".
void take_named_files(const Host& host, const std::vector<std::string>& own, TestBinary& binary);

}  // namespace maelstrom::session
