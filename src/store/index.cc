#include "store/index.h"

#include <algorithm>
#include <ctime>
#include <unordered_set>

namespace maelstrom::store {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// The slowest tick that Linux stamps files with is 10 ms (HZ=100).
constexpr std::int64_t kTick = 20'000'000;
constexpr std::size_t kSeenLimit = 200'000;
constexpr std::size_t kPendingLimit = 2'000;
// Files that were made together have inodes side by side, and are asked for together: one query (a
// transaction with its locks) answers for the neighbours too.
constexpr std::uint64_t kNeighbourDistance = 64;
constexpr std::size_t kNeighbourLimit = 128;

constexpr Schema kSchema{
    .statements =
        "CREATE TABLE files(device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL,"
        " mtime INTEGER NOT NULL, ctime INTEGER NOT NULL, digest BLOB NOT NULL, used INTEGER NOT NULL,"
        " PRIMARY KEY(device, inode)) WITHOUT ROWID;"
        "CREATE TABLE totals(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;",
    .version = 1};

std::int64_t nanoseconds(const struct timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

std::string_view hash_bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.hash.data()), digest.hash.size()};
}

std::int64_t as_integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Fingerprint fingerprint_of(const struct stat& info) {
  return {.identity = {.device = info.st_dev, .inode = info.st_ino},
          .size = static_cast<std::uint64_t>(info.st_size),
          .mtime = nanoseconds(info.st_mtim),
          .ctime = nanoseconds(info.st_ctim)};
}

bool is_telling(const Fingerprint& fingerprint, std::int64_t read_started) {
  // Times without a fraction come from file systems that keep seconds (ext3), or pairs of them (FAT).
  const bool whole_seconds = fingerprint.ctime % kSecond == 0;
  return fingerprint.ctime + (whole_seconds ? 2 * kSecond : kTick) < read_started;
}

std::int64_t file_clock() {
  struct timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return nanoseconds(now);
}

Index::~Index() { static_cast<void>(flush()); }  // a lost fingerprint is computed again

Status Index::open() {
  if (database_) return {};
  TRY_ASSIGN(opened, Database::open_or_replace(path_, kSchema));
  TRY_ASSIGN(select, opened.database.prepare("SELECT inode, size, mtime, ctime, digest, used FROM files"
                                             " WHERE device = ?1 AND inode >= ?2 ORDER BY inode"));
  database_ = std::move(opened.database);
  replaced_ |= opened.moved_aside;
  select_ = std::move(select);
  return {};
}

// Replaces a damaged file by an empty one; any other error stays one.
Status Index::recover(const Error& error) {
  if (!Database::is_corrupt(error)) return fail(error);
  select_ = {};
  database_.reset();
  TRY(Database::replace(path_, kSchema));
  replaced_ = true;
  return open();
}

Index::Row Index::row_at(std::uint64_t device) const {
  Row row;
  row.fingerprint = {{.device = device, .inode = static_cast<std::uint64_t>(select_.integer(0))},
                     static_cast<std::uint64_t>(select_.integer(1)),
                     select_.integer(2),
                     select_.integer(3)};
  const std::string_view hash = select_.bytes(4);
  if (hash.size() == row.known.digest.hash.size()) {
    std::copy(hash.begin(), hash.end(), row.known.digest.hash.begin());
    row.known.digest.size = row.fingerprint.size;
  } else {
    row.fingerprint.size = UINT64_MAX;  // no file's: the row is damaged
  }
  row.known.used = select_.integer(5);
  return row;
}

// Keeps the row of `identity`, if there is one, and those of its neighbours.
Status Index::load(const FileIdentity& identity) {
  if (seen_.size() + kNeighbourLimit > kSeenLimit) seen_.clear();
  select_.bind(1, as_integer(identity.device));
  select_.bind(2, as_integer(identity.inode));
  std::uint64_t last = identity.inode;
  for (std::size_t rows = 0; rows < kNeighbourLimit; ++rows) {
    TRY_ASSIGN(found, select_.step());
    if (!found || static_cast<std::uint64_t>(select_.integer(0)) - last > kNeighbourDistance) break;
    const Row row = row_at(identity.device);
    last = row.fingerprint.identity.inode;
    // The rest of a known neighbourhood is known as well, and maybe better.
    if (!seen_.try_emplace(row.fingerprint.identity, row).second) break;
  }
  select_.reset();
  return {};
}

Result<std::optional<Index::Known>> Index::find(const Fingerprint& fingerprint) {
  const std::scoped_lock lock(mutex_);
  if (const auto seen = seen_.find(fingerprint.identity); seen != seen_.end()) {
    if (seen->second.fingerprint == fingerprint) return seen->second.known;
    return std::nullopt;
  }
  TRY(open());
  if (const auto loaded = load(fingerprint.identity); !loaded) {
    TRY(recover(loaded.error()));
    return std::nullopt;
  }
  const auto row = seen_.find(fingerprint.identity);
  if (row == seen_.end() || row->second.fingerprint != fingerprint) return std::nullopt;
  return row->second.known;
}

void Index::keep(const Row& row) {
  if (seen_.size() >= kSeenLimit) seen_.clear();
  seen_.insert_or_assign(row.fingerprint.identity, row);
}

void Index::remember(const Fingerprint& fingerprint, const Known& known) {
  const std::scoped_lock lock(mutex_);
  keep({fingerprint, known});
  pending_.push_back({fingerprint, known});
  // What cannot be written now is tried again with the next flush, whose caller hears of the error.
  if (pending_.size() % kPendingLimit == 0) static_cast<void>(write_pending());
}

Status Index::flush() {
  const std::scoped_lock lock(mutex_);
  if (pending_.empty()) return {};
  auto written = write_pending();
  if (written) return {};
  TRY(recover(written.error()));
  return write_pending();
}

Status Index::write_pending() {
  TRY(open());
  TRY_ASSIGN(transaction, Transaction::begin(*database_));
  TRY_ASSIGN(insert, database_->prepare("INSERT OR REPLACE INTO files VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  for (const Row& row : pending_) {
    insert.bind(1, as_integer(row.fingerprint.identity.device));
    insert.bind(2, as_integer(row.fingerprint.identity.inode));
    insert.bind(3, as_integer(row.fingerprint.size));
    insert.bind(4, row.fingerprint.mtime);
    insert.bind(5, row.fingerprint.ctime);
    insert.bind(6, hash_bytes(row.known.digest));
    insert.bind(7, row.known.used);
    TRY(insert.run());
  }
  TRY(transaction.commit());
  pending_.clear();
  return {};
}

Result<bool> Index::check() {
  const std::scoped_lock lock(mutex_);
  TRY(open());
  if (auto checked = database_->check(); !checked) TRY(recover(checked.error()));
  return !replaced_;
}

Status Index::forget(const std::vector<Digest>& digests) {
  const std::scoped_lock lock(mutex_);
  seen_.clear();
  const std::unordered_set<Digest> gone(digests.begin(), digests.end());
  std::erase_if(pending_, [&](const Row& row) { return gone.contains(row.known.digest); });
  TRY(open());
  auto deleted = delete_rows(digests);
  if (deleted) return {};
  return recover(deleted.error());  // an empty file has forgotten as well
}

Status Index::delete_rows(const std::vector<Digest>& digests) {
  TRY(database_->run("CREATE TEMP TABLE IF NOT EXISTS gone(digest BLOB PRIMARY KEY) WITHOUT ROWID"));
  TRY_ASSIGN(transaction, Transaction::begin(*database_));
  TRY_ASSIGN(insert, database_->prepare("INSERT OR IGNORE INTO temp.gone VALUES(?1)"));
  for (const Digest& digest : digests) {
    insert.bind(1, hash_bytes(digest));
    TRY(insert.run());
  }
  TRY(database_->run("DELETE FROM files WHERE digest IN (SELECT digest FROM temp.gone); DELETE FROM temp.gone"));
  return transaction.commit();
}

Result<std::optional<std::uint64_t>> Index::add_bytes(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  TRY(open());
  TRY_ASSIGN(transaction, Transaction::begin(*database_));
  TRY_ASSIGN(update, database_->prepare("UPDATE totals SET value = value + ?1 WHERE name = 'bytes' RETURNING value"));
  update.bind(1, as_integer(bytes));
  TRY_ASSIGN(row, update.step());
  std::optional<std::uint64_t> sum;
  if (row) sum = static_cast<std::uint64_t>(update.integer(0));
  update.reset();
  TRY(transaction.commit());
  return sum;
}

Status Index::set_bytes(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  TRY(open());
  TRY_ASSIGN(insert, database_->prepare("INSERT OR REPLACE INTO totals VALUES('bytes', ?1)"));
  insert.bind(1, as_integer(bytes));
  return insert.run();
}

}  // namespace maelstrom::store
