// SQLite behind two values: an open file and a prepared statement.
//
// Several processes may have the same file open: it is in WAL mode, and a writer waits for another.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace maelstrom::store {

// A statement that is compiled once and run often. Belongs to the Database that made it, and must
// not outlive it.
class Statement {
 public:
  Statement() = default;

  // Parameters count from 1. The bytes of a text or blob must live until the next reset().
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, std::string_view bytes);
  void bind_null(int parameter);

  // True: a row is there to be read. False: there are no more.
  Result<bool> step();
  // Runs a statement that gives no rows, and resets it.
  Status run();
  void reset();

  bool is_null(int column) const;  // columns count from 0
  std::int64_t integer(int column) const;
  std::string_view bytes(int column) const;  // until the next step() or reset()

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// What the file of a database must look like.
struct Schema {
  std::string_view statements;  // "CREATE TABLE …;", run once on a new file
  int version = 1;              // PRAGMA user_version
  std::string_view clearing;    // run on a file of an earlier version, and then `statements`
};

class Database {
 public:
  // Makes the file if it is not there. Errors: Unavailable if a newer version made the file;
  // is_corrupt() tells whether it is no database at all.
  static Result<Database> open(const std::string& path, const Schema& schema);

  // As open(); but a file that is corrupt is renamed to `path` + ".corrupt", and a new one made.
  struct Opened;
  static Result<Opened> open_or_replace(const std::string& path, const Schema& schema);

  // For damage that showed itself later: checks the whole file, and moves it aside unless another
  // process did. No Database of this process may have the file open.
  static Result<Database> replace(const std::string& path, const Schema& schema);

  Result<Statement> prepare(std::string_view sql);
  Status run(const char* sql);
  // How many rows the last statement that wrote has changed.
  std::uint64_t changes() const;
  // Looks at every page. Errors: is_corrupt() of them if the file is damaged.
  Status check();

  // True if `error` came of a file whose content is damaged.
  static bool is_corrupt(const Error& error);

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

struct Database::Opened {
  Database database;
  bool moved_aside = false;
};

// All or nothing: what is not committed is rolled back.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace maelstrom::store
