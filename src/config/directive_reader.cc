#include "config/directive_reader.h"

namespace maelstrom::config {
namespace {

Filter read_filter(TableReader& reader) {
  const auto text = reader.string("filter");
  if (!text) return Filter::all();
  const auto at = reader.find("filter")->value.at;
  auto filter = Filter::parse(*text);
  if (!filter) {
    reader.diagnostics().error(at, "filter: " + filter.error().message());
    return Filter::all();
  }
  if (const auto warning = filter->warning()) reader.diagnostics().warning(at, "filter: " + *warning);
  return *filter;
}

}  // namespace

Directive read_directive(const Table& table, Position at, Diagnostics& diagnostics) {
  TableReader reader(table, at, "a directive", diagnostics);
  Directive directive{.filter = read_filter(reader), .line = at.line};
  directive.ignore = reader.boolean("ignore");
  if (const auto seconds = reader.whole_number("timeout", kMaxTimeout))
    directive.timeout = std::chrono::seconds(*seconds);
  directive.include_shared_libraries = reader.boolean("include_shared_libraries");
  directive.container = read_directive_container(reader);
  reader.finish();
  return directive;
}

}  // namespace maelstrom::config
