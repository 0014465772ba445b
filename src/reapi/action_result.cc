#include "reapi/action_result.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "core/wire.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {
namespace {

constexpr std::string_view kFactsType = "type.googleapis.com/maelstrom.JobFacts";
constexpr int kSignalBase = 128;
constexpr int kTimedOutCode = 124;  // as timeout(1) ends
constexpr std::int64_t kGiga = 1'000'000'000;

// Numbers of proto/remote_execution.proto.
enum ResultField : std::uint8_t {
  kExitCode = 4,
  kStdoutRaw = 5,
  kStdoutDigest = 6,
  kStderrRaw = 7,
  kStderrDigest = 8,
  kMetadata = 9,
};
enum MetadataField : std::uint8_t {
  kWorker = 1,
  kStarted = 7,
  kCompleted = 8,
  kAuxiliary = 11,
  kVirtualDuration = 12,
};
// Numbers of proto/maelstrom.proto, "JobFacts".
enum FactsField : std::uint8_t {
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
};

int exit_code(const Termination& termination) {
  if (const auto* exited = std::get_if<Exited>(&termination)) return exited->code;
  if (const auto* signaled = std::get_if<Signaled>(&termination)) return kSignalBase + signaled->signal;
  return kTimedOutCode;
}

void append_head(wire::Writer& out, const Output& output, int head, int dropped) {
  if (!output.truncated()) return;
  out.number(head, output.head.size());
  out.number(dropped, output.dropped);
}

std::string encode_facts(const JobResult& result, const std::string& run) {
  wire::Writer out;
  if (const auto* signaled = std::get_if<Signaled>(&result.termination)) {
    out.number(kSignal, static_cast<std::uint64_t>(signaled->signal));
    out.number(kCoreDumped, signaled->core_dumped ? 1 : 0);
  }
  out.number(kTimedOut, std::holds_alternative<TimedOut>(result.termination) ? 1 : 0);
  out.number(kOutOfMemory, result.out_of_memory ? 1 : 0);
  out.number(kUserTime, static_cast<std::uint64_t>(result.usage.user_time.count()));
  out.number(kSystemTime, static_cast<std::uint64_t>(result.usage.system_time.count()));
  out.number(kMaxRss, result.usage.max_rss);
  out.number(kMaxRssOfCgroup, result.usage.memory_measure == MemoryMeasure::kCgroupPeak ? 1 : 0);
  out.text(kRun, run);
  append_head(out, result.standard_output, kStdoutHead, kStdoutDropped);
  append_head(out, result.standard_error, kStderrHead, kStderrDropped);
  return out.take();
}

// Of a time before 1970 the seconds are rounded down, so that the nanoseconds count upward.
std::string encode_time(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return encode_seconds(seconds.count(), static_cast<std::uint32_t>((time - seconds).count()));
}

Result<std::chrono::nanoseconds> decode_time(std::string_view bytes) {
  TRY_ASSIGN(time, decode_seconds(bytes));
  constexpr std::int64_t kLimit = std::numeric_limits<std::int64_t>::max() / kGiga - 1;
  if (time.seconds > kLimit || time.seconds < -kLimit) return invalid("a time out of range in a message");
  return std::chrono::nanoseconds(time.seconds * kGiga + time.nanoseconds);
}

std::string encode_metadata(const JobResult& result, const EarlierRun& run) {
  wire::Writer facts;
  facts.text(1, kFactsType);
  facts.text(2, encode_facts(result, run.id));
  wire::Writer out;
  out.message(kCompleted, encode_time(run.time.time_since_epoch()));
  out.message(kAuxiliary, facts.bytes());
  out.message(kVirtualDuration, encode_time(result.duration));
  return out.take();
}

Status append_output(wire::Writer& out, const Output& output, const PutBlob& put, ResultField raw, ResultField digest) {
  const std::size_t size = output.head.size() + output.tail.size();
  if (size <= kInlineOutput) {
    out.text(raw, output.truncated() ? output.head + output.tail : output.head);
    return {};
  }
  TRY_ASSIGN(blob, put(output.truncated() ? output.head + output.tail : output.head));
  out.message(digest, encode(blob));
  return {};
}

// What of a result is not whole before all of it was read.
struct Parts {
  JobResult result;
  EarlierRun run;
  std::optional<std::chrono::nanoseconds> started;
  bool duration_is_said = false;
  int code = 0;
  int signal = 0;
  bool core_dumped = false;
  bool timed_out = false;
  std::uint64_t stdout_head = 0;
  std::uint64_t stderr_head = 0;
};

Status take_facts(std::string_view bytes, Parts& parts) {
  ResourceUsage& usage = parts.result.usage;
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    switch (field.number) {
      case kSignal:
        if (field.value > kSignalBase) return invalid("no such signal in a result");
        parts.signal = static_cast<int>(field.value);
        break;
      case kCoreDumped:
        parts.core_dumped = field.value != 0;
        break;
      case kTimedOut:
        parts.timed_out = field.value != 0;
        break;
      case kOutOfMemory:
        parts.result.out_of_memory = field.value != 0;
        break;
      case kUserTime:
        usage.user_time = std::chrono::microseconds(static_cast<std::int64_t>(field.value));
        break;
      case kSystemTime:
        usage.system_time = std::chrono::microseconds(static_cast<std::int64_t>(field.value));
        break;
      case kMaxRss:
        usage.max_rss = field.value;
        break;
      case kMaxRssOfCgroup:
        usage.memory_measure = field.value != 0 ? MemoryMeasure::kCgroupPeak : MemoryMeasure::kLargestProcess;
        break;
      case kRun:
        parts.run.id = field.bytes;
        break;
      case kStdoutHead:
        parts.stdout_head = field.value;
        break;
      case kStdoutDropped:
        parts.result.standard_output.dropped = field.value;
        break;
      case kStderrHead:
        parts.stderr_head = field.value;
        break;
      case kStderrDropped:
        parts.result.standard_error.dropped = field.value;
        break;
      default:
        break;
    }
    return {};
  });
}

Status take_auxiliary(std::string_view bytes, Parts& parts) {
  std::string_view type;
  std::string_view value;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) type = field.bytes;
    if (field.number == 2) value = field.bytes;
    return {};
  }));
  return type == kFactsType ? take_facts(value, parts) : Status();
}

Status take_metadata(std::string_view bytes, Parts& parts) {
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == kCompleted) {
      TRY_ASSIGN(time, decode_time(field.bytes));
      parts.run.time = std::chrono::system_clock::time_point(time);
    } else if (field.number == kVirtualDuration) {
      TRY_ASSIGN(time, decode_time(field.bytes));
      parts.result.duration = time;
      parts.duration_is_said = true;
    } else if (field.number == kStarted) {
      TRY_ASSIGN(time, decode_time(field.bytes));
      parts.started = time;
    } else if (field.number == kWorker) {
      parts.result.worker = field.bytes;
    } else if (field.number == kAuxiliary) {
      return take_auxiliary(field.bytes, parts);
    }
    return {};
  });
}

Status take_output(const wire::Field& field, const GetBlob& get, Output& output) {
  if (field.number == kStdoutRaw || field.number == kStderrRaw) {
    output.head = field.bytes;
    return {};
  }
  TRY_ASSIGN(digest, decode_digest(field.bytes));
  TRY_ASSIGN(bytes, get(digest));
  output.head = std::move(bytes);
  return {};
}

// Parts what was stored in one piece.
Status split(Output& output, std::uint64_t head) {
  if (!output.truncated()) return {};
  if (head > output.head.size()) return invalid("a result whose output is shorter than it says");
  output.tail = output.head.substr(head);
  output.head.resize(head);
  return {};
}

// Who does not say how long the program ran says when it began.
std::chrono::nanoseconds duration_of(const Parts& parts) {
  if (parts.duration_is_said || !parts.started) return parts.result.duration;
  return std::max(parts.run.time.time_since_epoch() - *parts.started, std::chrono::nanoseconds(0));
}

Termination termination_of(const Parts& parts) {
  if (parts.timed_out) return TimedOut{};
  if (parts.signal != 0) return Signaled{parts.signal, parts.core_dumped};
  return Exited{parts.code};
}

}  // namespace

Result<std::string> encode_result(const JobResult& result, const EarlierRun& run, const PutBlob& put) {
  wire::Writer out;
  out.number(kExitCode, static_cast<std::uint64_t>(exit_code(result.termination)));
  TRY(append_output(out, result.standard_output, put, kStdoutRaw, kStdoutDigest));
  TRY(append_output(out, result.standard_error, put, kStderrRaw, kStderrDigest));
  out.message(kMetadata, encode_metadata(result, run));
  return out.take();
}

Result<JobResult> decode_result(std::string_view bytes, const GetBlob& get) {
  Parts parts;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == kExitCode) parts.code = static_cast<int>(field.value);
    if (field.number == kMetadata) return take_metadata(field.bytes, parts);
    if (field.number == kStdoutRaw || field.number == kStdoutDigest) {
      return take_output(field, get, parts.result.standard_output);
    }
    if (field.number == kStderrRaw || field.number == kStderrDigest) {
      return take_output(field, get, parts.result.standard_error);
    }
    return {};
  }));
  TRY(split(parts.result.standard_output, parts.stdout_head));
  TRY(split(parts.result.standard_error, parts.stderr_head));
  parts.result.termination = termination_of(parts);
  parts.result.duration = duration_of(parts);
  parts.result.cached = std::move(parts.run);
  return std::move(parts.result);
}

Result<std::vector<Digest>> output_blobs(std::string_view bytes) {
  std::vector<Digest> blobs;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != kStdoutDigest && field.number != kStderrDigest) return {};
    TRY_ASSIGN(digest, decode_digest(field.bytes));
    blobs.push_back(digest);
    return {};
  }));
  return blobs;
}

}  // namespace maelstrom::reapi
