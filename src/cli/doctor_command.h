// `maelstrom doctor`: what this machine gives to containers, and what it would take to give more.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "container/cell.h"
#include "report/palette.h"

namespace maelstrom::cli {

struct DoctorOptions {
  bool isolation = false;  // --isolation: run the pairs of tests that try to see each other
  std::string color = "auto";
  std::optional<std::string> cache_root;  // as typed; none: the default
};

// Gives the exit code: kSuccess if all that is needed is there (and, with `isolation`, no channel is
// open that must not be), else kInfrastructure.
int run_doctor(const DoctorOptions& options);

// Says which features that containers need are missing, and how to get them. Gives whether any is.
bool explain_missing_features(std::FILE* to, const container::CellOptions& cell, const report::Palette& palette);

}  // namespace maelstrom::cli
