// A run as ordinary text: what a person reads in a pipe, and above the live block of a terminal.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/run_observer.h"
#include "report/palette.h"

namespace maelstrom::report {

enum class TextDetail : std::uint8_t {
  kSummary,    // what did not pass, by name, and the counts
  kProblems,   // and each case that did not pass as it ends, with its output
  kEveryCase,  // and a line for each other case
};

// Takes whole lines.
using TextSink = std::function<void(std::string_view)>;

struct TextSinks {
  TextSink results;
  TextSink about_the_run;  // warnings, and what is being built
};

// One block of text for a case: a line with its outcome, name and time; below it, for one that did not
// pass, where and why, its output, and how to run it alone. `own_output` is what its standard output
// holds beside the message.
std::string describe_case(const CaseResult& result, std::string_view own_output, const Palette& palette);

// The line for a case that runs for longer than usual, and goes on.
std::string describe_slow(const CaseSlow& slow, const Palette& palette);

// The lines that end a run: the cases that did not pass, by name, and how many ended how.
std::string describe_end(const RunFinished& finished, const std::array<std::vector<std::string>, kOutcomes>& names,
                         const Palette& palette);

class TextReporter final : public RunObserver {
 public:
  // What of a case's standard output is its own, as frameworks::own_output() gives it.
  using OwnOutput = std::function<std::string(const CaseResult&)>;

  TextReporter(TextSinks sinks, OwnOutput own_output, TextDetail detail, Palette palette);

  void on(const CaseSlow& event) override;
  void on(const CaseResult& result) override;
  void on(const RunFinished& finished) override;
  void on(const Notice& notice) override;

 private:
  TextSinks sinks_;
  OwnOutput own_output_;
  TextDetail detail_;
  Palette palette_;
  std::array<std::vector<std::string>, kOutcomes> names_;  // of the cases that did not pass or run
};

}  // namespace maelstrom::report
