#include "store/served_runs.h"

namespace maelstrom::store {

Status note(Database& database, const ServedRun& run) {
  TRY_ASSIGN(transaction, Transaction::begin(database));
  TRY_ASSIGN(added, database.prepare("INSERT INTO runs VALUES(NULL, ?1, ?2, ?3, ?4, ?5)"));
  added.bind(1, run.id);
  added.bind(2, run.project);
  added.bind(3, std::chrono::duration_cast<std::chrono::nanoseconds>(run.time.time_since_epoch()).count());
  added.bind(4, static_cast<std::int64_t>(run.cases));
  added.bind(5, static_cast<std::int64_t>(run.answered));
  TRY(added.run());
  TRY_ASSIGN(cut, database.prepare("DELETE FROM runs WHERE number <= (SELECT max(number) FROM runs) - ?1"));
  cut.bind(1, static_cast<std::int64_t>(kServedRuns));
  TRY(cut.run());
  return transaction.commit();
}

Result<std::vector<ServedRun>> served_runs(Database& database) {
  TRY_ASSIGN(all, database.prepare("SELECT id, project, time, cases, answered FROM runs ORDER BY number DESC"));
  std::vector<ServedRun> runs;
  while (true) {
    TRY_ASSIGN(row, all.step());
    if (!row) return runs;
    runs.push_back({.id = std::string(all.bytes(0)),
                    .project = std::string(all.bytes(1)),
                    .time = std::chrono::system_clock::time_point(std::chrono::nanoseconds(all.integer(2))),
                    .cases = static_cast<std::uint64_t>(all.integer(3)),
                    .answered = static_cast<std::uint64_t>(all.integer(4))});
  }
}

}  // namespace maelstrom::store
