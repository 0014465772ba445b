// A test binary of the project under test, as a run sees it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "frameworks/framework.h"
#include "frameworks/plain.h"
#include "session/chosen_cases.h"
#include "session/fixtures.h"
#include "session/needs.h"

namespace maelstrom::session {

// Where to look for the cases of a binary.
enum class CasesAre : std::uint8_t {
  kAsked,  // in itself, if a framework recognises it
  kWhole,  // nowhere: it is one test, whatever it is
};

struct TestBinary {
  frameworks::Artifact artifact;
  frameworks::PlainTest whole;     // the test that it is where no framework knows its cases
  std::vector<ChosenCase> chosen;  // or the tests that it is then; none: any of its cases may run
  CasesAre cases = CasesAre::kAsked;
  Needs needs;                        // of each of its cases
  std::chrono::milliseconds cost{0};  // how long the project says that they take; 0: it does not say
  int rank = 0;                       // the higher comes earlier, whatever else is known
  std::vector<std::string> depends;   // tests of the project that end before it begins
  std::vector<std::string> known_as;  // what it is called by those that depend on it
  FixtureRoles fixtures;
  bool disabled = false;                             // the project says that it is not to run
  std::vector<std::string> required;                 // files of the host without which none of its cases passes
  std::string hindrance;                             // for which each of its cases fails unseen; empty: there is none
  const frameworks::Framework* framework = nullptr;  // known once it was looked at
};

}  // namespace maelstrom::session
