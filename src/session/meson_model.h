// Meson's tests as values, in CTest's terms.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/ctest_model.h"

namespace maelstrom::session {

// The files that a target makes, by the target's id.
using MesonTargets = std::map<std::string, std::vector<std::string>>;

// Reads what `meson introspect --targets` prints (meson-info/intro-targets.json); of what is no such list, nothing.
MesonTargets parse_meson_targets(std::string_view json);

// Reads what `meson introspect --tests` prints, which is what stands in meson-info/intro-tests.json of the build
// directory `directory`; a test that says nothing else runs there. What it depends on comes along. Source: Meson's
// manual, "IDE integration", "Tests". Whether a test is to fail is not told there: see session/meson_setup.h.
// Errors: Invalid if it is no such list.
Result<std::vector<CtestTest>> parse_meson_tests(std::string_view json, const std::string& directory,
                                                 const MesonTargets& targets);

}  // namespace maelstrom::session
