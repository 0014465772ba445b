#include "session/suite.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/wire.h"

namespace maelstrom::session {
namespace {

enum SuiteField : std::uint8_t { kRun = 1, kAnswer = 2 };
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

Result<std::pair<std::string_view, KnownAnswer>> decode_answer(std::string_view bytes) {
  std::pair<std::string_view, KnownAnswer> named;
  for (wire::Reader reader(bytes); !reader.done();) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kCase) named.first = field.bytes;
    take(field, named.second);
  }
  return named;
}

}  // namespace

std::size_t Suite::place_of(const EarlierRun& run) {
  const auto found = std::ranges::find(runs_, run);
  const auto place = static_cast<std::size_t>(found - runs_.begin());
  if (found == runs_.end()) runs_.push_back(run);
  return place;
}

const std::unordered_map<std::string_view, std::size_t>& Suite::index() {
  if (index_.empty()) {
    for (std::size_t at = 0; at < answers_.size(); ++at) index_.emplace(answers_[at].key, at);
  }
  return index_;
}

const KnownAnswer* Suite::find(std::string_view key) {
  if (next_ < answers_.size() && answers_[next_].key == key) return &answers_[next_++].answer;
  const auto found = index().find(key);
  if (found == index().end()) return nullptr;
  next_ = found->second + 1;
  return &answers_[found->second].answer;
}

bool Suite::add(std::string key, const KnownAnswer& answer) {
  if (index().contains(key)) return false;
  answers_.push_back({std::move(key), answer});
  index_.emplace(answers_.back().key, answers_.size() - 1);
  return true;
}

std::string Suite::encode() const {
  wire::Writer out(answers_.size() * kUsualAnswer);
  for (const EarlierRun& run : runs_) out.message(kRun, encode_run(run));
  for (const Entry& entry : answers_) out.message(kAnswer, encode_answer(entry.key, entry.answer));
  return out.take();
}

Result<Suite> Suite::decode(std::string_view bytes) {
  Suite suite;
  for (wire::Reader reader(bytes); !reader.done();) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kRun) {
      TRY_ASSIGN(run, decode_run(field.bytes));
      suite.runs_.push_back(std::move(run));
    }
    if (field.number != kAnswer) continue;
    TRY_ASSIGN(named, decode_answer(field.bytes));
    if (named.second.run >= suite.runs_.size()) return invalid("an answer of a run that nothing is known of");
    suite.answers_.push_back({std::string(named.first), named.second});
  }
  return suite;
}

}  // namespace maelstrom::session
