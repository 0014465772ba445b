// The answers that earlier runs give for the cases of one artifact in one container, as one record.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/job.h"

namespace maelstrom::session {

// A case that passed.
struct KnownAnswer {
  Digest action;
  std::chrono::nanoseconds duration{0};
  std::size_t run = 0;  // its place in Suite::runs
  int exit_code = 0;
};

struct Suite {
  std::vector<EarlierRun> runs;                          // that the answers come from
  std::unordered_map<std::string, KnownAnswer> answers;  // by what tells a case from the others

  std::string encode() const;
  // Errors: Invalid for what encode() did not write.
  static Result<Suite> decode(std::string_view bytes);
};

}  // namespace maelstrom::session
