#include "tui/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/strings.h"
#include "tui/columns.h"

namespace maelstrom::tui {
namespace {

constexpr std::size_t kMargin = 2;
constexpr std::size_t kShortestBar = 8;
constexpr std::size_t kLongestBar = 40;
constexpr std::size_t kNarrow = 60;  // below it the gaps are narrow, too

// U+2588 and its narrower kin, by eighths.
constexpr std::string_view kFull = "█";
constexpr std::array<std::string_view, 8> kPart = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

std::string bar(const Progress& progress, std::size_t columns) {
  const std::size_t eighths = std::min(progress.done, progress.total) * 8 * columns / progress.total;
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += kFull;
  text += kPart[eighths % 8];
  return text.append(columns - width(text), ' ');
}

std::string trouble(const Progress& progress) {
  std::string text;
  if (progress.failed > 0) text = human_count(progress.failed) + " failed";
  if (progress.errors > 0) {
    if (!text.empty()) text += ", ";
    text += human_count(progress.errors) + (progress.errors == 1 ? " error" : " errors");
  }
  return text;
}

std::string about(std::chrono::seconds left) {
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 60 * kMinute;
  const std::int64_t seconds = left.count();
  if (seconds < 90) return fmt::format("about {} s", seconds);
  if (seconds < 90 * kMinute) return fmt::format("about {} min", (seconds + kMinute / 2) / kMinute);
  return fmt::format("about {} h", (seconds + kHour / 2) / kHour);
}

std::string red(const std::string& text, Colours colours) {
  return colours == Colours::kNone ? text : "\x1b[31m" + text + "\x1b[0m";
}

std::string counts(const Progress& progress, std::size_t columns) {
  std::string text = human_count(progress.done) + " of " + human_count(progress.total);
  if (width(text) <= columns) return text;
  return fmt::format("{} %", progress.done * 100 / progress.total);
}

}  // namespace

std::string progress_line(const Progress& progress, std::size_t columns, Colours colours) {
  const std::string gap(columns < kNarrow ? 2 : 4, ' ');
  const std::string wrong = trouble(progress);
  const std::string estimate = progress.left ? about(*progress.left) : "";
  const std::size_t reserved = kMargin + (wrong.empty() ? 0 : gap.size() + width(wrong));
  const std::string done = counts(progress, columns > reserved ? columns - reserved : 0);

  std::size_t used = kMargin + width(done);
  const auto take = [&](std::size_t more) {
    const bool fits = more > 0 && used + gap.size() + more <= columns;
    if (fits) used += gap.size() + more;
    return fits;
  };
  const bool with_trouble = take(width(wrong));
  const bool with_bar = take(kShortestBar);
  const bool with_estimate = take(width(estimate));
  const std::string cached = progress.cached > 0 ? human_count(progress.cached) + " cached" : "";
  const bool with_cached = take(width(cached));

  std::string line(kMargin, ' ');
  if (with_bar) {
    const std::size_t preferred = std::clamp(columns * 35 / 100, kShortestBar, kLongestBar);
    line += bar(progress, std::min(preferred, kShortestBar + columns - used)) + gap;
  }
  line += done;
  if (with_cached) line += gap + cached;
  if (with_trouble) line += gap + red(wrong, colours);
  if (with_estimate) line += gap + estimate;
  return line;
}

}  // namespace maelstrom::tui
