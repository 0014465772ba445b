// Which cases a test binary has: recognised from its bytes, listed inside its container.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/test_case.h"
#include "frameworks/framework.h"
#include "session/companions.h"
#include "session/containers.h"
#include "session/job_loop.h"
#include "session/ports.h"
#include "session/test_binary.h"

namespace maelstrom::session {

struct Listing {
  std::vector<frameworks::ListedCase> cases;
  std::chrono::nanoseconds duration{0};
  bool cached = false;
};
// The binary gave no list, and running it would not either.
struct NoListing {
  Verdict verdict;
  std::optional<JobResult> job;
};
// Of a directive: nothing can go on.
using ConfigurationError = Error;

using ListingOutcome = std::variant<Listing, NoListing, ConfigurationError>;

class Lister {
 public:
  using Use = std::function<void(ListingOutcome)>;

  Lister(const Ports& ports, JobLoop& loop, Containers& containers);

  // Sets `binary.framework` and what comes along with its program, then calls `use` on the loop's thread. A binary that
  // refuses to list or lists nothing is the plain test `binary.whole`. `binary` lives as long as the loop runs.
  void list(TestBinary& binary, Use use);

 private:
  // What is seen of a program without running it.
  struct Seen {
    Result<ElfFacts> facts;
    Companions companions;
  };
  Seen look_at(const TestBinary& binary) const;
  void seen(TestBinary& binary, const Seen& seen, const Use& use);
  void ask(TestBinary& binary, const Use& use);
  void submit(TestBinary& binary, const ReadyContainer& container, const Use& use);
  // A listing that was read already, and what of.
  struct Read {
    std::string output;
    Termination termination;
    Result<std::vector<frameworks::ListedCase>> cases;
    bool is_of(const JobResult& result) const;
  };
  ListingOutcome judge(TestBinary& binary, Result<JobResult> result, std::optional<Read> read) const;

  const Ports& ports_;
  JobLoop& loop_;
  Containers& containers_;
  std::vector<std::string> markers_;  // of every framework
};

}  // namespace maelstrom::session
