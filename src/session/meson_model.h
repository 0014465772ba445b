// Meson's tests as values, in CTest's terms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/ctest_model.h"

namespace maelstrom::session {

// Reads what `meson introspect --tests` prints, which is what stands in meson-info/intro-tests.json of the build
// directory `directory`; a test that says nothing else runs there. Source: Meson's manual, "IDE integration", "Tests",
// and "Unit tests" for the exit code 77 and for TAP. Whether a test is to fail is not told there.
// Errors: Invalid if it is no such list.
Result<std::vector<CtestTest>> parse_meson_tests(std::string_view json, const std::string& directory);

}  // namespace maelstrom::session
