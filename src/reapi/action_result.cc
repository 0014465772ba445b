#include "reapi/action_result.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "core/job_facts.h"
#include "core/wire.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {
namespace {

constexpr std::string_view kFactsType = "type.googleapis.com/maelstrom.JobFacts";
constexpr int kSignalBase = 128;
constexpr std::size_t kEnd = 500;   // bytes of an output that says what went wrong
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
  kQueued = 2,
  kWorkerStarted = 3,
  kFetchStarted = 5,
  kFetchCompleted = 6,
  kStarted = 7,
  kCompleted = 8,
  kAuxiliary = 11,
  kVirtualDuration = 12,
};

int exit_code(const Termination& termination) {
  if (const auto* exited = std::get_if<Exited>(&termination)) return exited->code;
  if (const auto* signaled = std::get_if<Signaled>(&termination)) return kSignalBase + signaled->signal;
  return kTimedOutCode;
}

constexpr int number_of(JobFact fact) { return static_cast<int>(fact); }

void append_head(wire::Writer& out, const Output& output, JobFact head, JobFact dropped) {
  if (!output.truncated()) return;
  out.number(number_of(head), output.head.size());
  out.number(number_of(dropped), output.dropped);
}

std::string encode_facts(const JobResult& result, const std::string& run) {
  wire::Writer out;
  if (const auto* signaled = std::get_if<Signaled>(&result.termination)) {
    out.number(number_of(JobFact::kSignal), static_cast<std::uint64_t>(signaled->signal));
    out.number(number_of(JobFact::kCoreDumped), signaled->core_dumped ? 1 : 0);
  }
  out.number(number_of(JobFact::kTimedOut), std::holds_alternative<TimedOut>(result.termination) ? 1 : 0);
  out.number(number_of(JobFact::kOutOfMemory), result.out_of_memory ? 1 : 0);
  out.number(number_of(JobFact::kUserTime), static_cast<std::uint64_t>(result.usage.user_time.count()));
  out.number(number_of(JobFact::kSystemTime), static_cast<std::uint64_t>(result.usage.system_time.count()));
  out.number(number_of(JobFact::kMaxRss), result.usage.max_rss);
  out.number(number_of(JobFact::kMaxRssOfCgroup), result.usage.memory_measure == MemoryMeasure::kCgroupPeak ? 1 : 0);
  out.text(number_of(JobFact::kRun), run);
  append_head(out, result.standard_output, JobFact::kStdoutHead, JobFact::kStdoutDropped);
  append_head(out, result.standard_error, JobFact::kStderrHead, JobFact::kStderrDropped);
  out.number(number_of(JobFact::kLeftBehind), result.left_behind ? 1 : 0);
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
  std::map<std::uint32_t, std::chrono::nanoseconds> times;  // by their numbers in the metadata
  bool facts_are_said = false;
  bool duration_is_said = false;
  int code = 0;
  int signal = 0;
  bool core_dumped = false;
  bool timed_out = false;
  std::uint64_t stdout_head = 0;
  std::uint64_t stderr_head = 0;
};

Status take_facts(std::string_view bytes, Parts& parts) {
  parts.facts_are_said = true;
  ResourceUsage& usage = parts.result.usage;
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    switch (static_cast<JobFact>(field.number)) {
      case JobFact::kSignal:
        if (field.value > kSignalBase) return invalid("no such signal in a result");
        parts.signal = static_cast<int>(field.value);
        break;
      case JobFact::kCoreDumped:
        parts.core_dumped = field.value != 0;
        break;
      case JobFact::kTimedOut:
        parts.timed_out = field.value != 0;
        break;
      case JobFact::kOutOfMemory:
        parts.result.out_of_memory = field.value != 0;
        break;
      case JobFact::kLeftBehind:
        parts.result.left_behind = field.value != 0;
        break;
      case JobFact::kUserTime:
        usage.user_time = std::chrono::microseconds(static_cast<std::int64_t>(field.value));
        break;
      case JobFact::kSystemTime:
        usage.system_time = std::chrono::microseconds(static_cast<std::int64_t>(field.value));
        break;
      case JobFact::kMaxRss:
        usage.max_rss = field.value;
        break;
      case JobFact::kMaxRssOfCgroup:
        usage.memory_measure = field.value != 0 ? MemoryMeasure::kCgroupPeak : MemoryMeasure::kLargestProcess;
        break;
      case JobFact::kRun:
        parts.run.id = field.bytes;
        break;
      case JobFact::kStdoutHead:
        parts.stdout_head = field.value;
        break;
      case JobFact::kStdoutDropped:
        parts.result.standard_output.dropped = field.value;
        break;
      case JobFact::kStderrHead:
        parts.stderr_head = field.value;
        break;
      case JobFact::kStderrDropped:
        parts.result.standard_error.dropped = field.value;
        break;
      case JobFact::kDuration:
        parts.result.duration = std::chrono::nanoseconds(static_cast<std::int64_t>(field.value));
        parts.duration_is_said = true;
        break;
      case JobFact::kSetup:
        parts.result.setup = std::chrono::nanoseconds(static_cast<std::int64_t>(field.value));
        break;
      case JobFact::kContainment:
        // What a later version may know is no container for this one.
        parts.result.containment = field.value == 0 ? Containment::kContainer : Containment::kFiles;
        break;
      case JobFact::kWhyNoMore:
        parts.result.why_no_more = field.bytes;
        break;
      case JobFact::kFailure:
        parts.result.not_run = field.bytes;
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
    } else if (field.number == kQueued || field.number == kWorkerStarted || field.number == kFetchStarted ||
               field.number == kFetchCompleted || field.number == kStarted) {
      TRY_ASSIGN(time, decode_time(field.bytes));
      parts.times[static_cast<std::uint32_t>(field.number)] = time;
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

// Nought if the clocks of two machines disagree.
std::chrono::nanoseconds between(std::chrono::nanoseconds from, std::chrono::nanoseconds to) {
  return std::max(to - from, std::chrono::nanoseconds(0));
}

std::optional<int> value_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return std::nullopt;
}

std::optional<std::string> from_hexadecimal(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    const auto high = value_of(digits[at]);
    const auto low = value_of(digits[at + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high * 16 + *low);
  }
  return bytes;
}

// What a cell that an engine's own worker ran says at the end of the job's standard error, which is that without it.
Status take_report(Parts& parts) {
  std::string& text = parts.result.standard_error.head;
  const std::size_t begin = text.rfind(kReportBegin);
  std::optional<std::string> facts;
  if (begin != std::string::npos && text.ends_with('\n')) {
    const std::size_t digits = begin + kReportBegin.size();
    if (digits < text.size()) facts = from_hexadecimal(std::string_view(text).substr(digits, text.size() - digits - 1));
  }
  if (!facts) {
    const std::string end = text.size() > kEnd ? "..." + text.substr(text.size() - kEnd) : text;
    parts.result.not_run = "its worker did not run maelstrom-cell to its end; exit code " + std::to_string(parts.code) +
                           (end.empty() ? "" : ", " + printable(trim(end)));
    return {};
  }
  text.resize(begin);
  return take_facts(*facts, parts);
}

// Who does not say how long the program ran says when it began.
std::chrono::nanoseconds duration_of(const Parts& parts) {
  const auto started = parts.times.find(kStarted);
  if (parts.duration_is_said || started == parts.times.end()) return parts.result.duration;
  return between(started->second, parts.run.time.time_since_epoch());
}

std::optional<ClusterTimes> cluster_times(const Parts& parts) {
  const auto passed = [&](MetadataField from, MetadataField to) -> std::optional<std::chrono::nanoseconds> {
    const auto begin = parts.times.find(from);
    const auto end = parts.times.find(to);
    if (begin == parts.times.end() || end == parts.times.end()) return std::nullopt;
    return between(begin->second, end->second);
  };
  const auto queue = passed(kQueued, kWorkerStarted);
  if (!queue) return std::nullopt;
  return ClusterTimes{*queue, passed(kFetchStarted, kFetchCompleted).value_or(std::chrono::nanoseconds(0))};
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
  if (!parts.facts_are_said) TRY(take_report(parts));
  TRY(split(parts.result.standard_output, parts.stdout_head));
  TRY(split(parts.result.standard_error, parts.stderr_head));
  parts.result.termination = termination_of(parts);
  parts.result.duration = duration_of(parts);
  parts.result.cluster = cluster_times(parts);
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
