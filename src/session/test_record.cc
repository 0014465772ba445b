#include "session/test_record.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/wire.h"

namespace maelstrom::session {
namespace {

enum RecordField : std::uint8_t { kFile = 1, kName = 2, kBinary = 3 };
// Of a file and of a name: `kIs` is the digest, or 1 if something was there.
enum EntryField : std::uint8_t { kPath = 1, kIs = 2 };
enum BinaryField : std::uint8_t {
  kArtifact = 1,
  kProgram = 2,
  kArgument = 3,
  kVariable = 4,
  kValue = 5,  // of the variable before it
  kDirectory = 6,
  kTimeout = 7,
  kDeclaredBy = 8,
  kDisabled = 9,
  kWhole = 10,
  kTest = 11,
  kLabel = 12,
  kPass = 13,
  kFail = 14,
  kSkip = 15,
  kSkipCode = 16,  // one more than it is; 0: none
  kWillFail = 17,
  kRequired = 18,
  kSlots = 19,
  kLock = 20,
  kAlone = 21,
  kCost = 22,  // milliseconds
  kDepends = 23,
  kKnownAs = 24,
  kSetup = 25,
  kCleanup = 26,
  kFixture = 27,
  kTimeoutSignal = 28,  // 0: none
  kTimeoutGrace = 29,   // nanoseconds
  kHindrance = 30,
  kAfterMatch = 31,
  kBeforeMatch = 32,  // seconds
  kChosen = 40,
};

void encode_order(const TestBinary& binary, wire::Writer& out) {
  out.number(kSlots, binary.needs.slots);
  for (const Lock& lock : binary.needs.locks) out.message(kLock, lock.name);  // CTest's are for one at a time
  out.number(kAlone, binary.needs.alone ? 1 : 0);
  out.number(kCost, static_cast<std::uint64_t>(binary.cost.count()));
  for (const std::string& name : binary.depends) out.message(kDepends, name);
  for (const std::string& name : binary.known_as) out.message(kKnownAs, name);
  for (const std::string& name : binary.fixtures.setup) out.message(kSetup, name);
  for (const std::string& name : binary.fixtures.cleanup) out.message(kCleanup, name);
  for (const std::string& name : binary.fixtures.required) out.message(kFixture, name);
}

void take_order(const wire::Field& field, TestBinary& binary) {
  if (field.number == kSlots) binary.needs.slots = std::max<std::size_t>(1, field.value);
  if (field.number == kLock) binary.needs.locks.emplace_back(std::string(field.bytes));
  if (field.number == kAlone) binary.needs.alone = field.value != 0;
  if (field.number == kCost) binary.cost = std::chrono::milliseconds(field.value);
  if (field.number == kDepends) binary.depends.emplace_back(field.bytes);
  if (field.number == kKnownAs) binary.known_as.emplace_back(field.bytes);
  if (field.number == kSetup) binary.fixtures.setup.emplace_back(field.bytes);
  if (field.number == kCleanup) binary.fixtures.cleanup.emplace_back(field.bytes);
  if (field.number == kFixture) binary.fixtures.required.emplace_back(field.bytes);
}

void encode_test(const frameworks::PlainTest& test, wire::Writer& out) {
  out.text(kTest, test.name);
  for (const std::string& label : test.labels) out.message(kLabel, label);
  const frameworks::PlainRules& rules = test.rules;
  for (const std::string& one : rules.pass_regular_expression) out.message(kPass, one);
  for (const std::string& one : rules.fail_regular_expression) out.message(kFail, one);
  for (const std::string& one : rules.skip_regular_expression) out.message(kSkip, one);
  if (rules.skip_return_code) out.number(kSkipCode, static_cast<std::uint64_t>(*rules.skip_return_code) + 1);
  out.number(kWillFail, rules.will_fail ? 1 : 0);
  for (const std::string& one : rules.timeout_after_match) out.message(kAfterMatch, one);
  out.number(kBeforeMatch, static_cast<std::uint64_t>(rules.timeout_before_match.count()));
}

void take_test(const wire::Field& field, frameworks::PlainTest& test) {
  frameworks::PlainRules& rules = test.rules;
  if (field.number == kTest) test.name = field.bytes;
  if (field.number == kLabel) test.labels.emplace_back(field.bytes);
  if (field.number == kPass) rules.pass_regular_expression.emplace_back(field.bytes);
  if (field.number == kFail) rules.fail_regular_expression.emplace_back(field.bytes);
  if (field.number == kSkip) rules.skip_regular_expression.emplace_back(field.bytes);
  if (field.number == kSkipCode && field.value > 0) rules.skip_return_code = static_cast<int>(field.value - 1);
  if (field.number == kWillFail) rules.will_fail = field.value != 0;
  if (field.number == kAfterMatch) rules.timeout_after_match.emplace_back(field.bytes);
  if (field.number == kBeforeMatch && field.value <= std::numeric_limits<std::uint32_t>::max()) {
    rules.timeout_before_match = std::chrono::seconds(field.value);
  }
}

// With the fields of a binary: kArtifact is the name of the case.
std::string encode_chosen(const ChosenCase& chosen) {
  wire::Writer out;
  out.text(kArtifact, chosen.name);
  for (const std::string& argument : chosen.arguments) out.message(kArgument, argument);
  encode_test(chosen.whole, out);
  return out.take();
}

Result<ChosenCase> decode_chosen(std::string_view bytes) {
  ChosenCase chosen;
  TRY(wire::each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == kArtifact) chosen.name = field.bytes;
    if (field.number == kArgument) chosen.arguments.emplace_back(field.bytes);
    take_test(field, chosen.whole);
    return {};
  }));
  return chosen;
}

std::string encode_binary(const TestBinary& binary) {
  const frameworks::Artifact& artifact = binary.artifact;
  wire::Writer out;
  out.text(kArtifact, artifact.name);
  out.text(kProgram, artifact.program);
  for (const std::string& argument : artifact.arguments) out.message(kArgument, argument);
  for (const auto& [name, value] : artifact.environment) {
    out.message(kVariable, name);
    out.message(kValue, value);
  }
  out.text(kDirectory, artifact.working_directory);
  out.number(kTimeout, static_cast<std::uint64_t>(artifact.timeout.count()));
  const TimeoutSignal signal = artifact.timeout_signal.value_or(TimeoutSignal{});
  out.number(kTimeoutSignal, static_cast<std::uint64_t>(signal.signal));
  out.number(kTimeoutGrace, static_cast<std::uint64_t>(signal.grace.count()));
  out.text(kDeclaredBy, artifact.declared_by);
  out.number(kDisabled, binary.disabled ? 1 : 0);
  out.number(kWhole, binary.cases == CasesAre::kWhole ? 1 : 0);
  for (const std::string& file : binary.required) out.message(kRequired, file);
  out.text(kHindrance, binary.hindrance);
  encode_test(binary.whole, out);
  for (const ChosenCase& chosen : binary.chosen) out.message(kChosen, encode_chosen(chosen));
  encode_order(binary, out);
  return out.take();
}

Result<TestBinary> decode_binary(std::string_view bytes) {
  TestBinary binary;
  frameworks::Artifact& artifact = binary.artifact;
  std::string variable;
  std::uint64_t timeout = 0;
  TimeoutSignal signal;
  TRY(wire::each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == kArtifact) artifact.name = field.bytes;
    if (field.number == kProgram) artifact.program = field.bytes;
    if (field.number == kArgument) artifact.arguments.emplace_back(field.bytes);
    if (field.number == kVariable) variable = field.bytes;
    if (field.number == kValue) artifact.environment.insert_or_assign(variable, std::string(field.bytes));
    if (field.number == kDirectory) artifact.working_directory = field.bytes;
    if (field.number == kTimeout) timeout = field.value;
    if (field.number == kTimeoutSignal) signal.signal = static_cast<int>(field.value);
    if (field.number == kTimeoutGrace) signal.grace = std::chrono::nanoseconds(static_cast<std::int64_t>(field.value));
    if (field.number == kDeclaredBy) artifact.declared_by = field.bytes;
    if (field.number == kDisabled) binary.disabled = field.value != 0;
    if (field.number == kWhole && field.value != 0) binary.cases = CasesAre::kWhole;
    if (field.number == kHindrance) binary.hindrance = field.bytes;
    if (field.number == kRequired) binary.required.emplace_back(field.bytes);
    if (field.number == kChosen) {
      TRY_ASSIGN(chosen, decode_chosen(field.bytes));
      binary.chosen.push_back(std::move(chosen));
    }
    take_test(field, binary.whole);
    take_order(field, binary);
    return {};
  }));
  if (timeout > std::numeric_limits<std::uint32_t>::max() || artifact.program.empty()) return invalid("no such binary");
  artifact.timeout = std::chrono::seconds(timeout);
  if (signal.signal != 0) artifact.timeout_signal = signal;
  return binary;
}

Result<std::pair<std::string, wire::Field>> decode_entry(std::string_view bytes) {
  std::string path;
  wire::Field is;
  TRY(wire::each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == kPath) path = field.bytes;
    if (field.number == kIs) is = field;
    return {};
  }));
  return std::pair(std::move(path), is);
}

}  // namespace

std::string TestRecord::encode() const {
  wire::Writer out;
  for (const auto& [path, digest] : files) {
    wire::Writer entry;
    entry.text(kPath, path);
    if (digest) entry.text(kIs, digest->to_string());
    out.message(kFile, entry.bytes());
  }
  for (const auto& [path, there] : names) {
    wire::Writer entry;
    entry.text(kPath, path);
    entry.number(kIs, there ? 1 : 0);
    out.message(kName, entry.bytes());
  }
  for (const TestBinary& binary : artifacts.binaries) out.message(kBinary, encode_binary(binary));
  return out.take();
}

Result<TestRecord> TestRecord::decode(std::string_view bytes) {
  TestRecord record;
  wire::Reader reader(bytes);
  while (!reader.done()) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kFile || field.number == kName) {
      TRY_ASSIGN(entry, decode_entry(field.bytes));
      const auto& [path, is] = entry;
      if (field.number == kName) {
        record.names[path] = is.value != 0;
        continue;
      }
      std::optional<Digest>& digest = record.files[path];
      if (is.bytes.empty()) continue;
      TRY_ASSIGN(known, Digest::parse(is.bytes));
      digest = known;
    } else if (field.number == kBinary) {
      TRY_ASSIGN(binary, decode_binary(field.bytes));
      record.artifacts.binaries.push_back(std::move(binary));
    }
  }
  return record;
}

}  // namespace maelstrom::session
