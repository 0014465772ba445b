// What came of actions: root/results.sqlite.
//
// A result is an opaque record under the digest of its action. A record is found whole and as it was written, or not at
// all: each carries a checksum over its action and its bytes, so that no damage of the file makes a wrong answer. The
// loss of any of them costs time, nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"

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

// Several programs may have the same file open. Used by one thread at a time.
class Results {
 public:
  // The file is made if it is not there; one that is damaged is replaced, `moved_aside` then says so.
  // Errors: Unavailable if a newer version of the program made the file (it is left alone); those of the file system.
  static Result<std::unique_ptr<Results>> open(const std::string& path);
  // Writes what is still to be written, as far as that goes.
  ~Results();

  bool moved_aside() const;

  Result<std::optional<KnownResult>> find(const Digest& action);

  // The newest result of an action takes the place of an older one. Written with others, a while later: what is killed
  // before loses what was remembered last. Errors: of writing, if it was time to.
  Status remember(const Digest& action, KnownResult result);
  Status flush();

  // For a result that turned out to be no good.
  Status forget(const Digest& action);

 private:
  struct State;
  explicit Results(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::store
