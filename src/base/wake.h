// What ends a wait from outside, as a port: another thread's notice, or a signal to the program.
#pragma once

#include <optional>

namespace maelstrom {

class Wake {
 public:
  virtual ~Wake() = default;
  virtual int fd() const = 0;  // readable while there is something to take in
  virtual void notify() = 0;   // from any thread; makes fd() readable
  virtual void clear() = 0;    // takes in every notice so far
  // The signal that asks the program to end, once it came: SIGINT, SIGTERM or SIGHUP.
  virtual std::optional<int> ending_signal() = 0;
  // A program that is asked a second time to end does so at once, whatever it is doing. From now on it kills this
  // process group before; none: no group any more.
  virtual void kill_at_end(std::optional<int> process_group) = 0;
};

}  // namespace maelstrom
