// Cases that need not be looked up one by one, because nothing of what their whole suite depends on has changed.
//
// To name a job, to find its result and to judge it takes as long for ten thousand cases as to list them. A suite is
// the cases of one artifact in one container. It is known by the job of its case without a name: layers, container,
// program, arguments, timeout and machine are in it, and what else tells the jobs of two cases apart is the case
// itself. An answer goes by what was found for that case by itself in an earlier run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/test_case.h"
#include "frameworks/framework.h"
#include "session/containers.h"
#include "session/ports.h"
#include "session/suite.h"
#include "session/test_binary.h"

namespace maelstrom::session {

class KnownSuites {
 public:
  // What makes a case of a suite. All of it outlives this object.
  struct CaseOf {
    const TestBinary& binary;
    const frameworks::ListedCase& listed;
    const ReadyContainer& container;
  };

  // `test_arguments`: given to every case.
  KnownSuites(const std::optional<SuiteMemory>& memory, const std::vector<std::string>& test_arguments)
      : memory_(memory), test_arguments_(test_arguments) {}

  // That the case passed, without its output; none: it is to be asked for by itself.
  std::optional<JobResult> answer(const CaseOf& test);

  // The case has ended; an answer that was found for it by itself is kept for later runs.
  void learn(const CaseOf& test, const CaseResult& result);

  // At the end of a run: for later ones.
  void keep();

 private:
  struct Known {
    std::optional<Digest> name;  // none: nothing is known of it, or can be
    Suite suite;
    bool has_more = false;  // than was kept
  };

  bool has_suite(const CaseOf& test) const;
  Known& suite_of(const CaseOf& test);
  std::optional<Digest> name_of(const CaseOf& test) const;

  const std::optional<SuiteMemory>& memory_;
  const std::vector<std::string>& test_arguments_;
  std::map<std::pair<const TestBinary*, const ReadyContainer*>, Known> known_;
};

}  // namespace maelstrom::session
