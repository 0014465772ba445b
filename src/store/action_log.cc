#include "store/action_log.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "core/wire.h"
#include "os/file.h"
#include "store/database.h"

namespace maelstrom::store {
namespace {

using WallTime = std::chrono::system_clock::time_point;

// A digest is its hash and eight bytes of its size, the low one first. A mark stands for the cases of a run and their
// actions; as long as it is there, all of them are the last ones known. `messages`: each a field 1, as of protobuf.
constexpr Schema kSchema{
    .statements =
        "CREATE TABLE cases(project BLOB NOT NULL, name BLOB NOT NULL, action BLOB NOT NULL, before BLOB,"
        " run BLOB NOT NULL, time INTEGER NOT NULL, PRIMARY KEY(project, name)) WITHOUT ROWID;"
        "CREATE TABLE actions(digest BLOB PRIMARY KEY, action BLOB NOT NULL, command BLOB NOT NULL,"
        " root BLOB NOT NULL, time INTEGER NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE roots(digest BLOB PRIMARY KEY, messages BLOB NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE marks(project BLOB NOT NULL, mark INTEGER NOT NULL,"
        " PRIMARY KEY(project, mark)) WITHOUT ROWID;"
        "CREATE TABLE upkeep(time INTEGER NOT NULL);"
        "INSERT INTO upkeep VALUES(0);",
    .version = 1};

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kDigestBytes = kHashBytes + 8;
constexpr std::int64_t kUpkeepSeconds = 24 * 60 * 60;

std::string packed(const Digest& digest) {
  std::string bytes(reinterpret_cast<const char*>(digest.hash.data()), digest.hash.size());
  for (int byte = 0; byte < 8; ++byte) bytes += static_cast<char>(digest.size >> 8 * byte & 0xff);
  return bytes;
}

Result<Digest> unpacked(std::string_view bytes) {
  if (bytes.size() != kDigestBytes) return internal("the log of actions: a digest of another length");
  Digest digest;
  std::copy_n(bytes.begin(), kHashBytes, digest.hash.begin());
  for (std::size_t byte = 0; byte < 8; ++byte) {
    digest.size |= std::uint64_t{static_cast<unsigned char>(bytes[kHashBytes + byte])} << 8 * byte;
  }
  return digest;
}

std::int64_t seconds_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

// Does not depend on the order of the cases.
std::int64_t mark_of(const LoggedRun& run) {
  std::uint64_t mark = run.cases.size();
  for (const CaseAction& one : run.cases) {
    std::uint64_t mixed = std::hash<std::string>()(one.id.to_string()) * UINT64_C(0x9e3779b97f4a7c15);
    mixed ^= std::hash<Digest>()(one.action);
    mark += (mixed ^ mixed >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
  }
  return static_cast<std::int64_t>(mark);
}

std::string joined(const std::vector<std::string>& messages) {
  wire::Writer out;
  for (const std::string& message : messages) out.message(1, message);
  return out.take();
}

Result<std::shared_ptr<const std::vector<std::string>>> parted(std::string_view bytes) {
  auto messages = std::make_shared<std::vector<std::string>>();
  wire::Reader reader(bytes);
  while (!reader.done()) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == 1) messages->emplace_back(field.bytes);
  }
  return messages;
}

// -1: it is none.
int value_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// The least and the greatest key whose hash begins with `hex`.
Result<std::pair<std::string, std::string>> range_of(std::string_view hex) {
  if (hex.size() > 2 * kHashBytes) return invalid("a digest has no more than 64 hexadecimal digits");
  std::string low(kHashBytes, '\0');
  std::string high(kDigestBytes, '\xff');
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const int value = value_of(hex[i]);
    if (value < 0) return invalid("a digest has hexadecimal digits only");
    const int shift = i % 2 == 0 ? 4 : 0;
    low[i / 2] = static_cast<char>(low[i / 2] | value << shift);
    high[i / 2] = static_cast<char>(high[i / 2] & ~((15 - value) << shift));
  }
  return std::pair(std::move(low), std::move(high));
}

// Writes what is new, within a transaction.
class Writer {
 public:
  static Result<Writer> create(Database& database, const LoggedRun& run) {
    Writer writer(run);
    TRY_ASSIGN(known, database.prepare("SELECT action FROM cases WHERE project = ?1 AND name = ?2"));
    TRY_ASSIGN(test, database.prepare("INSERT INTO cases VALUES(?1, ?2, ?3, NULL, ?4, ?5) ON CONFLICT DO UPDATE SET"
                                      " before = action, action = excluded.action, run = excluded.run,"
                                      " time = excluded.time"));
    TRY_ASSIGN(action, database.prepare("INSERT INTO actions VALUES(?1, ?2, ?3, ?4, ?5)"
                                        " ON CONFLICT DO UPDATE SET time = excluded.time"));
    TRY_ASSIGN(root, database.prepare("INSERT OR IGNORE INTO roots VALUES(?1, ?2)"));
    writer.known_ = std::move(known);
    writer.test_ = std::move(test);
    writer.action_ = std::move(action);
    writer.root_ = std::move(root);
    return writer;
  }

  // True if the case had another action until now.
  Result<bool> put_case(const CaseAction& one) {
    const std::string name = one.id.to_string();
    const std::string action = packed(one.action);
    known_.bind(1, run_->project);
    known_.bind(2, name);
    TRY_ASSIGN(row, known_.step());
    const bool same = row && known_.bytes(0) == action;
    known_.reset();
    if (same) return false;
    test_.bind(1, run_->project);
    test_.bind(2, name);
    test_.bind(3, action);
    test_.bind(4, run_->id);
    test_.bind(5, seconds_of(run_->time));
    TRY(test_.run());
    return true;
  }

  Status put_action(const Digest& digest, const LoggedAction& action) {
    const std::string key = packed(digest);
    const std::string root = packed(action.input_root);
    action_.bind(1, key);
    action_.bind(2, action.action);
    action_.bind(3, action.command);
    action_.bind(4, root);
    action_.bind(5, seconds_of(run_->time));
    TRY(action_.run());
    if (!roots_.insert(action.input_root).second) return {};
    const std::string messages = joined(*action.root_messages);
    root_.bind(1, root);
    root_.bind(2, messages);
    return root_.run();
  }

 private:
  explicit Writer(const LoggedRun& run) : run_(&run) {}

  const LoggedRun* run_;
  Statement known_;
  Statement test_;
  Statement action_;
  Statement root_;
  std::set<Digest> roots_;  // that are written
};

}  // namespace

struct ActionLog::State {
  explicit State(std::string file) : path(std::move(file)) {}

  // Damage deep inside the file shows itself only when the page is read.
  template <typename Work>
  auto healed(Work work) -> decltype(work()) {
    auto done = work();
    if (done || !Database::is_corrupt(done.error())) return done;
    database = {};
    TRY_ASSIGN(opened, Database::replace(path, kSchema));
    database = std::move(opened);
    moved_aside = true;
    return work();
  }

  Result<std::optional<LastAction>> last(std::string_view project, std::string_view name);
  Result<std::optional<LoggedAction>> find(const Digest& action);
  Result<std::vector<Digest>> between(const std::pair<std::string, std::string>& range, std::size_t limit);
  Result<bool> has_mark(const LoggedRun& run, std::int64_t mark);
  Status record(const LoggedRun& run, const Messages& messages);
  Result<bool> write_cases(const LoggedRun& run, const Messages& messages);
  Status write_mark(const LoggedRun& run, std::int64_t mark, bool others_hold);
  Status drop_old(WallTime now);
  Status keep(const std::vector<std::pair<Digest, LoggedAction>>& actions, WallTime time);
  Result<std::vector<std::pair<std::string, Digest>>> actions_of(std::string_view project);

  std::string path;
  Database database;
  bool moved_aside = false;
};

Result<std::optional<LastAction>> ActionLog::State::last(std::string_view project, std::string_view name) {
  TRY_ASSIGN(statement,
             database.prepare("SELECT action, before, run, time FROM cases WHERE project = ?1 AND name = ?2"));
  statement.bind(1, project);
  statement.bind(2, name);
  TRY_ASSIGN(row, statement.step());
  if (!row) return std::nullopt;
  TRY_ASSIGN(action, unpacked(statement.bytes(0)));
  LastAction last{.action = action,
                  .before = std::nullopt,
                  .run = std::string(statement.bytes(2)),
                  .time = WallTime(std::chrono::seconds(statement.integer(3)))};
  if (!statement.is_null(1)) {
    TRY_ASSIGN(before, unpacked(statement.bytes(1)));
    last.before = before;
  }
  return last;
}

Result<std::optional<LoggedAction>> ActionLog::State::find(const Digest& action) {
  TRY_ASSIGN(statement, database.prepare("SELECT action, command, root, messages FROM actions"
                                         " JOIN roots ON roots.digest = actions.root WHERE actions.digest = ?1"));
  const std::string key = packed(action);
  statement.bind(1, key);
  TRY_ASSIGN(row, statement.step());
  if (!row) return std::nullopt;
  TRY_ASSIGN(root, unpacked(statement.bytes(2)));
  TRY_ASSIGN(messages, parted(statement.bytes(3)));
  return LoggedAction{.action = std::string(statement.bytes(0)),
                      .command = std::string(statement.bytes(1)),
                      .input_root = root,
                      .root_messages = std::move(messages)};
}

Result<std::vector<Digest>> ActionLog::State::between(const std::pair<std::string, std::string>& range,
                                                      std::size_t limit) {
  TRY_ASSIGN(statement, database.prepare("SELECT digest FROM actions WHERE digest BETWEEN ?1 AND ?2"
                                         " ORDER BY digest LIMIT ?3"));
  statement.bind(1, range.first);
  statement.bind(2, range.second);
  statement.bind(3, static_cast<std::int64_t>(limit));
  std::vector<Digest> found;
  while (true) {
    TRY_ASSIGN(row, statement.step());
    if (!row) return found;
    TRY_ASSIGN(digest, unpacked(statement.bytes(0)));
    found.push_back(digest);
  }
}

Result<bool> ActionLog::State::has_mark(const LoggedRun& run, std::int64_t mark) {
  TRY_ASSIGN(statement, database.prepare("SELECT 1 FROM marks WHERE project = ?1 AND mark = ?2"));
  statement.bind(1, run.project);
  statement.bind(2, mark);
  return statement.step();
}

Status ActionLog::State::record(const LoggedRun& run, const Messages& messages) {
  const std::int64_t mark = mark_of(run);
  TRY_ASSIGN(nothing_new, has_mark(run, mark));
  if (nothing_new) return {};
  TRY_ASSIGN(transaction, Transaction::begin(database));
  TRY_ASSIGN(changed, write_cases(run, messages));
  TRY(write_mark(run, mark, !changed));
  if (changed) TRY(drop_old(run.time));
  return transaction.commit();
}

// True if an action was another one.
Result<bool> ActionLog::State::write_cases(const LoggedRun& run, const Messages& messages) {
  TRY_ASSIGN(writer, Writer::create(database, run));
  bool changed = false;
  for (const CaseAction& one : run.cases) {
    TRY_ASSIGN(is_new, writer.put_case(one));
    if (!is_new) continue;
    changed = true;
    if (const auto logged = messages(one.action)) TRY(writer.put_action(one.action, *logged));
  }
  return changed;
}

Status ActionLog::State::write_mark(const LoggedRun& run, std::int64_t mark, bool others_hold) {
  if (!others_hold) {
    TRY_ASSIGN(erase, database.prepare("DELETE FROM marks WHERE project = ?1"));
    erase.bind(1, run.project);
    TRY(erase.run());
  }
  TRY_ASSIGN(insert, database.prepare("INSERT OR IGNORE INTO marks VALUES(?1, ?2)"));
  insert.bind(1, run.project);
  insert.bind(2, mark);
  return insert.run();
}

// A clock that was set back makes it due as well.
Status ActionLog::State::drop_old(WallTime now) {
  TRY_ASSIGN(due, database.prepare("UPDATE upkeep SET time = ?1 WHERE abs(?1 - time) > ?2 RETURNING 1"));
  due.bind(1, seconds_of(now));
  due.bind(2, kUpkeepSeconds);
  TRY_ASSIGN(is_due, due.step());
  due.reset();
  if (!is_due) return {};
  TRY_ASSIGN(actions, database.prepare("DELETE FROM actions WHERE time < ?1 AND digest NOT IN (SELECT action FROM cases"
                                       " UNION SELECT before FROM cases WHERE before IS NOT NULL)"));
  actions.bind(1, seconds_of(now - kActionsKept));
  TRY(actions.run());
  return database.run("DELETE FROM roots WHERE digest NOT IN (SELECT root FROM actions)");
}

Status ActionLog::State::keep(const std::vector<std::pair<Digest, LoggedAction>>& actions, WallTime time) {
  TRY_ASSIGN(transaction, Transaction::begin(database));
  const LoggedRun run{.time = time};
  TRY_ASSIGN(writer, Writer::create(database, run));
  for (const auto& [digest, action] : actions) TRY(writer.put_action(digest, action));
  return transaction.commit();
}

Result<std::vector<std::pair<std::string, Digest>>> ActionLog::State::actions_of(std::string_view project) {
  TRY_ASSIGN(statement, database.prepare("SELECT name, action FROM cases WHERE project = ?1 ORDER BY name"));
  statement.bind(1, project);
  std::vector<std::pair<std::string, Digest>> found;
  while (true) {
    TRY_ASSIGN(row, statement.step());
    if (!row) return found;
    TRY_ASSIGN(action, unpacked(statement.bytes(1)));
    found.emplace_back(statement.bytes(0), action);
  }
}

ActionLog::ActionLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
ActionLog::~ActionLog() = default;

Result<std::unique_ptr<ActionLog>> ActionLog::open(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) TRY(os::make_directories(path.substr(0, slash)));
  auto state = std::make_unique<State>(path);
  TRY_ASSIGN(opened, Database::open_or_replace(path, kSchema));
  state->database = std::move(opened.database);
  state->moved_aside = opened.moved_aside;
  return std::unique_ptr<ActionLog>(new ActionLog(std::move(state)));
}

bool ActionLog::moved_aside() const { return state_->moved_aside; }

Status ActionLog::record(const LoggedRun& run, const Messages& messages) {
  return state_->healed([&] { return state_->record(run, messages); });
}

Status ActionLog::keep(const std::vector<std::pair<Digest, LoggedAction>>& actions, WallTime time) {
  if (actions.empty()) return {};
  return state_->healed([&] { return state_->keep(actions, time); });
}

Result<std::vector<std::pair<std::string, Digest>>> ActionLog::actions_of(const std::string& project) {
  return state_->healed([&] { return state_->actions_of(project); });
}

Result<std::optional<LastAction>> ActionLog::last(const std::string& project, const CaseId& id) {
  return state_->healed([&] { return state_->last(project, id.to_string()); });
}

Result<std::optional<LoggedAction>> ActionLog::find(const Digest& action) {
  return state_->healed([&] { return state_->find(action); });
}

Result<std::vector<Digest>> ActionLog::beginning_with(std::string_view hex, std::size_t limit) {
  TRY_ASSIGN(range, range_of(hex));
  return state_->healed([&] { return state_->between(range, limit); });
}

}  // namespace maelstrom::store
