// A test binary of the project under test, as a run sees it.
#pragma once

#include "frameworks/framework.h"

namespace maelstrom::session {

// What to do with a binary that no framework recognises.
enum class Unrecognised : std::uint8_t {
  kRunWhole,  // a person named it: the whole program is one test
  kLeave,     // the project calls it a test of its own kind; it is said that it does not run
};

struct TestBinary {
  frameworks::Artifact artifact;
  Unrecognised unrecognised = Unrecognised::kRunWhole;
  bool disabled = false;                             // the project says that it is not to run
  const frameworks::Framework* framework = nullptr;  // known once it was looked at
};

}  // namespace maelstrom::session
