// Notices of other threads and ending signals behind one descriptor.
#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <utility>

#include "base/result.h"
#include "base/wake.h"
#include "os/fd.h"

namespace maelstrom::os {

// While it lives, SIGINT, SIGTERM and SIGHUP do not end the program; a second SIGINT does.
// Make it before any thread is started: threads inherit the blocked mask.
class SystemWake final : public Wake {
 public:
  static Result<std::unique_ptr<SystemWake>> create();
  ~SystemWake() override;

  int fd() const override { return epoll_.get(); }
  void notify() override;
  void clear() override;
  std::optional<int> ending_signal() override;
  void kill_at_end(std::optional<int> process_group) override { doomed_ = process_group; }
  // Called before a second SIGINT ends the program: nothing else is tidied up then.
  void before_sudden_end(std::function<void()> what) { before_end_ = std::move(what); }

 private:
  SystemWake() = default;
  void read_signals();

  Fd epoll_;
  Fd event_;
  Fd signals_;
  sigset_t previous_mask_{};
  std::optional<int> signal_;
  std::optional<int> doomed_;
  std::function<void()> before_end_;
};

}  // namespace maelstrom::os
