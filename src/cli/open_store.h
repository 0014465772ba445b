// The store of the settings, as its owner.
#pragma once

#include <atomic>
#include <memory>

#include "base/result.h"
#include "cli/run_settings.h"
#include "store/store.h"

namespace maelstrom::cli {

// `given_up`: see store::StoreOptions. Errors: those of store::Store::open().
Result<std::unique_ptr<store::Store>> open_store(const RunSettings& settings,
                                                 const std::atomic<bool>* given_up = nullptr);

}  // namespace maelstrom::cli
