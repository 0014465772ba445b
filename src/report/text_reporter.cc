#include "report/text_reporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "report/hyperlink.h"

namespace maelstrom::report {
namespace {

constexpr std::string_view kIndent = "         ";
constexpr std::size_t kNameColumns = 58;
constexpr std::size_t kNamesShown = 12;

struct Words {
  std::string_view label;    // before a case
  std::string_view counted;  // behind a number
};
constexpr std::array<Words, kOutcomes> kWords{{{"OK", "passed"},
                                               {"FAIL", "failed"},
                                               {"TIMEOUT", "timed out"},
                                               {"SKIP", "skipped"},
                                               {"IGNORE", "ignored"},
                                               {"FLAKY", "flaky"},
                                               {"LEAK", "leaked"},
                                               {"ERROR", "without a verdict"},
                                               {"NOTRUN", "not run"}}};
const Words& words(Outcome outcome) { return kWords[static_cast<std::size_t>(outcome)]; }

// Whose cases the end names.
constexpr Outcome kNamed[] = {
    Outcome::kNotRun, Outcome::kFailed, Outcome::kTimedOut, Outcome::kLeaked, Outcome::kInfrastructureError,
    Outcome::kFlaky};

// In which order a summary speaks of them.
constexpr Outcome kProblems[] = {Outcome::kFailed, Outcome::kTimedOut, Outcome::kLeaked, Outcome::kInfrastructureError,
                                 Outcome::kFlaky};
constexpr Outcome kSummary[] = {
    Outcome::kPassed, Outcome::kFailed,  Outcome::kTimedOut, Outcome::kLeaked, Outcome::kInfrastructureError,
    Outcome::kFlaky,  Outcome::kSkipped, Outcome::kIgnored,  Outcome::kNotRun};

bool is_problem(Outcome outcome) {
  return std::find(std::begin(kProblems), std::end(kProblems), outcome) != std::end(kProblems);
}

std::string coloured(Outcome outcome, const std::string& text, const Palette& palette) {
  if (outcome == Outcome::kPassed) return palette.good(text);
  if (outcome == Outcome::kFlaky || !is_problem(outcome)) return palette.doubtful(text);
  return palette.bad(text);
}

// Every line of `text` behind the indent, made safe for a terminal.
void append_block(std::string& to, std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return;
  for (const std::string_view line : split(text, '\n')) {
    std::string safe;
    // Tabs keep their meaning.
    for (const std::string_view part : split(line, '\t')) {
      if (part.data() != line.data()) safe += '\t';
      safe += printable(part);
    }
    to += line.empty() ? "\n" : fmt::format("{}{}\n", kIndent, safe);
  }
}

void append_stream(std::string& to, std::string_view title, std::string_view text) {
  if (trim(text).empty()) return;
  to += fmt::format("{}{}\n", kIndent, title);
  append_block(to, text);
}

std::string seconds(const CaseResult& result) {
  if (!result.job) return {};
  if (result.job->cached) return "cached";
  return human_seconds(std::chrono::duration<double>(result.job->duration).count());
}

// So many that the time stands in the window as well.
std::size_t name_columns(const Palette& palette, const std::string& time) {
  if (!palette.columns) return kNameColumns;
  const std::size_t others = kIndent.size() + 1 + time.size();
  const auto columns = static_cast<std::size_t>(std::max(palette.columns(), 0));
  return std::min(kNameColumns, columns - std::min(columns, others));
}

// `label` as `coloured` has it.
std::string case_line(std::string_view label, const std::string& coloured, const CaseId& id, const std::string& time,
                      const Palette& palette) {
  const std::string name = printable(id.to_string());
  std::string line = "  " + coloured + std::string(label.size() < 6 ? 7 - label.size() : 1, ' ');
  line += name;
  const std::size_t wide = name_columns(palette, time);
  if (!time.empty()) line += std::string(name.size() < wide ? wide - name.size() : 1, ' ') + ' ' + time;
  return line + '\n';
}

std::string case_line(const CaseResult& result, const Palette& palette) {
  const std::string label(words(result.verdict.outcome).label);
  return case_line(label, coloured(result.verdict.outcome, label, palette), result.id, seconds(result), palette);
}

std::string location(const Verdict& verdict, const Palette& palette) {
  const std::string file = printable(verdict.file);
  const std::string target = palette.link_to ? palette.link_to(verdict.file, verdict.line) : std::string();
  return hyperlink(target, verdict.line > 0 ? fmt::format("{}:{}", file, verdict.line) : file);
}

std::string some_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) text += (i == 0 ? "" : "  ") + names[i];
  if (names.size() > kNamesShown) text += "  and " + human_count(names.size() - kNamesShown) + " more";
  return text;
}

std::string audit_line(const RunFinished& finished, const Palette& palette) {
  const std::string differ = finished.audits_that_differ == 0
                                 ? "none ended otherwise"
                                 : palette.bad(human_count(finished.audits_that_differ) + " ended otherwise");
  return fmt::format("  audit: {} run again, {}\n", human_count(finished.audited), differ);
}

}  // namespace

std::string describe_case(const CaseResult& result, std::string_view own_output, const Palette& palette) {
  const Verdict& verdict = result.verdict;
  std::string text = case_line(result, palette);
  if (!is_problem(verdict.outcome)) {
    append_block(text, verdict.message);
    return text;
  }
  if (!verdict.file.empty()) text += std::string(kIndent) + location(verdict, palette) + '\n';
  append_block(text, verdict.message);
  if (result.job) {
    append_stream(text, "--- its output", own_output);
    append_stream(text, "--- its errors", result.job->standard_error.text());
  }
  const std::string name = shell_quote(result.id.to_string());
  if (result.job && (result.job->standard_output.more_is_kept || result.job->standard_error.more_is_kept)) {
    text += fmt::format("{}whole: maelstrom output {}\n", kIndent, name);
  }
  return text + fmt::format("{}alone: maelstrom test -i {}\n\n", kIndent, name);
}

std::string describe_slow(const CaseSlow& slow, const Palette& palette) {
  const std::string time = human_seconds(std::chrono::duration<double>(slow.after).count());
  return case_line("SLOW", palette.doubtful("SLOW"), slow.id, "> " + time, palette);
}

std::string describe_end(const RunFinished& finished, const std::array<std::vector<std::string>, kOutcomes>& names,
                         const Palette& palette) {
  std::string text;
  for (const Outcome outcome : kNamed) {
    const auto& of = names[static_cast<std::size_t>(outcome)];
    if (of.empty()) continue;
    const std::string count = human_count(of.size()) + " " + std::string(words(outcome).counted);
    text += fmt::format("  {}   {}\n", coloured(outcome, count, palette), some_of(of));
  }
  if (finished.audited > 0) text += audit_line(finished, palette);
  if (!finished.interrupted_by.empty()) {
    text += "  " + palette.bad("interrupted by " + finished.interrupted_by) + '\n';
  }
  std::size_t all = 0;
  std::string counts;
  for (const Outcome outcome : kSummary) {
    const std::size_t count = finished.counts[static_cast<std::size_t>(outcome)];
    all += count;
    if (count == 0) continue;
    if (!counts.empty()) counts += ", ";
    counts += coloured(outcome, human_count(count) + " " + std::string(words(outcome).counted), palette);
    // Nothing else may stand for a run.
    if (outcome == Outcome::kPassed && finished.cached > 0) counts += " (" + human_count(finished.cached) + " cached)";
  }
  if (all == 0) return text + "  0 cases: nothing to do\n";
  return text + fmt::format("  {} {} in {}: {}\n", human_count(all), all == 1 ? "case" : "cases",
                            human_seconds(std::chrono::duration<double>(finished.duration).count()), counts);
}

TextReporter::TextReporter(TextSinks sinks, OwnOutput own_output, TextDetail detail, Palette palette)
    : sinks_(std::move(sinks)), own_output_(std::move(own_output)), detail_(detail), palette_(palette) {}

void TextReporter::on(const CaseSlow& event) {
  if (detail_ != TextDetail::kSummary) sinks_.about_the_run(describe_slow(event, palette_));
}

void TextReporter::on(const CaseResult& result) {
  const Outcome outcome = result.verdict.outcome;
  const bool problem = is_problem(outcome);
  if (problem || outcome == Outcome::kNotRun)
    names_[static_cast<std::size_t>(outcome)].push_back(printable(result.id.to_string()));
  const bool shown = problem ? detail_ != TextDetail::kSummary : detail_ == TextDetail::kEveryCase;
  if (shown) sinks_.results(describe_case(result, problem ? own_output_(result) : std::string(), palette_));
}

void TextReporter::on(const RunFinished& finished) { sinks_.results(describe_end(finished, names_, palette_)); }

void TextReporter::on(const Notice& notice) {
  switch (notice.kind) {
    case Notice::Kind::kProgress:
      if (detail_ != TextDetail::kSummary) sinks_.about_the_run("  " + notice.text + '\n');
      return;
    case Notice::Kind::kStanding:
      return;
    case Notice::Kind::kWarning:
      return sinks_.about_the_run(palette_.doubtful("warning: ") + notice.text + '\n');
    case Notice::Kind::kError:
      return sinks_.about_the_run(palette_.bad("error: ") + notice.text + '\n');
  }
}

}  // namespace maelstrom::report
