// Results, and what belongs to them, on their way to another machine: see archive_entry.h for what is in the archive.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "base/clock.h"
#include "base/result.h"
#include "core/digest.h"
#include "layers/tar_reader.h"
#include "layers/tar_writer.h"
#include "store/action_log.h"
#include "store/results.h"
#include "store/store.h"

namespace maelstrom::execute {

struct ArchivePorts {
  store::Store& store;
  store::Results& results;
  store::ActionLog& log;
};

struct Exported {
  std::uint64_t results = 0;
  std::uint64_t actions = 0;  // of them, those whose messages are known
  std::uint64_t outputs = 0;
  std::uint64_t incomplete = 0;  // results that were left out: their output is gone
};

// Writes every result that may stand for a run and whose action is `wanted`, and finishes `tar`.
// Errors: of reading and of writing.
Result<Exported> export_results(const ArchivePorts& ports, const std::function<bool(const Digest& action)>& wanted,
                                layers::TarWriter& tar);

struct Imported {
  std::uint64_t results = 0;  // that are new here
  std::uint64_t known = 0;    // that are not: what came of an action here stays
  std::uint64_t actions = 0;
  std::uint64_t outputs = 0;
};

// Takes in what `tar` holds. Everything is verified before it is stored; what came before an error stays, whole.
// Errors: Invalid for what is no archive of results, is of a newer version, or is damaged, with the entry's name.
Result<Imported> import_results(const ArchivePorts& ports, layers::TarReader& tar, WallTime now);

}  // namespace maelstrom::execute
