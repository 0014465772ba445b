// What came of a job beyond what a Remote Execution `ActionResult` has fields for: maelstrom.JobFacts.
//
// Source: proto/maelstrom.proto, "JobFacts".
#pragma once

#include <cstdint>
#include <string_view>

namespace maelstrom {

enum class JobFact : std::uint8_t {
  kSignal = 1,
  kCoreDumped = 2,
  kTimedOut = 3,
  kOutOfMemory = 4,
  kUserTime = 5,
  kSystemTime = 6,
  kMaxRss = 7,
  kMaxRssOfCgroup = 8,
  kRun = 9,
  kStdoutHead = 10,
  kStdoutDropped = 11,
  kStderrHead = 12,
  kStderrDropped = 13,
  kDuration = 14,
  kSetup = 15,
  kContainment = 16,
  kWhyNoMore = 17,
  kFailure = 18,
  kLeftBehind = 19,
};

// How a cell that an engine's own worker ran tells JobFacts: at the end of the job's standard error this, then the
// message in hexadecimal digits, then a line feed. What stands before is the job's own.
inline constexpr std::string_view kReportBegin = "\nmaelstrom-cell: ";

}  // namespace maelstrom
