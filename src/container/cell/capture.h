// What a test writes to one of its output streams.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "container/wire.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// A little is kept here; more goes to a memfd whose first half keeps the head and whose second half
// is a ring of the tail, without passing through the cell's memory, whose size would count as every
// test's.
class Capture {
 public:
  // A new pipe for each test: flags and permissions stay on an open pipe. `limit`: bytes to keep; never
  // less than twice what is kept here is, so that this fits the head.
  Status open(std::uint64_t limit);
  // From now on all that comes goes to `fd`, and nothing is kept.
  void pass_on_to(int fd) { pass_on_ = fd; }
  int read_end() const { return read_.get(); }  // -1 once nothing can come any more
  int write_end() const { return write_.get(); }
  void close_write_end() { write_.reset(); }

  // Takes in what is there, without waiting. At most about a megabyte, so that nobody starves.
  void take();
  // Takes in all that is left; every writer must be gone.
  void finish();

  std::uint64_t limit() const { return limit_; }
  std::uint64_t total() const { return total_; }
  std::string_view inline_bytes() const {
    return {buffer_, spilled_ || pass_on_ >= 0 ? 0 : static_cast<std::size_t>(total_)};
  }
  int spilled_fd() const { return spilled_.get(); }  // -1 if all is inline

 private:
  bool take_once();
  bool take_inline();
  bool take_spilled();
  bool take_passing();
  bool spill();

  os::Fd read_;
  os::Fd write_;
  os::Fd spilled_;
  int pass_on_ = -1;
  std::uint64_t limit_ = 0;
  std::uint64_t total_ = 0;
  char buffer_[kInlineOutputLimit];
};

}  // namespace maelstrom::container::cell
