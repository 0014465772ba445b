#include "session/suite.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/wire.h"

namespace maelstrom::session {
namespace {

enum SuiteField : std::uint8_t { kRun = 1, kAnswer = 2, kCount = 3 };
enum RunField : std::uint8_t { kId = 1, kTime = 2 };  // nanoseconds since 1970
enum AnswerField : std::uint8_t { kCase = 1, kHash = 2, kSize = 3, kDuration = 4, kOfRun = 5, kExitCode = 6 };

constexpr std::size_t kUsualAnswer = 96;  // bytes

std::string encode_run(const EarlierRun& run) {
  wire::Writer out;
  out.text(kId, run.id);
  const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(run.time.time_since_epoch());
  out.number(kTime, static_cast<std::uint64_t>(time.count()));
  return out.take();
}

std::string encode_answer(const std::string& name, const KnownAnswer& answer) {
  wire::Writer out(kUsualAnswer);
  out.message(kCase, name);
  out.text(kHash, {reinterpret_cast<const char*>(answer.action.hash.data()), answer.action.hash.size()});
  out.number(kSize, answer.action.size);
  out.number(kDuration, static_cast<std::uint64_t>(answer.duration.count()));
  out.number(kOfRun, answer.run);
  out.number(kExitCode, static_cast<std::uint64_t>(answer.exit_code));
  return out.take();
}

Result<EarlierRun> decode_run(std::string_view bytes) {
  EarlierRun run;
  for (wire::Reader reader(bytes); !reader.done();) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kId) run.id = field.bytes;
    if (field.number == kTime) {
      run.time =
          std::chrono::system_clock::time_point(std::chrono::nanoseconds(static_cast<std::int64_t>(field.value)));
    }
  }
  return run;
}

void take(const wire::Field& field, KnownAnswer& answer) {
  switch (field.number) {
    case kHash:
      std::copy_n(field.bytes.begin(), std::min(field.bytes.size(), answer.action.hash.size()),
                  answer.action.hash.begin());
      break;
    case kSize:
      answer.action.size = field.value;
      break;
    case kDuration:
      answer.duration = std::chrono::nanoseconds(static_cast<std::int64_t>(field.value));
      break;
    case kOfRun:
      answer.run = field.value;
      break;
    case kExitCode:
      answer.exit_code = static_cast<int>(field.value);
      break;
    default:
      break;
  }
}

Status add_answer(std::string_view bytes, Suite& suite) {
  std::string_view name;
  KnownAnswer answer;
  for (wire::Reader reader(bytes); !reader.done();) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kCase) name = field.bytes;
    take(field, answer);
  }
  if (answer.run >= suite.runs.size()) return invalid("an answer of a run that nothing is known of");
  suite.answers.emplace(name, answer);
  return {};
}

}  // namespace

std::string Suite::encode() const {
  wire::Writer out(answers.size() * kUsualAnswer);
  out.number(kCount, answers.size());
  for (const EarlierRun& run : runs) out.message(kRun, encode_run(run));
  for (const auto& [name, answer] : answers) out.message(kAnswer, encode_answer(name, answer));
  return out.take();
}

Result<Suite> Suite::decode(std::string_view bytes) {
  Suite suite;
  for (wire::Reader reader(bytes); !reader.done();) {
    TRY_ASSIGN(field, reader.next());
    // No record says more than it has bytes.
    if (field.number == kCount) suite.answers.reserve(std::min<std::uint64_t>(field.value, bytes.size()));
    if (field.number == kRun) {
      TRY_ASSIGN(run, decode_run(field.bytes));
      suite.runs.push_back(std::move(run));
    }
    if (field.number == kAnswer) TRY(add_answer(field.bytes, suite));
  }
  return suite;
}

}  // namespace maelstrom::session
