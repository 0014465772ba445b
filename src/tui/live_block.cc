#include "tui/live_block.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/strings.h"
#include "tui/columns.h"
#include "tui/progress_line.h"

namespace maelstrom::tui {
namespace {

constexpr std::chrono::milliseconds kFrame{50};
constexpr int kNarrowest = 20;

// A frame without the cursor's jumps, and lines that the terminal cuts rather than wraps: some
// characters are wider than they count, and the window may have shrunk since it was measured.
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";
constexpr std::string_view kCut = "\x1b[?7l";
constexpr std::string_view kWrap = "\x1b[?7h";

std::int64_t frame_number(MonotonicTime now) { return now.time_since_epoch() / kFrame; }

// From the beginning of the last of `rows` rows.
std::string erase(std::size_t rows) {
  if (rows == 0) return {};
  return rows == 1 ? "\r\x1b[J" : fmt::format("\r\x1b[{}A\x1b[J", rows - 1);
}

}  // namespace

LiveBlock::LiveBlock(const Clock& clock, std::function<void(std::string_view)> write, std::function<int()> columns,
                     Colours colours, std::function<bool()> was_stopped)
    : clock_(clock),
      write_(std::move(write)),
      columns_(std::move(columns)),
      was_stopped_(std::move(was_stopped)),
      colours_(colours) {}

LiveBlock::~LiveBlock() { clear(); }

void LiveBlock::on(const CaseStarted& event) {
  const MonotonicTime now = clock_.monotonic();
  if (!run_.begin) run_.begin = now;
  run_.activity.clear();
  run_.running.push_back({event.id, printable(event.id.to_string()), now});
}

void LiveBlock::on(const CaseResult& event) {
  ++run_.done;
  const std::size_t ended = std::erase_if(run_.running, [&](const Running& one) { return one.id == event.id; });
  if (event.job && event.job->cached) {
    ++run_.cached;
  } else {
    run_.executed += ended;
  }
  switch (event.verdict.outcome) {
    case Outcome::kFailed:
    case Outcome::kTimedOut:
    case Outcome::kLeaked:
      ++run_.failed;
      break;
    case Outcome::kInfrastructureError:
      ++run_.errors;
      break;
    default:
      break;
  }
}

void LiveBlock::on(const RunFinished&) {
  run_ = {};
  clear();
}

void LiveBlock::on(const Notice& event) {
  if (event.kind == Notice::Kind::kProgress) run_.activity = printable(event.text);
  if (event.kind == Notice::Kind::kStanding) run_.standing = printable(event.text);
}

void LiveBlock::tick() {
  const MonotonicTime now = clock_.monotonic();
  if (frame_number(now) == last_frame_) return;
  auto next = lines(now);
  if (next != shown_) draw({}, std::move(next));
}

void LiveBlock::print(std::string_view text) {
  if (text.empty()) return;
  std::string whole(text);
  if (!whole.ends_with('\n')) whole += '\n';
  draw(whole, lines(clock_.monotonic()));
}

// Empty if there is nothing to tell; otherwise begins with a blank line.
std::vector<std::string> LiveBlock::lines(MonotonicTime now) const {
  const auto columns = static_cast<std::size_t>(std::max(columns_(), kNarrowest));
  std::vector<std::string> lines;
  if (!run_.running.empty()) {
    lines.push_back(running_line(running_at(now), columns));
  } else if (!run_.activity.empty()) {
    lines.push_back("  " + keep_front(run_.activity, columns - 2));
  }
  if (!run_.standing.empty()) lines.push_back("  " + keep_front(run_.standing, columns - 2));
  if (run_.total > 0) {
    lines.push_back(progress_line({.done = run_.done,
                                   .total = std::max(run_.total, run_.done),
                                   .cached = run_.cached,
                                   .failed = run_.failed,
                                   .errors = run_.errors,
                                   .left = left_at(now)},
                                  columns, colours_));
  }
  if (!lines.empty()) lines.insert(lines.begin(), "");
  return lines;
}

std::vector<RunningCase> LiveBlock::running_at(MonotonicTime now) const {
  std::vector<RunningCase> running;
  running.reserve(run_.running.size());
  for (const Running& one : run_.running) running.push_back({one.shown, now - one.since});
  return running;
}

// By the rate so far of the cases that were executed: those that were not (cached, ignored) took no time.
std::optional<std::chrono::seconds> LiveBlock::left_at(MonotonicTime now) const {
  constexpr double kLongest = 1e9;
  if (run_.executed == 0 || run_.done >= run_.total) return std::nullopt;
  const std::chrono::duration<double> elapsed = now - *run_.begin;
  if (elapsed < std::chrono::seconds(1)) return std::nullopt;
  const double left =
      elapsed.count() * static_cast<double>(run_.total - run_.done) / static_cast<double>(run_.executed);
  return std::chrono::seconds(std::llround(std::clamp(left, 1.0, kLongest)));
}

// The cursor rests in the left margin, where the echo of a typed ^C hides nothing.
void LiveBlock::draw(std::string_view text, std::vector<std::string> lines) {
  if (was_stopped_ && was_stopped_()) shown_.clear();
  std::string frame = erase(shown_.size());
  frame += text;
  if (!lines.empty()) frame.append(kCut).append(join(lines, "\n")).append("\r").append(kWrap);
  if (!lines.empty() || !shown_.empty()) frame.insert(0, kHideCursor).append(kShowCursor);
  write_(frame);
  shown_ = std::move(lines);
  last_frame_ = frame_number(clock_.monotonic());
}

void LiveBlock::clear() {
  if (!shown_.empty()) draw({}, {});
}

}  // namespace maelstrom::tui
