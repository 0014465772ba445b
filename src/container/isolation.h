// Whether a container sees what another left or holds, tried on this machine's own kernel.
//
// A pair of jobs for each channel. Leave and see: one slot, one job after the other. Meet: two
// slots, the second job runs while the first holds. The jobs are runs of maelstrom-probe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "container/cell.h"
#include "os/file.h"

namespace maelstrom::container {

enum class PairKind : std::uint8_t { kLeaveSee, kMeet };
enum class Expected : std::uint8_t { kClosed, kOpenByNature };

struct IsolationPair {
  const char* channel;  // as a person calls it
  const char* probe;    // as maelstrom-probe calls it
  Replaced parts;       // of the slot, in which the trace lies: to be replaced if it is still there
  bool fades = false;   // the kernel ends it by itself, often before the slot is checked
  PairKind kind = PairKind::kLeaveSee;
  Expected expected = Expected::kClosed;
};

std::span<const IsolationPair> isolation_pairs();

enum class Verdict : std::uint8_t {
  kClosed,         // refused, or nothing was to be seen
  kReplaced,       // left, found by the slot's check, and its part of the slot replaced
  kOpenByNature,   // seen, and no container of this kernel can close it
  kNotApplicable,  // this kernel does not have it
  kOpen,           // seen, and it must not be
  kBroken,         // the pair could not be tried
};

struct IsolationResult {
  IsolationPair pair;
  Verdict verdict = Verdict::kBroken;
  std::string detail;  // which part was replaced, what refused it, why it could not be tried

  bool passed() const { return verdict != Verdict::kOpen && verdict != Verdict::kBroken; }
};

struct IsolationOptions {
  std::string cell_program;
  std::string probe_program;
  Isolation isolation = Isolation::kDefault;
  std::vector<Mount> added_mounts;  // a container that is wrong on purpose, for tests of this check
};

// The directories that the probes' containers stand on; gone with it.
class IsolationCheck {
 public:
  // Errors: of the file system, with the path.
  static Result<IsolationCheck> create(IsolationOptions options);

  // Each pair has slots of its own. A slot that cannot be had is told as kBroken.
  IsolationResult run(const IsolationPair& pair) const;

  // The memory of one container that does nothing: the floor of every figure. Errors: as Cell's.
  Result<JobResult> run_nothing() const;

 private:
  IsolationCheck(IsolationOptions options, os::TemporaryDirectory directory)
      : options_(std::move(options)), directory_(std::move(directory)) {}
  Status furnish() const;
  CellOptions cell_options(std::size_t slots) const;
  ContainerCommand command(std::vector<std::string> arguments) const;
  Result<IsolationResult> leave_and_see(const IsolationPair& pair) const;
  Result<IsolationResult> meet(const IsolationPair& pair) const;

  IsolationOptions options_;
  os::TemporaryDirectory directory_;
};

}  // namespace maelstrom::container
