// How jobs run: what is said over the defaults.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/directories.h"
#include "cli/identity.h"
#include "cli/options.h"
#include "config/config.h"
#include "execute/cached_executor.h"
#include "execute/remote_executor.h"
#include "reapi/remote_address.h"
#include "session/containers.h"
#include "session/test_run.h"

namespace maelstrom::cli {

struct RunSettings {
  std::size_t slots = 1;
  std::optional<std::uint64_t> memory;             // bytes, for the tests that say how much they need; none: no bound
  std::string cache_root;                          // absolute
  std::string state_root;                          // absolute
  std::uint64_t cache_size = UINT64_C(20) << 30;   // bytes
  std::uint64_t inline_limit = UINT64_C(1) << 20;  // bytes kept of each output stream of a job
  std::string image_depot;                         // absolute
  bool accept_invalid_certificates = false;        // of registries
  execute::CacheUse cache = execute::CacheUse::kFull;
  Identity identity;                           // to the servers below
  std::optional<reapi::RemoteAddress> remote;  // of an engine
  std::size_t remote_slots = 64;
  std::string remote_share;
  Containment accepted = Containment::kContainer;
  execute::WhenLost when_lost = execute::WhenLost::kFail;
  execute::SlotsHere slots_here = execute::SlotsHere::kForWhatStays;
  std::optional<reapi::RemoteAddress> remote_cache;
  bool remote_cache_read_only = false;
  session::ChoiceRules choice;
  session::FlakyResult flaky_result = session::FlakyResult::kPass;
  session::RepeatRules repeat;
  std::size_t stop_after = 0;    // failures; 0: never
  unsigned audit_cache = 0;      // percent
  unsigned audit_isolation = 0;  // percent
  session::DefaultContainer whose_default = session::DefaultContainer::kMaelstrom;
  session::Overrides defaults;  // what the settings say for all tests
  session::Overrides forced;    // what the command line says

  // Whether the answers of earlier runs will do, and of nothing more than that a case passed is to be told.
  bool looks_up_suites() const {
    return cache == execute::CacheUse::kFull && !remote && audit_cache == 0 && audit_isolation == 0;
  }
};

// `all` is what holds, the command line included. Errors: Invalid where no directory can be told.
Result<RunSettings> resolve(const RunOptions& typed, const config::Settings& all, const Lookup& environment,
                            std::size_t cores);

}  // namespace maelstrom::cli
