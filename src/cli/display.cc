#include "cli/display.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/directories.h"
#include "cli/observers.h"
#include "cli/report_files.h"
#include "frameworks/display.h"
#include "os/file.h"
#include "os/machine.h"
#include "os/terminal.h"
#include "report/hyperlink.h"
#include "report/palette.h"
#include "report/text_reporter.h"
#include "session/paths.h"
#include "tui/live_block.h"

namespace maelstrom::cli {
namespace {

using Write = std::function<void(std::string_view)>;

// A terminal or a pipe that takes nothing more is no reason to end the tests.
Write to_descriptor(int fd) {
  return [fd](std::string_view text) { static_cast<void>(os::write_all(fd, text, "the terminal")); };
}

report::TextDetail detail(const config::Settings& all) {
  if (all.ui == "quiet") return report::TextDetail::kSummary;
  return all.verbose.value_or(false) ? report::TextDetail::kEveryCase : report::TextDetail::kProblems;
}

bool is_live(const std::string& ui, int fd) { return ui == "fancy" || (ui == "auto" && os::is_terminal(fd)); }

// Shows what is being built, which takes long before the first tick.
class Building final : public RunObserver {
 public:
  explicit Building(tui::LiveBlock& block) : block_(block) {}
  using RunObserver::on;
  void on(const Notice&) override { block_.tick(); }

 private:
  tui::LiveBlock& block_;
};

std::function<int()> columns_of(int fd) {
  if (!os::is_terminal(fd)) return {};
  return [fd] { return os::columns(fd); };
}

// To the files of this machine, where `fd` is a terminal that knows links.
std::function<std::string(std::string_view, int)> links_of(int fd, std::vector<std::string> places) {
  if (!os::is_terminal(fd) || !report::knows_hyperlinks(client_environment)) return {};
  return [places = std::move(places), host = os::host_name().value_or("")](std::string_view file, int line) {
    if (file.starts_with('/')) return report::file_uri(host, file, line);
    for (const std::string& place : places) {
      const std::string path = session::absolute_path(place, file);
      if (os::exists(path)) return report::file_uri(host, path, line);
    }
    return std::string();
  };
}

Result<std::vector<ReportSpec>> report_specs(const std::vector<std::string>& texts) {
  std::vector<ReportSpec> specs;
  for (const std::string& text : texts) {
    TRY_ASSIGN(spec, parse_report(text));
    specs.push_back(std::move(spec));
  }
  if (std::count_if(specs.begin(), specs.end(), [](const auto& spec) { return spec.to_standard_output(); }) > 1) {
    return invalid("--report: two reports on standard output");
  }
  return specs;
}

}  // namespace

struct Display::State {
  std::vector<std::unique_ptr<ReportFile>> reports;
  std::optional<tui::LiveBlock> block;
  std::optional<Building> building;
  std::optional<report::TextReporter> text;
  FanOut everyone;

  void add_text(const config::Settings& all, const report::Palette& palette, const Clock& clock, int results,
                std::function<bool()> was_stopped) {
    Write write = to_descriptor(results);
    report::TextSinks sinks{write, to_descriptor(STDERR_FILENO)};
    if (is_live(all.ui.value_or("auto"), results)) {
      block.emplace(
          clock, write, [results] { return os::columns(results); },
          palette.colours ? tui::Colours::kOutcomes : tui::Colours::kNone, std::move(was_stopped));
      building.emplace(*block);
      sinks.results = sinks.about_the_run = [this](std::string_view text) { block->print(text); };
    }
    text.emplace(std::move(sinks), frameworks::own_output, detail(all), palette);
    // The block is gone before the summary is printed, and knows of a case before it is.
    if (block) everyone.add(*block);
    everyone.add(*text);
    if (building) everyone.add(*building);
  }
};

Display::Display(std::unique_ptr<State> state) : state_(std::move(state)) {}
Display::~Display() = default;

RunObserver& Display::observer() { return state_->everyone; }

std::function<void()> Display::tick() {
  if (!state_->block && state_->reports.empty()) return {};
  return [this] {
    for (const auto& report : state_->reports) report->flush();
    if (state_->block) state_->block->tick();
  };
}

Status Display::status() const {
  for (const auto& report : state_->reports) TRY_IN("--report", report->status());
  return {};
}

Result<std::unique_ptr<Display>> Display::create(const config::Settings& all, const Clock& clock,
                                                 const std::vector<std::string>& places,
                                                 std::function<bool()> was_stopped) {
  auto state = std::make_unique<State>();
  TRY_ASSIGN(specs, report_specs(all.report));
  int results = STDOUT_FILENO;
  for (const ReportSpec& spec : specs) {
    if (spec.to_standard_output()) results = STDERR_FILENO;
    TRY_ASSIGN(file, open_report(spec, clock));
    state->everyone.add(file->observer());
    state->reports.push_back(std::move(file));
  }
  const std::string color = all.color.value_or("auto");
  const report::Palette palette{.colours = report::wants_colour(color, results),
                                .columns = columns_of(results),
                                .link_to = links_of(results, places)};
  state->add_text(all, palette, clock, results, std::move(was_stopped));
  return std::unique_ptr<Display>(new Display(std::move(state)));
}

}  // namespace maelstrom::cli
