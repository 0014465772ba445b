// What CTest has said of projects, remembered in the store.
#pragma once

#include "session/test_memory.h"
#include "store/store.h"

namespace maelstrom::cli {

// `store` lives longer.
session::TestMemory test_memory(store::Store& store);

}  // namespace maelstrom::cli
