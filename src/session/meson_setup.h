// What Meson keeps of its tests and does not write down for others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "session/ctest_model.h"

namespace maelstrom::session {

// Whether a test of the build directory `directory` may have what complete_tests() asks for: one of the project's
// meson.build files, or a file that cannot be read, may say `should_fail` or make an environment().
bool may_have_more(const Host& host, const std::string& directory);

// Asks Meson which of `tests`, those of its list, should_fail, and what their env() makes of the variables that every
// test has. It keeps that in meson-private/meson_test_setup.dat, a pickle of its own classes, which its own interpreter
// reads: `meson runpython`. Source: Meson 1.0, mesonbuild/backend/backends.py, TestSerialisation.
// Errors: Invalid if it cannot say, or speaks of other tests; those of Host::run. `tests` are then as they were.
Status complete_tests(const Host& host, const std::string& directory, std::vector<CtestTest>& tests);

}  // namespace maelstrom::session
