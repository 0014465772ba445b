#include "cli/watch_prompt.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "os/file.h"
#include "os/terminal.h"
#include "tui/columns.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kNamedPaths = 3;
constexpr std::string_view kKeys = ": Enter runs what changed, a all, f what failed, / a filter, q ends";
constexpr std::string_view kErase = "\r\x1b[K";

WatchPrompt::Output standard_error() {
  return {.place = os::is_terminal(STDERR_FILENO) ? WatchPrompt::Place::kTerminal : WatchPrompt::Place::kElsewhere,
          // A terminal that takes nothing more ends the program by a signal of its own.
          .write = [](std::string_view text) { static_cast<void>(os::write_all(STDERR_FILENO, text, "the terminal")); },
          .columns = [] { return os::columns(STDERR_FILENO); }};
}

}  // namespace

WatchPrompt::WatchPrompt(std::string project, Keys keys) : WatchPrompt(std::move(project), keys, standard_error()) {}

WatchPrompt::WatchPrompt(std::string project, Keys keys, Output output)
    : project_(std::move(project)), keys_(keys), output_(std::move(output)) {}

void WatchPrompt::begin() {
  if (keys_ == Keys::kThere) return;
  say("  watching " + printable(project_) + "; standard input is no terminal, so there are no keys: Ctrl-C ends it");
}

void WatchPrompt::wait(const std::string& filter) {
  const std::string what = filter.empty() ? "  watching" : "  watching " + printable(filter);
  stand(what + (keys_ == Keys::kThere ? std::string(kKeys) : " for changes"), tui::keep_front);
}

// The end of what is too long is what is being typed.
void WatchPrompt::type(const std::string& text) { stand("  filter: " + printable(text), tui::keep_end); }

void WatchPrompt::say(std::string_view line) {
  clear();
  output_.write(std::string(line) + "\n");
}

void WatchPrompt::clear() {
  if (std::exchange(stands_, false)) output_.write(kErase);
  waits_.clear();
}

void WatchPrompt::stand(const std::string& line, Fit fit) {
  if (output_.place == Place::kElsewhere) {
    if (std::exchange(waits_, line) != line) output_.write(line + "\n");
    return;
  }
  const auto columns = static_cast<std::size_t>(std::max(output_.columns() - 1, 10));
  output_.write(std::string(kErase) + fit(line, columns));
  stands_ = true;
}

std::string WatchPrompt::some_of(const std::vector<std::string>& paths) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kNamedPaths); ++i) {
    const bool inside = paths[i].starts_with(project_ + "/");
    text += (i == 0 ? "" : ", ") + printable(inside ? paths[i].substr(project_.size() + 1) : paths[i]);
  }
  if (paths.size() > kNamedPaths) text += " and " + human_count(paths.size() - kNamedPaths) + " more";
  return text;
}

}  // namespace maelstrom::cli
