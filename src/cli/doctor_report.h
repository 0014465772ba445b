// What `maelstrom doctor` prints, as text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "container/features.h"
#include "container/isolation.h"
#include "report/palette.h"

namespace maelstrom::cli {

// One line a feature: name, state, what was found; under it how to enable what is missing.
std::string features_table(std::span<const container::Feature> features, const report::Palette& palette);

// Of what is needed and missing, no other; empty if nothing is.
std::string missing_features(std::span<const container::Feature> features, const report::Palette& palette);

std::string isolation_table(std::span<const container::IsolationResult> results, const report::Palette& palette);

struct MachineReport {
  std::string user;  // that containers run as
  std::size_t slots = 1;
  std::string cell_program;
  std::optional<std::uint64_t> floor;  // bytes: the memory figure of a container that does nothing
  std::string store;
  std::string store_file_system;  // "ext4"
};
std::string machine_table(const MachineReport& report);

}  // namespace maelstrom::cli
