#include "config/config.h"

#include "config/directive_reader.h"
#include "config/document.h"
#include "config/settings_reader.h"
#include "config/table_reader.h"

namespace maelstrom::config {
namespace {

void read_document(const Table& table, Config& config, Diagnostics& diagnostics) {
  TableReader reader(table, {1, 1}, "this file", diagnostics);
  if (const auto* member = reader.find("settings")) {
    const auto* settings = as_table(member->value, "\"settings\"", diagnostics);
    if (settings != nullptr) config.settings = read_settings(*settings, member->at, diagnostics);
  }
  if (const auto* member = reader.find("containers")) read_containers(*member, config.containers, diagnostics);
  check_parents(config.containers, diagnostics);
  reader.each("directives", [&](const Value& value) {
    const auto* directive = as_table(value, "a directive", diagnostics);
    if (directive != nullptr) config.directives.push_back(read_directive(*directive, value.at, diagnostics));
  });
  for (const auto& directive : config.directives) check_parent(config.containers, directive.container, diagnostics);
  reader.finish();
}

}  // namespace

ParsedConfig parse_config(std::string_view text, const std::string& file) {
  Diagnostics diagnostics(file);
  ParsedConfig parsed;
  parsed.config.file = file;
  if (const auto table = parse_toml(text, diagnostics)) read_document(*table, parsed.config, diagnostics);
  parsed.errors = diagnostics.take_errors();
  parsed.warnings = diagnostics.take_warnings();
  return parsed;
}

}  // namespace maelstrom::config
