// What came of actions: root/results.sqlite.
//
// A result is an opaque record under the digest of its action. A record is found whole and as it was written, or not at
// all: each carries a checksum over its action and its bytes, so that no damage of the file makes a wrong answer. The
// loss of any of them costs time, nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "store/served_runs.h"

namespace maelstrom::store {

// What may be done with a result.
enum class Standing : std::uint8_t {
  kShown,   // it is told, but is no answer: a failure
  kAnswer,  // it stands for a run
};

struct KnownResult {
  std::string record;
  Standing standing = Standing::kShown;
};

struct ResultsUsage {
  std::uint64_t results = 0;
  std::uint64_t answers = 0;  // of them
  std::uint64_t bytes = 0;    // of the file, what is free in it not among them
  std::optional<std::chrono::sys_days> oldest_use;
};

// What became of a look at each result.
struct Sifting {
  std::uint64_t results = 0;   // that were looked at
  std::uint64_t damaged = 0;   // dropped: the checksum was another
  std::uint64_t unwanted = 0;  // dropped
};

// Several programs may have the same file open. Used by one thread at a time.
class Results {
 public:
  // `today` is what a use is noted with. The file is made if it is not there; one that is damaged is replaced,
  // `moved_aside` then says so; one of an earlier version is emptied.
  // Errors: Unavailable if a newer version of the program made the file (it is left alone); those of the file system.
  static Result<std::unique_ptr<Results>> open(const std::string& path, std::chrono::sys_days today);
  // Writes what is still to be written, as far as that goes.
  ~Results();

  bool moved_aside() const;

  // Its use is noted, by the day, with the next flush(). Look-ups that follow one another see the results of one
  // moment, until rest() or anything else is called.
  Result<std::optional<KnownResult>> find(const Digest& action);
  // To be called before waiting: as long as look-ups go on, the file of what other programs write only grows.
  Status rest();

  // The newest result of an action takes the place of an older one. Written with others, a while later: what is killed
  // before loses what was remembered last. Errors: of writing, if it was time to.
  Status remember(const Digest& action, KnownResult result);
  Status flush();

  // For a result that turned out to be no good.
  Status forget(const Digest& action);

  // Another number whenever an answer has been forgotten, dropped, or replaced by what is none; answers that come do
  // not change it. While it is the same, every answer that was there is still there. What is not written yet is, first.
  Result<std::int64_t> generation();

  // The day of use that this object notes down.
  std::chrono::sys_days today() const;

  Result<ResultsUsage> usage();
  // Looks at every page and every result; drops those that are damaged, and those that `wanted` is false of.
  // A file that is damaged is replaced; `moved_aside` then says so.
  using Wanted = std::function<bool(const Digest& action, const KnownResult& result)>;
  Result<Sifting> sift(const Wanted& wanted);
  // Calls `visit` with each sound result, in no order, until it gives an error; that is no use of them.
  using Visit = std::function<Status(const Digest& action, const KnownResult& result)>;
  Status each(const Visit& visit);
  // Drops what nobody used since, and then the least recently used of what makes the file larger than `bytes`; the
  // file becomes smaller. Gives how many were dropped.
  Result<std::uint64_t> drop_unused(std::optional<std::chrono::sys_days> since, std::uint64_t bytes);

  Status note(const ServedRun& run);
  // The newest first.
  Result<std::vector<ServedRun>> served_runs();

 private:
  struct State;
  explicit Results(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::store
