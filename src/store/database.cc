#include "store/database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::store {
namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr std::string_view kCorruptPrefix = "database is damaged: ";

// Source: https://www.sqlite.org/rescode.html
ErrorCode code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::kExhausted;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return ErrorCode::kDenied;
    default:
      return ErrorCode::kInternal;
  }
}

Error error_of(sqlite3* handle, int result, std::string_view what) {
  const int primary = result & 0xff;
  const bool corrupt = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
  const int errnum = sqlite3_system_errno(handle);
  if (primary == SQLITE_CANTOPEN && errnum != 0) return system_error(errnum, "open", what);
  return Error(code_of(result), fmt::format("{}{}: {}", corrupt ? kCorruptPrefix : "", what, sqlite3_errmsg(handle)));
}

Result<std::int64_t> single_integer(Database& database, std::string_view sql) {
  TRY_ASSIGN(statement, database.prepare(sql));
  TRY_ASSIGN(row, statement.step());
  if (!row) return internal(fmt::format("{}: no row", sql));
  return statement.integer(0);
}

// Without fsync: a crash of the program loses nothing, and after a loss of power the worst is a damaged
// file, which is replaced.
Status use_write_ahead_log(Database& database) {
  TRY(database.run("PRAGMA synchronous = OFF; PRAGMA journal_size_limit = 0"));
  TRY_ASSIGN(mode, database.prepare("PRAGMA journal_mode"));
  TRY_ASSIGN(row, mode.step());
  if (row && mode.bytes(0) == "wal") return {};
  mode.reset();
  return database.run("PRAGMA journal_mode = WAL");
}

// Another process may have made the file in the meantime: looks again inside the transaction.
Status make_schema(Database& database, const Schema& schema) {
  TRY_ASSIGN(transaction, Transaction::begin(database));
  TRY_ASSIGN(version, single_integer(database, "PRAGMA user_version"));
  if (version < schema.version) {
    if (version != 0) TRY(database.run(std::string(schema.clearing).c_str()));
    TRY(database.run(std::string(schema.statements).c_str()));
    TRY(database.run(fmt::format("PRAGMA user_version = {}", schema.version).c_str()));
  }
  return transaction.commit();
}

Status move_aside(const std::string& path) {
  TRY(os::remove_file(path + "-wal"));
  TRY(os::remove_file(path + "-shm"));
  return os::rename(path, path + ".corrupt");
}

// As Database::open(), with every page looked at.
Result<Database> open_sound(const std::string& path, const Schema& schema) {
  TRY_ASSIGN(database, Database::open(path, schema));
  TRY_IN(path, database.check());
  return database;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::bind(int parameter, std::int64_t value) { sqlite3_bind_int64(statement_.get(), parameter, value); }

void Statement::bind(int parameter, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), parameter, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
}

void Statement::bind_null(int parameter) { sqlite3_bind_null(statement_.get(), parameter); }

Result<bool> Statement::step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  const Error error = error_of(sqlite3_db_handle(statement_.get()), result, sqlite3_sql(statement_.get()));
  sqlite3_reset(statement_.get());
  return fail(error);
}

Status Statement::run() {
  TRY(step());
  reset();
  return {};
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
std::string_view Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<Database> Database::open(const std::string& path, const Schema& schema) {
  Database database;
  sqlite3* handle = nullptr;
  // Each owner of a Database serialises its use by itself.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  database.handle_.reset(handle);
  if (result != SQLITE_OK) return fail(error_of(handle, result, path));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  // The last to close it would remove the log, and the next to open it make it anew: both cost a short run more than
  // what it writes. It is emptied instead: never may an old one be applied to another file of that name.
  // Source: https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
  int keep_log = 1;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_log);
  // SQLite does not wait for another that changes the journal's mode, whatever its timeout.
  TRY_ASSIGN(lock, os::open(path + ".opening", O_RDWR | O_CREAT, 0644));
  TRY(os::lock_file(lock.get(), path + ".opening", os::LockKind::kExclusive));
  TRY_IN(path, use_write_ahead_log(database));
  TRY_ASSIGN_IN(path, version, single_integer(database, "PRAGMA user_version"));
  if (version < schema.version) TRY_IN(path, make_schema(database, schema));
  if (version > schema.version) {
    return fail(ErrorCode::kUnavailable, path + ": made by a newer version of the program");
  }
  return database;
}

Result<Database::Opened> Database::open_or_replace(const std::string& path, const Schema& schema) {
  auto opened = open(path, schema);
  if (opened) return Opened{std::move(opened).value(), false};
  if (!is_corrupt(opened.error())) return fail(std::move(opened).error());
  TRY_ASSIGN(database, replace(path, schema));
  return Opened{std::move(database), true};
}

Result<Database> Database::replace(const std::string& path, const Schema& schema) {
  // One process replaces it; the others find the new file when they have the lock.
  TRY_ASSIGN(lock, os::open(path + ".lock", O_RDWR | O_CREAT, 0644));
  TRY(os::lock_file(lock.get(), path + ".lock", os::LockKind::kExclusive));
  {
    auto opened = open_sound(path, schema);
    if (opened || !is_corrupt(opened.error())) return opened;
  }
  TRY(move_aside(path));
  return open(path, schema);
}

Result<Statement> Database::prepare(std::string_view sql) {
  Statement statement;
  sqlite3_stmt* raw = nullptr;
  const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (result != SQLITE_OK) return fail(error_of(handle_.get(), result, sql));
  statement.statement_.reset(raw);
  return statement;
}

Status Database::run(const char* sql) {
  const int result = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return fail(error_of(handle_.get(), result, sql));
  return {};
}

std::uint64_t Database::changes() const { return static_cast<std::uint64_t>(sqlite3_changes64(handle_.get())); }

Status Database::check() {
  TRY_ASSIGN(check, prepare("PRAGMA quick_check(1)"));
  TRY_ASSIGN(row, check.step());
  if (row && check.bytes(0) == "ok") return {};
  return internal(fmt::format("{}{}", kCorruptPrefix, row ? check.bytes(0) : std::string_view("it is empty")));
}

bool Database::is_corrupt(const Error& error) { return error.message().find(kCorruptPrefix) != std::string::npos; }

Result<Transaction> Transaction::begin(Database& database) {
  TRY(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // That there is nothing to roll back (SQLite did it after a full disk) is what is wanted.
  if (database_ != nullptr) static_cast<void>(database_->run("ROLLBACK"));
}

Status Transaction::commit() {
  TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace maelstrom::store
