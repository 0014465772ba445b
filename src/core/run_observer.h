// The port through which a run speaks: events flow out, nothing is asked back.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/test_case.h"

namespace maelstrom {

struct RunStarted {
  std::string version;
  std::string id;
  std::chrono::system_clock::time_point time;
  std::size_t slots = 0;
  std::string remote;  // the address of the cluster; empty: there is none
};

struct ArtifactListed {
  std::string framework;
  std::string artifact;
  std::size_t cases = 0;
  bool cached = false;
  std::chrono::nanoseconds duration{0};
};

struct CaseStarted {
  CaseId id;
};

// It runs for longer than a directive finds usual. Said again whenever that has doubled.
struct CaseSlow {
  CaseId id;
  int attempt = 1;
  std::chrono::nanoseconds after{0};  // how long at least, so far
};

struct RunFinished {
  std::array<std::size_t, kOutcomes> counts{};  // by Outcome
  std::size_t cached = 0;                       // of them, those that did not run: an earlier run answered
  std::size_t audited = 0;                      // of them, those that ran a second time
  std::size_t audits_that_differ = 0;           // of those
  std::chrono::nanoseconds duration{0};
  int exit_code = 0;
  std::string interrupted_by;  // the signal's name; empty if the run came to its end
};

// Something a person should read that is no result: a warning, what is being built.
struct Notice {
  // kStanding: how things stand at the moment, in place of what was said of it before; empty: there is nothing to say.
  enum class Kind : std::uint8_t { kProgress, kStanding, kWarning, kError };
  Kind kind = Kind::kProgress;
  std::string text;
};

class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on(const RunStarted&) {}
  virtual void on(const ArtifactListed&) {}
  virtual void on(const CaseStarted&) {}
  virtual void on(const CaseSlow&) {}
  virtual void on(const CaseResult&) {}
  virtual void on(const RunFinished&) {}
  virtual void on(const Notice&) {}
  // How many cases the run will have; grows while artifacts are listed.
  virtual void on_total(std::size_t /*cases*/) {}
};

}  // namespace maelstrom
