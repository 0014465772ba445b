// Containers and jobs of JSON texts, for tests.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "config/json_document.h"
#include "config/resolve_containers.h"

namespace maelstrom::config {

// What a stream of JSON objects declares: any number of `containers`, and a job.
struct JobText {
  NamedContainers containers;
  ContainerDeclaration job;
  std::vector<std::string> errors;

  void read(std::string_view text) {
    Diagnostics diagnostics("jobs.json");
    if (const auto value = parse_json(text, {1, 1}, diagnostics)) read(*value, diagnostics);
    for (const auto& error : diagnostics.take_errors()) errors.push_back(error.to_string());
  }

 private:
  void read(const Value& value, Diagnostics& diagnostics) {
    const auto* table = as_table(value, "a job", diagnostics);
    if (table == nullptr) return;
    TableReader reader(*table, value.at, "a job", diagnostics);
    if (const auto* member = reader.find("containers")) return read_containers(*member, containers, diagnostics);
    for (const auto* key : {"program", "arguments"}) reader.find(key);
    job = read_container(reader, "a job");
    reader.finish();
  }
};

}  // namespace maelstrom::config
