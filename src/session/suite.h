// The answers that earlier runs give for the cases of one artifact in one container, as one record.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
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

class Suite {
 public:
  Suite() = default;
  Suite(Suite&&) = default;
  Suite& operator=(Suite&&) = default;

  // That the answers come from.
  const std::vector<EarlierRun>& runs() const { return runs_; }
  // The place of `run` among them; adds it if need be.
  std::size_t place_of(const EarlierRun& run);

  // `key`: what tells a case from the others. Null if there is none. Fastest where they are asked for in the order in
  // which they were added; that is the order of a listing.
  const KnownAnswer* find(std::string_view key);
  // False if there is one already. Its run has a place.
  bool add(std::string key, const KnownAnswer& answer);
  std::size_t size() const { return answers_.size(); }

  std::string encode() const;
  // Errors: Invalid for what encode() did not write.
  static Result<Suite> decode(std::string_view bytes);

 private:
  struct Entry {
    std::string key;
    KnownAnswer answer;
  };
  const std::unordered_map<std::string_view, std::size_t>& index();

  std::vector<EarlierRun> runs_;
  std::deque<Entry> answers_;  // no key moves
  std::size_t next_ = 0;
  std::unordered_map<std::string_view, std::size_t> index_;  // of answers_; empty: it is not made yet
};

}  // namespace maelstrom::session
