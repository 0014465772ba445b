#include "report/github_reporter.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"

namespace maelstrom::report {
namespace {

std::optional<std::string_view> command_of(const CaseResult& result) {
  switch (result.verdict.outcome) {
    case Outcome::kFailed:
    case Outcome::kTimedOut:
    case Outcome::kLeaked:
    case Outcome::kInfrastructureError:
      return "error";
    case Outcome::kFlaky:
      return "warning";
    case Outcome::kPassed:
      if (result.slow) return "warning";
      return std::nullopt;
    case Outcome::kSkipped:
    case Outcome::kIgnored:
    case Outcome::kNotRun:
      return std::nullopt;
  }
  return std::nullopt;
}

// Of what a command means by itself nothing may stand in its data.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// In a property the two that end it are escaped too.
std::string escaped_property(std::string_view text) {
  std::string out;
  for (const char c : escaped(text)) {
    if (c == ':') {
      out += "%3A";
    } else if (c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string message_of(const Verdict& verdict) {
  if (verdict.outcome == Outcome::kPassed) return "slow";
  if (!verdict.message.empty()) return verdict.message;
  std::string words(outcome_name(verdict.outcome));
  std::ranges::replace(words, '_', ' ');
  return words;
}

}  // namespace

void GithubReporter::on(const CaseResult& result) {
  const auto command = command_of(result);
  if (!command || !status_) return;
  std::string line = "::" + std::string(*command) + " ";
  if (!result.verdict.file.empty()) line += "file=" + escaped_property(result.verdict.file) + ",";
  if (result.verdict.line > 0) line += "line=" + std::to_string(result.verdict.line) + ",";
  line += "title=" + escaped_property(to_utf8(result.id.to_string())) +
          "::" + escaped(to_utf8(message_of(result.verdict))) + "\n";
  status_ = sink_(line);
}

}  // namespace maelstrom::report
