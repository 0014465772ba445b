#include "store/history.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string_view>

#include "core/wire.h"
#include "os/file.h"
#include "store/database.h"

namespace maelstrom::store {
namespace {

constexpr Schema kSchema{.statements =
                             "CREATE TABLE artifacts(project BLOB NOT NULL, name BLOB NOT NULL, cases BLOB NOT NULL,"
                             " UNIQUE(project, name));",
                         .version = 2,
                         .clearing = "DROP TABLE cases"};

constexpr std::string_view kLoad = "SELECT name, cases FROM artifacts WHERE project = ?1";
constexpr std::string_view kLoadOne = "SELECT cases FROM artifacts WHERE project = ?1 AND name = ?2";
constexpr std::string_view kKeep = "INSERT OR REPLACE INTO artifacts VALUES(?1, ?2, ?3)";

// The cases of one artifact are one value of the database: a row for each of ten thousand takes far longer.
//
//   message Artifact { repeated Case case = 1; }
//   message Case {
//     bytes name = 1;
//     bytes outcomes = 2;  // an Outcome each, the newest last
//     repeated int64 duration_ns = 3 [packed = false];
//   }
using Cases = std::unordered_map<std::string, CaseHistory>;

bool has_passed(Outcome outcome) { return outcome == Outcome::kPassed || outcome == Outcome::kSkipped; }

Status take_outcomes(std::string_view bytes, CaseHistory& history) {
  for (const char byte : bytes) {
    if (static_cast<unsigned char>(byte) >= kOutcomes) return invalid("no such outcome");
    history.outcomes.add(static_cast<Outcome>(byte));
  }
  return {};
}

Status decode_case(std::string_view bytes, Cases& cases) {
  std::string name;
  CaseHistory history;
  TRY(wire::each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) name = field.bytes;
    if (field.number == 2) return take_outcomes(field.bytes, history);
    if (field.number == 3) history.durations.add(std::chrono::nanoseconds(field.value));
    return {};
  }));
  if (history.outcomes.empty()) return invalid("no outcome");
  cases.insert_or_assign(std::move(name), history);
  return {};
}

// What cannot be read is forgotten: it is of use only, and the next run replaces it.
Cases decode_cases(std::string_view bytes) {
  Cases cases;
  const Status decoded = wire::each_field(bytes, [&](const wire::Field& field) -> Status {
    return field.number == 1 ? decode_case(field.bytes, cases) : Status();
  });
  return decoded ? cases : Cases();
}

std::string encode_cases(const Cases& cases) {
  wire::Writer out;
  for (const auto& [name, history] : cases) {
    wire::Writer one(name.size() + 32);
    one.text(1, name);
    std::string outcomes;
    for (const Outcome outcome : history.outcomes) outcomes.push_back(static_cast<char>(outcome));
    one.text(2, outcomes);
    for (const auto duration : history.durations) one.number(3, static_cast<std::uint64_t>(duration.count()));
    out.message(1, one.bytes());
  }
  return out.take();
}

Result<Cases> read_cases(Database& database, const std::string& project) {
  TRY_ASSIGN(statement, database.prepare(kLoad));
  statement.bind(1, project);
  Cases all;
  while (true) {
    TRY_ASSIGN(row, statement.step());
    if (!row) return all;
    CaseId id{.artifact = std::string(statement.bytes(0))};
    for (auto& [name, history] : decode_cases(statement.bytes(1))) {
      id.name = name;
      all.emplace(id.to_string(), history);
    }
  }
}

Result<Cases> read_artifact(Statement& statement, std::string_view name) {
  statement.bind(2, name);
  TRY_ASSIGN(row, statement.step());
  Cases cases = row ? decode_cases(statement.bytes(0)) : Cases();
  statement.reset();
  return cases;
}

Status write_records(Database& database, const std::string& project, const std::vector<HistoryRecord>& records) {
  std::map<std::string_view, std::vector<const HistoryRecord*>> by_artifact;
  for (const HistoryRecord& record : records) by_artifact[record.id.artifact].push_back(&record);
  TRY_ASSIGN(transaction, Transaction::begin(database));
  TRY_ASSIGN(load, database.prepare(kLoadOne));
  TRY_ASSIGN(keep, database.prepare(kKeep));
  load.bind(1, project);
  keep.bind(1, project);
  for (const auto& [artifact, news] : by_artifact) {
    TRY_ASSIGN(cases, read_artifact(load, artifact));
    for (const HistoryRecord* record : news) {
      CaseHistory& history = cases[record->id.name];
      history.outcomes.add(record->outcome);
      if (record->duration.count() > 0) history.durations.add(record->duration);
    }
    const std::string encoded = encode_cases(cases);
    keep.bind(2, artifact);
    keep.bind(3, encoded);
    TRY(keep.run());
  }
  return transaction.commit();
}

}  // namespace

std::chrono::nanoseconds CaseHistory::expected() const {
  std::chrono::nanoseconds sum{0};
  for (const auto duration : durations) sum += duration;
  return durations.empty() ? sum : sum / static_cast<std::int64_t>(durations.size());
}

bool CaseHistory::has_failed() const { return !has_passed(outcomes.back()); }

bool CaseHistory::is_steady() const {
  return std::ranges::all_of(outcomes, [this](Outcome one) {
    return one != Outcome::kFlaky && has_passed(one) == has_passed(outcomes.back());
  });
}

struct History::State {
  std::string path;
  std::mutex mutex;
  Database database;
  bool moved_aside = false;

  // Damage deep inside the file shows itself only when the page is read.
  Status replace_if_corrupt(const Error& error) {
    if (!Database::is_corrupt(error)) return fail(error);
    database = {};
    TRY_ASSIGN(opened, Database::replace(path, kSchema));
    database = std::move(opened);
    moved_aside = true;
    return {};
  }
};

History::History(std::unique_ptr<State> state) : state_(std::move(state)) {}
History::~History() = default;

Result<std::unique_ptr<History>> History::open(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) TRY(os::make_directories(path.substr(0, slash)));
  TRY_ASSIGN(opened, Database::open_or_replace(path, kSchema));
  auto state = std::make_unique<State>();
  state->path = path;
  state->database = std::move(opened.database);
  state->moved_aside = opened.moved_aside;
  return std::unique_ptr<History>(new History(std::move(state)));
}

bool History::moved_aside() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->moved_aside;
}

Result<std::unordered_map<std::string, CaseHistory>> History::load(const std::string& project) const {
  const std::scoped_lock lock(state_->mutex);
  auto cases = read_cases(state_->database, project);
  if (cases) return cases;
  TRY(state_->replace_if_corrupt(cases.error()));
  return read_cases(state_->database, project);
}

Status History::record(const std::string& project, const std::vector<HistoryRecord>& records) {
  const std::scoped_lock lock(state_->mutex);
  auto written = write_records(state_->database, project, records);
  if (written) return written;
  TRY(state_->replace_if_corrupt(written.error()));
  return write_records(state_->database, project, records);
}

}  // namespace maelstrom::store
