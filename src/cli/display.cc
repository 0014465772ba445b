#include "cli/display.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "cli/observers.h"
#include "frameworks/display.h"
#include "report/palette.h"
#include "report/text_reporter.h"

namespace maelstrom::cli {
namespace {

report::TextSink stream(std::FILE* to) {
  return [to](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), to);
    std::fflush(to);
  };
}

report::TextDetail detail(const DisplayOptions& options) {
  if (options.ui == "quiet") return report::TextDetail::kSummary;
  return options.verbose ? report::TextDetail::kEveryCase : report::TextDetail::kProblems;
}

}  // namespace

struct Display::State {
  State(report::TextSinks sinks, report::TextDetail detail, report::Palette palette)
      : text(std::move(sinks), frameworks::own_output, detail, palette) {
    everyone.add(text);
  }
  report::TextReporter text;
  FanOut everyone;
};

Display::Display(std::unique_ptr<State> state) : state_(std::move(state)) {}
Display::~Display() = default;
RunObserver& Display::observer() { return state_->everyone; }
Status Display::status() const { return {}; }

Result<std::unique_ptr<Display>> Display::create(const DisplayOptions& options, const Project& project, const Clock&) {
  const std::string color = options.color.value_or(project.config.settings.color.value_or("auto"));
  const report::Palette palette{.colours = report::wants_colour(color, STDOUT_FILENO)};
  auto state = std::make_unique<State>(report::TextSinks{stream(stdout), stream(stderr)}, detail(options), palette);
  return std::unique_ptr<Display>(new Display(std::move(state)));
}

}  // namespace maelstrom::cli
