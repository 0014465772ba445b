#include "cli/doctor_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

using container::Feature;
using container::FeatureState;
using container::IsolationResult;
using container::Verdict;

constexpr std::size_t kStateWidth = 15;

// Colour codes have no width, so the word is padded before it is coloured.
std::string state_cell(const Feature& feature, const report::Palette& palette) {
  const auto padded = [](std::string_view word) { return fmt::format("{:<{}}", word, kStateWidth); };
  if (feature.state == FeatureState::kPresent) return palette.good(padded("present"));
  if (feature.state == FeatureState::kUntried) return palette.doubtful(padded("not tried"));
  return feature.blocks() ? palette.bad(padded("missing")) : palette.doubtful(padded("missing, helps"));
}

std::string verdict_cell(Verdict verdict, const report::Palette& palette) {
  const auto padded = [](std::string_view word) { return fmt::format("{:<{}}", word, kStateWidth); };
  switch (verdict) {
    case Verdict::kClosed:
      return palette.good(padded("closed"));
    case Verdict::kReplaced:
      return palette.good(padded("replaced"));
    case Verdict::kOpenByNature:
      return palette.doubtful(padded("open by nature"));
    case Verdict::kNotApplicable:
      return padded("not here");
    case Verdict::kOpen:
      return palette.bad(padded("OPEN"));
    case Verdict::kBroken:
      break;
  }
  return palette.bad(padded("not tried"));
}

std::string without_blanks_at_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string feature_lines(const Feature& feature, std::size_t width, const report::Palette& palette) {
  std::string text = without_blanks_at_end(
      fmt::format("  {:<{}}  {} {}", feature.name, width, state_cell(feature, palette), feature.finding));
  if (!feature.remedy.empty()) text += fmt::format("  {:<{}}  enable: {}\n", "", width, feature.remedy);
  return text;
}

}  // namespace

std::string features_table(std::span<const Feature> features, const report::Palette& palette) {
  std::size_t width = 0;
  for (const Feature& feature : features) width = std::max(width, feature.name.size());
  std::string text;
  for (const Feature& feature : features) text += feature_lines(feature, width, palette);
  return text;
}

std::string missing_features(std::span<const Feature> features, const report::Palette& palette) {
  std::vector<Feature> missing;
  std::copy_if(features.begin(), features.end(), std::back_inserter(missing),
               [](const Feature& feature) { return feature.blocks(); });
  return features_table(missing, palette);
}

std::string isolation_table(std::span<const IsolationResult> results, const report::Palette& palette) {
  std::size_t width = 0;
  for (const IsolationResult& result : results) {
    width = std::max(width, std::string_view(result.pair.channel).size());
  }
  std::string text;
  for (const IsolationResult& result : results) {
    text += without_blanks_at_end(fmt::format("  {:<{}}  {} {}", result.pair.channel, width,
                                              verdict_cell(result.verdict, palette), printable(result.detail)));
  }
  return text;
}

std::string machine_table(const MachineReport& report) {
  std::string text;
  const auto line = [&](std::string_view name, std::string_view value) {
    text += fmt::format("  {:<14}  {}\n", name, value);
  };
  line("containers of", report.user);
  line("slots", std::to_string(report.slots));
  line("cell", printable(report.cell_program));
  line("store", fmt::format("{} ({})", printable(report.store), report.store_file_system));
  line("memory", "the figure of a test is that of its largest process, not the sum");
  if (report.floor) {
    line("", fmt::format("a container that does nothing has {}: no figure is below", human_bytes(*report.floor)));
  }
  return text;
}

}  // namespace maelstrom::cli
