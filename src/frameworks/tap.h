// What a program says of its tests in the Test Anything Protocol.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace maelstrom::frameworks {

struct TapReport {
  std::size_t passed = 0;  // those that were to fail ("not ok # TODO") among them
  std::size_t skipped = 0;
  std::size_t failed = 0;               // "not ok", and "ok # TODO"
  std::string first_failure;            // its line; empty if none failed
  std::string skip_reason;              // of all, or of the first that gives one
  std::string mistake;                  // the first thing that breaks the protocol; empty if nothing does
  std::optional<std::string> bail_out;  // why the program gave up
};

// Lines that the protocol does not know are passed over. Sources: testanything.org, "TAP 12" and "TAP 13"; what they
// leave open is as Meson 1.0 has it (mesonbuild/mtest.py, TAPParser), which reads 13 and later alike.
TapReport read_tap(std::string_view output);

}  // namespace maelstrom::frameworks
