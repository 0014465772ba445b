#include "store/results.h"

#include <algorithm>
#include <map>
#include <utility>

#include "os/file.h"
#include "store/database.h"

namespace maelstrom::store {
namespace {

using std::chrono::sys_days;

// `key` is the digest's first eight bytes, so that a look-up compares integers; `rest` are the others, `size` its size,
// and `proof` the checksum. Two actions that agree in `key` take each other's place. A result that is an answer has
// `standing` 1. `used` counts days since 1970.
constexpr Schema kSchema{
    .statements =
        "CREATE TABLE results(key INTEGER PRIMARY KEY, rest BLOB NOT NULL, size INTEGER NOT NULL,"
        " proof BLOB NOT NULL, standing INTEGER NOT NULL, used INTEGER NOT NULL, record BLOB NOT NULL);"
        "CREATE TABLE runs(number INTEGER PRIMARY KEY, id BLOB NOT NULL, project BLOB NOT NULL,"
        " time INTEGER NOT NULL, cases INTEGER NOT NULL, answered INTEGER NOT NULL);"
        "CREATE TABLE generation(number INTEGER NOT NULL);"
        "INSERT INTO generation VALUES(random());"
        "CREATE TRIGGER dropped AFTER DELETE ON results WHEN old.standing = 1"
        " BEGIN UPDATE generation SET number = number + 1; END;"
        "CREATE TRIGGER disproved BEFORE INSERT ON results WHEN new.standing = 0"
        " AND EXISTS(SELECT 1 FROM results WHERE key = new.key AND standing = 1)"
        " BEGIN UPDATE generation SET number = number + 1; END;",
    .version = 3,
    .clearing = "DROP TABLE results; DROP TABLE IF EXISTS runs; DROP TABLE IF EXISTS generation;"};

constexpr std::size_t kKeyBytes = sizeof(std::int64_t);
constexpr std::size_t kProofBytes = 12;
// So much is written in one transaction.
constexpr std::size_t kBatch = 1024;

std::int64_t key_of(const Digest& action) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < kKeyBytes; ++i) key = key << 8 | action.hash[i];
  return static_cast<std::int64_t>(key);
}

std::string_view rest_of(const Digest& action) {
  return {reinterpret_cast<const char*>(action.hash.data()) + kKeyBytes, action.hash.size() - kKeyBytes};
}

// None if `rest` is no such thing.
std::optional<Digest> action_of(std::int64_t key, std::string_view rest, std::int64_t size) {
  Digest action;
  if (rest.size() != action.hash.size() - kKeyBytes) return std::nullopt;
  for (std::size_t i = 0; i < kKeyBytes; ++i) {
    action.hash[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(key) >> 8 * (kKeyBytes - 1 - i) & 0xff);
  }
  std::ranges::copy(rest, action.hash.begin() + kKeyBytes);
  action.size = static_cast<std::uint64_t>(size);
  return action;
}

// Of the action, its standing and the record together: no part of a row can be taken for that of another.
std::string proof_of(const Digest& action, const KnownResult& result) {
  std::string whole(reinterpret_cast<const char*>(action.hash.data()), action.hash.size());
  whole += std::to_string(action.size) + (result.standing == Standing::kAnswer ? "+" : "-");
  whole += result.record;
  const Digest digest = digest_of(whole);
  return {reinterpret_cast<const char*>(digest.hash.data()), kProofBytes};
}

struct Row {
  std::int64_t key = 0;
  std::optional<Digest> action;  // none: the row is damaged
  KnownResult result;
};

std::int64_t number_of(sys_days day) { return day.time_since_epoch().count(); }
sys_days day_of(std::int64_t number) { return sys_days(std::chrono::days(number)); }

}  // namespace

struct Results::State {
  State(std::string file, sys_days day) : path(std::move(file)), today(number_of(day)) {}

  Status open();
  // Damage deep inside the file shows itself only when the page is read.
  template <typename Work>
  auto healed(Work work) -> decltype(work());
  // The same for work that is no look-up.
  template <typename Work>
  auto alone(Work work) -> decltype(work());
  Status begin_look_ups();
  Status end_look_ups();
  Result<std::optional<KnownResult>> find(const Digest& action);
  Status write();
  Result<ResultsUsage> usage();
  Result<std::uint64_t> bytes();
  Result<Sifting> sift(const Wanted& wanted);
  Status each_row(const std::function<Status(const Row&)>& visit);
  Status drop(const std::vector<std::int64_t>& keys);
  Result<std::uint64_t> drop_older(std::int64_t day);
  Result<std::uint64_t> drop_beyond(std::uint64_t limit);

  std::string path;
  std::int64_t today;
  Database database;
  Statement select;
  Statement insert;
  Statement erase;
  bool looks_up = false;  // in one transaction, without the locks that each look-up by itself takes and gives back
  bool moved_aside = false;
  std::map<Digest, KnownResult> pending;  // in about the order of their keys, so that a page is touched once
  std::vector<std::int64_t> used;         // today, which is not written yet
};

Status Results::State::open() {
  select = {};
  insert = {};
  erase = {};
  TRY_ASSIGN(opened, Database::open_or_replace(path, kSchema));
  database = std::move(opened.database);
  moved_aside |= opened.moved_aside;
  // Pages are read where they lie, without a system call for each.
  TRY(database.run("PRAGMA mmap_size = 4294967296"));
  TRY_ASSIGN(found, database.prepare("SELECT proof, standing, record, used FROM results WHERE key = ?1"));
  TRY_ASSIGN(added, database.prepare("INSERT OR REPLACE INTO results VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  TRY_ASSIGN(erased, database.prepare("DELETE FROM results WHERE key = ?1"));
  select = std::move(found);
  insert = std::move(added);
  erase = std::move(erased);
  return {};
}

template <typename Work>
auto Results::State::healed(Work work) -> decltype(work()) {
  auto done = work();
  if (done || !Database::is_corrupt(done.error())) return done;
  select = {};
  insert = {};
  erase = {};
  database = {};
  looks_up = false;
  {
    TRY(Database::replace(path, kSchema));
  }
  moved_aside = true;
  TRY(open());
  return work();
}

template <typename Work>
auto Results::State::alone(Work work) -> decltype(work()) {
  return healed([&]() -> decltype(work()) {
    TRY(end_look_ups());
    return work();
  });
}

Status Results::State::begin_look_ups() {
  if (!looks_up) TRY(database.run("BEGIN"));
  looks_up = true;
  return {};
}

Status Results::State::end_look_ups() { return std::exchange(looks_up, false) ? database.run("COMMIT") : Status(); }

Result<std::optional<KnownResult>> Results::State::find(const Digest& action) {
  const std::int64_t key = key_of(action);
  select.bind(1, key);
  TRY_ASSIGN(row, select.step());
  std::optional<KnownResult> found;
  if (row) {
    found = KnownResult{.record = std::string(select.bytes(2)),
                        .standing = select.integer(1) == 1 ? Standing::kAnswer : Standing::kShown};
    if (proof_of(action, *found) != select.bytes(0)) found.reset();
    if (found && select.integer(3) != today) used.push_back(key);
  }
  select.reset();
  return found;
}

Status Results::State::write() {
  TRY_ASSIGN(transaction, Transaction::begin(database));
  for (const auto& [action, result] : pending) {
    const std::string proof = proof_of(action, result);
    insert.bind(1, key_of(action));
    insert.bind(2, rest_of(action));
    insert.bind(3, static_cast<std::int64_t>(action.size));
    insert.bind(4, proof);
    insert.bind(5, static_cast<std::int64_t>(result.standing == Standing::kAnswer ? 1 : 0));
    insert.bind(6, today);
    insert.bind(7, result.record);
    TRY(insert.run());
  }
  TRY_ASSIGN(update, database.prepare("UPDATE results SET used = ?2 WHERE key = ?1"));
  for (const std::int64_t key : used) {
    update.bind(1, key);
    update.bind(2, today);
    TRY(update.run());
  }
  return transaction.commit();
}

Result<std::uint64_t> Results::State::bytes() {
  TRY_ASSIGN(size, database.prepare("SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(),"
                                    " pragma_freelist_count(), pragma_page_size()"));
  TRY(size.step());
  return static_cast<std::uint64_t>(size.integer(0));
}

Result<ResultsUsage> Results::State::usage() {
  TRY_ASSIGN(size, bytes());
  TRY_ASSIGN(count, database.prepare("SELECT count(*), sum(standing), min(used) FROM results"));
  TRY(count.step());
  ResultsUsage usage{.results = static_cast<std::uint64_t>(count.integer(0)),
                     .answers = static_cast<std::uint64_t>(count.integer(1)),
                     .bytes = size,
                     .oldest_use = std::nullopt};
  if (!count.is_null(2)) usage.oldest_use = day_of(count.integer(2));
  return usage;
}

Result<Sifting> Results::State::sift(const Wanted& wanted) {
  TRY(database.check());
  Sifting sifting;
  std::vector<std::int64_t> keys;
  TRY(each_row([&](const Row& row) -> Status {
    ++sifting.results;
    if (row.action && wanted(*row.action, row.result)) return {};
    ++(row.action ? sifting.unwanted : sifting.damaged);
    keys.push_back(row.key);
    return {};
  }));
  TRY(drop(keys));
  return sifting;
}

Status Results::State::each_row(const std::function<Status(const Row&)>& visit) {
  TRY_ASSIGN(all, database.prepare("SELECT key, rest, size, proof, standing, record FROM results"));
  while (true) {
    TRY_ASSIGN(there, all.step());
    if (!there) return {};
    Row row{.key = all.integer(0),
            .action = action_of(all.integer(0), all.bytes(1), all.integer(2)),
            .result = {.record = std::string(all.bytes(5)),
                       .standing = all.integer(4) == 1 ? Standing::kAnswer : Standing::kShown}};
    if (row.action && proof_of(*row.action, row.result) != all.bytes(3)) row.action.reset();
    TRY(visit(row));
  }
}

Status Results::State::drop(const std::vector<std::int64_t>& keys) {
  if (keys.empty()) return {};
  TRY_ASSIGN(transaction, Transaction::begin(database));
  for (const std::int64_t key : keys) {
    erase.bind(1, key);
    TRY(erase.run());
  }
  return transaction.commit();
}

Result<std::uint64_t> Results::State::drop_older(std::int64_t day) {
  TRY_ASSIGN(erase_old, database.prepare("DELETE FROM results WHERE used < ?1"));
  erase_old.bind(1, day);
  TRY(erase_old.run());
  return database.changes();
}

// Results are about equally large.
Result<std::uint64_t> Results::State::drop_beyond(std::uint64_t limit) {
  TRY_ASSIGN(now, usage());
  if (now.results == 0 || now.bytes <= limit) return 0;
  const auto kept = static_cast<std::uint64_t>(static_cast<double>(now.results) * static_cast<double>(limit) /
                                               static_cast<double>(now.bytes));
  TRY_ASSIGN(erase_most, database.prepare("DELETE FROM results WHERE key IN"
                                          " (SELECT key FROM results ORDER BY used LIMIT ?1)"));
  erase_most.bind(1, static_cast<std::int64_t>(now.results - std::min(kept, now.results)));
  TRY(erase_most.run());
  return database.changes();
}

Results::Results(std::unique_ptr<State> state) : state_(std::move(state)) {}
Results::~Results() { static_cast<void>(flush()); }

Result<std::unique_ptr<Results>> Results::open(const std::string& path, sys_days today) {
  const auto slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) TRY(os::make_directories(path.substr(0, slash)));
  auto state = std::make_unique<State>(path, today);
  TRY(state->open());
  return std::unique_ptr<Results>(new Results(std::move(state)));
}

bool Results::moved_aside() const { return state_->moved_aside; }

Result<std::optional<KnownResult>> Results::find(const Digest& action) {
  if (const auto newest = state_->pending.find(action); newest != state_->pending.end()) return newest->second;
  return state_->healed([&]() -> Result<std::optional<KnownResult>> {
    TRY(state_->begin_look_ups());
    return state_->find(action);
  });
}

Status Results::rest() { return state_->end_look_ups(); }

Status Results::remember(const Digest& action, KnownResult result) {
  state_->pending.insert_or_assign(action, std::move(result));
  return state_->pending.size() < kBatch ? Status() : flush();
}

// What cannot be written is given up: it would not get easier.
Status Results::flush() {
  if (state_->pending.empty() && state_->used.empty()) return {};
  Status written = state_->alone([&] { return state_->write(); });
  state_->pending.clear();
  state_->used.clear();
  return written;
}

Status Results::forget(const Digest& action) {
  state_->pending.erase(action);
  return state_->alone([&]() -> Status {
    state_->erase.bind(1, key_of(action));
    return state_->erase.run();
  });
}

Result<std::int64_t> Results::generation() {
  TRY(flush());
  return state_->alone([&]() -> Result<std::int64_t> {
    TRY_ASSIGN(read, state_->database.prepare("SELECT number FROM generation"));
    TRY_ASSIGN(row, read.step());
    if (!row) return internal("the results have no generation");
    return read.integer(0);
  });
}

sys_days Results::today() const { return sys_days(std::chrono::days(state_->today)); }

Result<ResultsUsage> Results::usage() {
  TRY(flush());
  return state_->alone([&] { return state_->usage(); });
}

Result<Sifting> Results::sift(const Wanted& wanted) {
  TRY(flush());
  return state_->alone([&] { return state_->sift(wanted); });
}

Status Results::each(const Visit& visit) {
  TRY(flush());
  TRY(rest());
  return state_->each_row([&](const Row& row) { return row.action ? visit(*row.action, row.result) : Status(); });
}

Result<std::uint64_t> Results::drop_unused(std::optional<sys_days> since, std::uint64_t bytes) {
  TRY(flush());
  return state_->alone([&]() -> Result<std::uint64_t> {
    std::uint64_t dropped = 0;
    if (since) {
      TRY_ASSIGN(old, state_->drop_older(number_of(*since)));
      dropped += old;
    }
    TRY_ASSIGN(most, state_->drop_beyond(bytes));
    dropped += most;
    if (dropped > 0) TRY(state_->database.run("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"));
    return dropped;
  });
}

Status Results::note(const ServedRun& run) {
  return state_->alone([&] { return store::note(state_->database, run); });
}

Result<std::vector<ServedRun>> Results::served_runs() {
  return state_->alone([&] { return store::served_runs(state_->database); });
}

}  // namespace maelstrom::store
