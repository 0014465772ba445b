#include "store/results.h"

#include <map>
#include <utility>

#include "os/file.h"
#include "store/database.h"

namespace maelstrom::store {
namespace {

// `key` is the digest's first eight bytes, so that a look-up compares integers; `proof` the checksum.
// Two actions that agree in `key` take each other's place. A result that is an answer has `standing` 1.
constexpr Schema kSchema{.statements =
                             "CREATE TABLE results(key INTEGER PRIMARY KEY, proof BLOB NOT NULL,"
                             " standing INTEGER NOT NULL, record BLOB NOT NULL);",
                         .version = 1};

constexpr std::size_t kProofBytes = 12;
// So much is written in one transaction.
constexpr std::size_t kBatch = 1024;

std::int64_t key_of(const Digest& action) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < sizeof key; ++i) key = key << 8 | action.hash[i];
  return static_cast<std::int64_t>(key);
}

// Of the action, its standing and the record together: no part of a row can be taken for that of another.
std::string proof_of(const Digest& action, const KnownResult& result) {
  std::string whole(reinterpret_cast<const char*>(action.hash.data()), action.hash.size());
  whole += std::to_string(action.size) + (result.standing == Standing::kAnswer ? "+" : "-");
  whole += result.record;
  const Digest digest = digest_of(whole);
  return {reinterpret_cast<const char*>(digest.hash.data()), kProofBytes};
}

}  // namespace

struct Results::State {
  explicit State(std::string file) : path(std::move(file)) {}

  Status open();
  // Damage deep inside the file shows itself only when the page is read.
  template <typename Work>
  auto healed(Work work) -> decltype(work());
  Result<std::optional<KnownResult>> find(const Digest& action);
  Status write();

  std::string path;
  Database database;
  Statement select;
  Statement insert;
  Statement erase;
  bool moved_aside = false;
  std::map<Digest, KnownResult> pending;  // in about the order of their keys, so that a page is touched once
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
  TRY_ASSIGN(found, database.prepare("SELECT proof, standing, record FROM results WHERE key = ?1"));
  TRY_ASSIGN(added, database.prepare("INSERT OR REPLACE INTO results VALUES(?1, ?2, ?3, ?4)"));
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
  {
    TRY(Database::replace(path, kSchema));
  }
  moved_aside = true;
  TRY(open());
  return work();
}

Result<std::optional<KnownResult>> Results::State::find(const Digest& action) {
  select.bind(1, key_of(action));
  TRY_ASSIGN(row, select.step());
  std::optional<KnownResult> found;
  if (row) {
    found = KnownResult{.record = std::string(select.bytes(2)),
                        .standing = select.integer(1) == 1 ? Standing::kAnswer : Standing::kShown};
    if (proof_of(action, *found) != select.bytes(0)) found.reset();
  }
  select.reset();
  return found;
}

Status Results::State::write() {
  TRY_ASSIGN(transaction, Transaction::begin(database));
  for (const auto& [action, result] : pending) {
    const std::string proof = proof_of(action, result);
    insert.bind(1, key_of(action));
    insert.bind(2, proof);
    insert.bind(3, static_cast<std::int64_t>(result.standing == Standing::kAnswer ? 1 : 0));
    insert.bind(4, result.record);
    TRY(insert.run());
  }
  return transaction.commit();
}

Results::Results(std::unique_ptr<State> state) : state_(std::move(state)) {}
Results::~Results() { static_cast<void>(flush()); }

Result<std::unique_ptr<Results>> Results::open(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash != std::string::npos && slash > 0) TRY(os::make_directories(path.substr(0, slash)));
  auto state = std::make_unique<State>(path);
  TRY(state->open());
  return std::unique_ptr<Results>(new Results(std::move(state)));
}

bool Results::moved_aside() const { return state_->moved_aside; }

Result<std::optional<KnownResult>> Results::find(const Digest& action) {
  if (const auto newest = state_->pending.find(action); newest != state_->pending.end()) return newest->second;
  return state_->healed([&] { return state_->find(action); });
}

Status Results::remember(const Digest& action, KnownResult result) {
  state_->pending.insert_or_assign(action, std::move(result));
  return state_->pending.size() < kBatch ? Status() : flush();
}

// What cannot be written is given up: it would not get easier.
Status Results::flush() {
  if (state_->pending.empty()) return {};
  Status written = state_->healed([&] { return state_->write(); });
  state_->pending.clear();
  return written;
}

Status Results::forget(const Digest& action) {
  state_->pending.erase(action);
  return state_->healed([&]() -> Status {
    state_->erase.bind(1, key_of(action));
    return state_->erase.run();
  });
}

}  // namespace maelstrom::store
