// What a test binary is called.
#pragma once

#include <vector>

#include "session/test_binary.h"

namespace maelstrom::session {

// Names each artifact by its program's file name; where different programs have the same, with as
// much of its directory as tells them apart ("net/unit_test"). Where several artifacts are of one
// program, the name that an artifact had before (its test's in the project) is put behind in
// brackets, or else its number. Those that are whole tests bear the name of the program, as long as they and their
// tests have another name than the others.
void give_unique_names(std::vector<TestBinary>& binaries);

}  // namespace maelstrom::session
