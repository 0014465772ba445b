#include "store/history.h"

#include <mutex>

#include "os/file.h"
#include "store/database.h"

namespace maelstrom::store {
namespace {

// latest, previous and earliest are durations in nanoseconds.
constexpr Schema kSchema{.statements =
                             "CREATE TABLE cases(project BLOB NOT NULL, name BLOB NOT NULL, outcome INTEGER NOT NULL,"
                             " latest INTEGER, previous INTEGER, earliest INTEGER,"
                             " PRIMARY KEY(project, name)) WITHOUT ROWID;",
                         .version = 1};

constexpr std::string_view kLoad = "SELECT name, outcome, earliest, previous, latest FROM cases WHERE project = ?1";

// On the right of an UPDATE's "=" stand the values from before it.
constexpr std::string_view kRecord =
    "INSERT INTO cases VALUES(?1, ?2, ?3, ?4, NULL, NULL) ON CONFLICT DO UPDATE SET outcome = excluded.outcome,"
    " earliest = iif(?4 IS NULL, earliest, previous), previous = iif(?4 IS NULL, previous, latest),"
    " latest = iif(?4 IS NULL, latest, excluded.latest)";

Result<std::unordered_map<std::string, CaseHistory>> read_cases(Database& database, const std::string& project) {
  TRY_ASSIGN(statement, database.prepare(kLoad));
  statement.bind(1, project);
  std::unordered_map<std::string, CaseHistory> cases;
  while (true) {
    TRY_ASSIGN(row, statement.step());
    if (!row) return cases;
    CaseHistory& entry = cases[std::string(statement.bytes(0))];
    const auto outcome = statement.integer(1);
    if (outcome < 0 || outcome >= static_cast<std::int64_t>(kOutcomes)) return internal("history: no such outcome");
    entry.last_outcome = static_cast<Outcome>(outcome);
    for (int column = 2; column <= 4; ++column) {
      if (statement.is_null(column)) continue;
      entry.durations[entry.count++] = std::chrono::nanoseconds(statement.integer(column));
    }
  }
}

Status write_records(Database& database, const std::string& project, const std::vector<HistoryRecord>& records) {
  TRY_ASSIGN(transaction, Transaction::begin(database));
  TRY_ASSIGN(statement, database.prepare(kRecord));
  statement.bind(1, project);
  for (const HistoryRecord& record : records) {
    const std::string name = record.id.to_string();
    statement.bind(2, name);
    statement.bind(3, static_cast<std::int64_t>(record.outcome));
    if (record.duration.count() > 0) {
      statement.bind(4, record.duration.count());
    } else {
      statement.bind_null(4);
    }
    TRY(statement.run());
  }
  return transaction.commit();
}

}  // namespace

std::chrono::nanoseconds CaseHistory::expected() const {
  std::chrono::nanoseconds sum{0};
  for (const auto duration : durations) sum += duration;
  return count == 0 ? sum : sum / static_cast<std::int64_t>(count);
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
