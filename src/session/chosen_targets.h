// Which targets of a build directory have to be built for the tests that are asked for.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "session/cmake_targets.h"
#include "session/ctest_artifacts.h"

namespace maelstrom::session {

// False only if no case of the artifact of this name can be selected.
using AsksFor = std::function<bool(std::string_view artifact)>;

struct ChosenTargets {
  std::vector<CmakeTarget> built;
  std::vector<CmakeTarget> others;
};

// The programs whose names are asked for. `built` is empty where that would be none of them, or all.
ChosenTargets choose_targets(std::vector<CmakeTarget> targets, const AsksFor& asks);

// Whether what is asked for of `found` is made by what was built, as far as anybody says: it is a program of these
// targets, shares no fixture, names no file that another target makes, and is not of those that are missing.
bool suffices(const ChosenTargets& chosen, const CtestArtifacts& found, const AsksFor& asks);

}  // namespace maelstrom::session
