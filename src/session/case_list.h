// The cases of a project's test binaries, without running one.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/case_argument.h"
#include "core/job.h"
#include "core/test_case.h"
#include "session/containers.h"
#include "session/ports.h"
#include "session/test_binary.h"

namespace maelstrom::session {

struct KnownCase {
  std::string name;
  std::string ignored;  // why it would not run; empty if it would
};

struct KnownArtifact {
  TestBinary binary;
  std::vector<KnownCase> cases;  // those that are selected
  std::string problem;           // why the binary gave no list; empty if it did
};

struct CaseList {
  std::vector<KnownArtifact> artifacts;  // in the order of the binaries
  std::string nothing;                   // where filters select no case: that, and what a person may have meant
  std::optional<int> signal;             // that ended the listing early
};

// What surrounds a case, before any layer is built.
struct CasePlanOf {
  const config::CasePlan& plan;  // the same object for all cases that share it, until the listing has ended
  Environment added;             // by the framework, over that of the plan
  std::string_view framework;    // who adds it
};

struct ListRules {
  ContainerRules containers;
  config::Selection selection;
  std::size_t preparation_threads = 1;
  // Given the job of each case that would run, on the thread that lists; layers are built for it. An error says why
  // it has none. Empty: nobody wants to know.
  std::function<void(const CaseId&, Result<Job>)> job;
  std::vector<std::string> test_arguments;  // given to every case
  // Given the plan of each selected case on the thread that lists; no layer is built for it. Empty: nobody wants to
  // know.
  std::function<void(const CaseId&, const CasePlanOf&)> plan;
};

// Lists each binary inside its container, as a run would.
// Errors: Invalid for a directive that cannot be obeyed; what the executor gives when it can do no more.
Result<CaseList> list_cases(const Ports& ports, ListRules rules, std::vector<TestBinary> binaries);

}  // namespace maelstrom::session
