// The answers of whole suites, in the store, as long as they hold.
#pragma once

#include "reapi/job_encoder.h"
#include "session/ports.h"
#include "store/results.h"
#include "store/store.h"

namespace maelstrom::cli {

// To be made before anything is looked up in `results`. What is kept holds on the day and in the generation of the
// results in which it was: later days ask for each case by itself once, so that its use is noted there.
session::SuiteMemory suite_memory(store::Store& store, store::Results& results, reapi::JobEncoder encoder);

}  // namespace maelstrom::cli
