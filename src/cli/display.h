// What a run shows, and the reports that it writes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "config/config.h"
#include "core/run_observer.h"

namespace maelstrom::cli {

// Everything a person asked to see. If a report goes to standard output, the text goes to standard error.
class Display {
 public:
  // Of `all` it takes ui, color, verbose and report. Errors: Invalid for a report of an unknown kind, or two reports on
  // standard output; what opening a report's file gives.
  // `places` are absolute; a source file that is named relatively stands in one of them. `was_stopped`: see LiveBlock.
  static Result<std::unique_ptr<Display>> create(const config::Settings& all, const Clock& clock,
                                                 const std::vector<std::string>& places,
                                                 std::function<bool()> was_stopped);
  ~Display();

  RunObserver& observer();
  // To be called about 20 times a second; empty if nothing is redrawn or held back.
  std::function<void()> tick();
  // Errors: the first that writing a report gave.
  Status status() const;

 private:
  struct State;
  explicit Display(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::cli
