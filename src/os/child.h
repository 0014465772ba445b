// A program of the host that runs beside this one.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "os/fd.h"

namespace maelstrom::os {

// It is killed when the thread that started it ends, however that comes; and when this object goes.
class Child {
 public:
  // `argv[0]` is a path, or is searched in PATH; what it writes is added to the file `log`. Its working directory is
  // "/". Call it where there are no other threads. Errors: the file cannot be opened; of the system. That the program
  // cannot be started is its end, with exit code 127.
  static Result<Child> start(const std::vector<std::string>& argv, const std::string& log);
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)), end_(std::move(other.end_)) {}
  Child& operator=(Child&&) = delete;
  ~Child();

  // Readable once it has ended.
  int end_fd() const { return end_.get(); }
  void signal(int number) const;
  // Waits for its end, and gives its exit code, 128 + n if the signal n ended it.
  int wait();

 private:
  Child(pid_t pid, Fd end) : pid_(pid), end_(std::move(end)) {}
  pid_t pid_ = -1;  // below nought: it has been waited for
  Fd end_;
};

}  // namespace maelstrom::os
