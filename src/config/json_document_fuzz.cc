// No text breaks the reader of JSON or the readers of what it gives.
#include <cstdlib>

#include "config/json_document.h"
#include "config/resolve_containers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace maelstrom::config;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics diagnostics("jobs.json");
  const auto value = parse_json(text, {1, 1}, diagnostics);
  const auto errors = diagnostics.take_errors();
  if (value.has_value() != errors.empty()) std::abort();
  if (!value) return 0;
  const auto* table = std::get_if<Table>(&value->is);
  if (table == nullptr) return 0;
  TableReader reader(*table, value->at, "a job", diagnostics);
  NamedContainers containers;
  if (const auto* member = reader.find("containers")) read_containers(*member, containers, diagnostics);
  check_parents(containers, diagnostics);
  const auto job = read_container(reader, "a job");
  const auto resolved = resolve_container(containers, job, [](const std::string&) { return std::nullopt; }, "/p");
  if (!resolved && resolved.error().message().empty()) std::abort();
  return 0;
}
