// What ends a round of `maelstrom test --watch` before its time: a signal, a change of a file, a key.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/wake.h"
#include "cli/watch_changes.h"
#include "cli/watch_keys.h"
#include "os/fd.h"
#include "os/terminal.h"
#include "os/tree_watch.h"
#include "os/wake.h"

namespace maelstrom::cli {

// To what is under way all of it looks like a signal that asks it to end.
class WatchWake final : public Wake {
 public:
  // Both outlive it. Keys are read from standard input, where that is a terminal.
  static Result<std::unique_ptr<WatchWake>> create(os::SystemWake& system, os::TreeWatch& tree);
  ~WatchWake() override;

  int fd() const override { return epoll_.get(); }
  void notify() override { system_.notify(); }
  void clear() override;
  std::optional<int> ending_signal() override;
  void kill_at_end(std::optional<int> process_group) override { system_.kill_at_end(process_group); }

  // The signal to the program itself.
  std::optional<int> signal() { return system_.ending_signal(); }
  WatchChanges& changes() { return changes_; }
  // What a person wants, once.
  std::optional<WatchKeys::Act> take_act();
  WatchKeys& keys() { return keys_; }
  bool has_keys() const { return mode_ != nullptr; }
  // Whether another round is wanted, or the person wants something else.
  bool wants_more() const { return act_ || !changes_.wanted().empty(); }

  // Waits until something has come, or so long. Gives whether something has.
  bool wait(std::optional<std::chrono::milliseconds> patience);

 private:
  WatchWake(os::SystemWake& system, os::TreeWatch& tree) : system_(system), tree_(tree) {}
  Status watch(int fd);
  void look();
  void read_keys();

  os::SystemWake& system_;
  os::TreeWatch& tree_;
  os::Fd epoll_;
  std::optional<os::WindowSignals> window_;
  std::unique_ptr<os::KeyMode> mode_;  // none: no terminal
  WatchChanges changes_;
  WatchKeys keys_;
  std::string typed_;  // and not looked at yet
  std::optional<WatchKeys::Act> act_;
};

}  // namespace maelstrom::cli
