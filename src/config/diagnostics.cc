#include "config/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace maelstrom::config {
namespace {

std::string written(const Diagnostic& diagnostic, const char* severity) {
  std::string where = diagnostic.file;
  if (diagnostic.line > 0) where += fmt::format(":{}", diagnostic.line);
  if (diagnostic.line > 0 && diagnostic.column > 0) where += fmt::format(":{}", diagnostic.column);
  return fmt::format("{}: {}: {}", where, severity, diagnostic.message);
}

std::vector<Diagnostic> in_order(std::vector<Diagnostic> found) {
  std::ranges::stable_sort(found, {}, [](const Diagnostic& d) { return std::pair(d.line, d.column); });
  return found;
}

}  // namespace

std::string Diagnostic::to_string() const { return written(*this, "error"); }
std::string Diagnostic::to_warning() const { return written(*this, "warning"); }

void Diagnostics::error(Position at, std::string message) {
  errors_.push_back({file_, at.line, at.column, std::move(message)});
}
void Diagnostics::warning(Position at, std::string message) {
  warnings_.push_back({file_, at.line, at.column, std::move(message)});
}

std::vector<Diagnostic> Diagnostics::take_errors() { return in_order(std::exchange(errors_, {})); }
std::vector<Diagnostic> Diagnostics::take_warnings() { return in_order(std::exchange(warnings_, {})); }

}  // namespace maelstrom::config
